import type { Language } from '@ketnoi/hierarchy'

interface ProgramTexts {
  readonly description: string
  readonly afterError: string
  readonly data: string
  readonly language: string
  /** Where a list is empty unless something is given. */
  readonly none: string
  /** What stands for a value in a line of help. */
  readonly words: Readonly<Record<Word, string>>
}

type Word =
  | 'file'
  | 'folder'
  | 'day'
  | 'model'
  | 'kinds'
  | 'language'
  | 'hash'
  | 'seconds'
  | 'number'
  | 'name'
  | 'userName'
  | 'groupId'
  | 'personId'
  | 'runId'
  | 'record'

/** What every command says alike. */
export const PROGRAM_TEXTS: Readonly<Record<Language, ProgramTexts>> = {
  vi: {
    description: 'Giữ cho danh sách thành viên của các nhóm nhắn tin cộng đồng luôn đúng.',
    afterError: '(ketnoi --help và ketnoi LỆNH --help cho biết có thể ghi gì)',
    data: 'thư mục dữ liệu (mặc định: DATABASE_URL, nếu không thì KETNOI_DATA, nếu không thì .data)',
    language: 'ngôn ngữ in ra, thay cho KETNOI_LANG',
    none: 'không có',
    words: {
      file: 'tệp',
      folder: 'thư-mục',
      day: 'ngày',
      model: 'mẫu',
      kinds: 'các-loại',
      language: 'ngôn-ngữ',
      hash: 'mã',
      seconds: 'giây',
      number: 'số',
      name: 'tên',
      userName: 'tên-đăng-nhập',
      groupId: 'mã-nhóm',
      personId: 'mã-người',
      runId: 'mã-lần-thực-hiện',
      record: 'bản-ghi',
    },
  },
  en: {
    description: 'Keeps the rosters of community messaging groups right.',
    afterError: '(ketnoi --help and ketnoi COMMAND --help say what can be given)',
    data: 'the data folder (default: DATABASE_URL, else KETNOI_DATA, else .data)',
    language: 'language of the text, in place of KETNOI_LANG',
    none: 'none',
    words: {
      file: 'file',
      folder: 'folder',
      day: 'day',
      model: 'model',
      kinds: 'kinds',
      language: 'language',
      hash: 'hash',
      seconds: 'seconds',
      number: 'number',
      name: 'name',
      userName: 'user-name',
      groupId: 'group-id',
      personId: 'person-id',
      runId: 'run-id',
      record: 'record',
    },
  },
}
