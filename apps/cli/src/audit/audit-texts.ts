import type { AuditBreak } from '@ketnoi/db'
import type { Language } from '@ketnoi/hierarchy'

interface AuditTexts {
  readonly summary: string
  readonly description: string
  readonly from: string
  readonly json: string
  readonly counts: (sealed: number, seals: number, open: number) => string
  readonly whole: string
  readonly broken: string
  readonly last: string
  readonly breaks: Readonly<Record<AuditBreak['kind'], string>>
  readonly seal: string
  readonly event: string
  readonly wrongFrom: string
}

/** What the command about the audit log says. */
export const AUDIT_TEXTS: Readonly<Record<Language, AuditTexts>> = {
  vi: {
    summary: 'nhật ký có bị ai sửa không',
    description:
      'Tính lại mọi dấu niêm của nhật ký, và in dấu niêm cuối để giữ ở nơi khác. Mã kết thúc 1: nhật ký đã bị sửa.',
    from: 'một dấu niêm đã in trước đây: cho biết cả khi phần cuối nhật ký bị cắt',
    json: 'in dạng JSON',
    counts: (sealed, seals, open) =>
      `${String(sealed)} sự kiện trong ${String(seals)} dấu niêm, ${String(open)} chưa niêm`,
    whole: 'nhật ký nguyên vẹn',
    broken: 'nhật ký đã bị sửa',
    last: 'dấu niêm cuối',
    breaks: {
      'seal-missing': 'mất dấu niêm',
      'seal-changed': 'dấu niêm bị sửa',
      'event-changed': 'sự kiện bị sửa',
      'event-missing': 'sự kiện bị xóa',
      'event-added': 'sự kiện được chèn thêm',
      'kept-hash-unknown': 'dấu niêm đã giữ không còn trong nhật ký',
    },
    seal: 'dấu niêm',
    event: 'sự kiện',
    wrongFrom: '--from nhận mã của một dấu niêm: 64 ký tự 0-9 và a-f',
  },
  en: {
    summary: 'whether anybody tampered with the audit log',
    description:
      'Computes every seal of the audit log anew, and prints the last one to be kept elsewhere. Exit code 1: it is broken.',
    from: 'a seal that was printed before: shows also that the end of the log was cut off',
    json: 'print it as JSON',
    counts: (sealed, seals, open) =>
      `${String(sealed)} events in ${String(seals)} seals, ${String(open)} not sealed yet`,
    whole: 'the log is whole',
    broken: 'the log was tampered with',
    last: 'last seal',
    breaks: {
      'seal-missing': 'a seal is missing',
      'seal-changed': 'a seal was changed',
      'event-changed': 'an event was changed',
      'event-missing': 'an event was deleted',
      'event-added': 'an event was added',
      'kept-hash-unknown': 'the seal that was kept is not in the log any more',
    },
    seal: 'seal',
    event: 'event',
    wrongFrom: '--from takes the hash of a seal: 64 characters of 0-9 and a-f',
  },
}
