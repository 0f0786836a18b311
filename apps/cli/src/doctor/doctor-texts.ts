import type { Language } from '@ketnoi/hierarchy'
import type { Check } from './check.ts'

interface DoctorTexts {
  readonly summary: string
  readonly description: string
  readonly backups: string
  readonly json: string
  /** All of one width. */
  readonly marks: Readonly<Record<Check['state'], string>>
}

/** What `ketnoi doctor` says of itself; what it finds is said beside each check. */
export const DOCTOR_TEXTS: Readonly<Record<Language, DoctorTexts>> = {
  vi: {
    summary: 'xem xét cả bản cài đặt, cho biết gì đúng và phải làm gì',
    description: 'Xem xét bản cài đặt với những cài đặt mà cổng sẽ có. Mã kết thúc 1: có chỗ phải sửa.',
    backups: 'thư mục giữ các bản sao lưu (*.ketnoi): bản mới nhất phải là của đêm qua',
    json: 'in các mục đã kiểm tra, dạng JSON, bằng tiếng Anh',
    marks: { ok: 'được   ', warning: 'xem lại', mend: 'SỬA    ', skipped: '–      ' },
  },
  en: {
    summary: 'looks an installation over, and says what is right and what to do',
    description:
      'Looks an installation over with the settings that the portal would have. Exit code 1: something must be mended.',
    backups: 'where backups (*.ketnoi) are kept: the newest should be of last night',
    json: 'print the checks as JSON, in English',
    marks: { ok: 'ok     ', warning: 'look at', mend: 'MEND   ', skipped: '–      ' },
  },
}
