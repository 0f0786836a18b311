import type { Language } from '@ketnoi/hierarchy'

export interface RefusalTexts {
  readonly noSuchFile: (path: string) => string
  readonly aboutAfterFile: (path: string, about: string) => string
  readonly emptyFolder: (path: string, endings: string) => string
  readonly isFolder: (path: string) => string
  readonly unreadable: (path: string, reason: string) => string
  readonly noJson: (path: string, reason: string) => string
  readonly lineWhereItStops: (line: number) => string
  readonly line: (line: number) => string
  /** By the code of an issue. */
  readonly tables: Readonly<Record<string, string>>
  readonly noTable: string
  readonly noPreset: (given: string, presets: string) => string
  readonly modelWrong: string
  readonly noDay: (option: string, example: string) => string
  readonly catalogueWrong: string
  readonly unitsWrong: string
  readonly noVillages: (path: string) => string
  readonly noConversion: (given: string, known: string) => string
  readonly decisionsShape: (path: string) => string
  readonly answerNoText: (path: string) => string
  readonly noAnswer: (id: string, answer: string) => string
  readonly notAsked: (id: string) => string
  readonly noUnit: (path: string, about: string) => string
  readonly noRoster: (path: string) => string
  readonly sheetBegins: (sheet: string, hidden: boolean, rows: number) => string
  readonly noGroup: (path: string, given: string, example: string) => string
  readonly whichGroup: (path: string, example: string) => string
  readonly givenTwice: (first: string, second: string, groupId: string) => string
  readonly expected: (place: string, what: string) => string
  readonly expectedText: (place: string) => string
  readonly fileAndGroup: (place: string) => string
  readonly expectedInstant: (place: string) => string
}

/** Why files cannot be read, and what to do. */
export const REFUSAL_TEXTS: Readonly<Record<Language, RefusalTexts>> = {
  vi: {
    noSuchFile: (path) => `${path}: không có tệp này; hãy kiểm tra tên tệp và thư mục đang đứng`,
    aboutAfterFile: (path, about) => `${path} là thư mục: hãy ghi @${about} sau tên một tệp`,
    emptyFolder: (path, endings) => `${path}: thư mục này không có tệp ${endings} nào`,
    isFolder: (path) => `${path} là thư mục, ở đây cần một tệp`,
    unreadable: (path, reason) => `${path}: không đọc được (${reason}); hãy kiểm tra quyền đọc`,
    noJson: (path, reason) => `${path}: không phải là JSON (${reason}); hãy sửa tệp hoặc chọn tệp khác`,
    lineWhereItStops: (line) => `, dòng ${line}, nơi tệp dừng lại`,
    line: (line) => `, dòng ${line}`,
    tables: {
      'file-empty': 'tệp rỗng: hãy lưu lại từ chương trình đã tạo ra nó',
      'file-password-protected': 'tệp có mật khẩu: hãy mở ra, bỏ mật khẩu, lưu lại rồi chọn lại',
      'file-not-spreadsheet': 'đây không phải là bảng tính: hãy lưu thành .xlsx hoặc .csv',
      'file-format-old': 'tệp của Excel 95 hoặc cũ hơn: hãy mở ra và lưu thành .xlsx',
      'file-corrupted': 'tệp bị hỏng: hãy mở ra và lưu lại thành .xlsx',
      'file-too-large': 'tệp quá lớn so với một danh sách: hãy chia nhỏ',
      'file-inflates-too-much': 'tệp nở ra lớn hơn mọi danh sách nên không được mở',
    },
    noTable: 'không đọc được như một bảng',
    noPreset: (given, presets) => `--model ${given}: không có mẫu này; hãy chọn ${presets} hoặc một tệp .json`,
    modelWrong: 'tệp mẫu chưa đúng; chưa đọc gì từ đó',
    noDay: (option, example) => `--as-of ${option}: hãy ghi ngày dạng NĂM-THÁNG-NGÀY, ví dụ ${example}`,
    catalogueWrong: 'danh mục đơn vị chưa đúng; chưa đọc gì từ đó',
    unitsWrong: 'các đơn vị không khớp với nhau',
    noVillages: (path) =>
      `${path}: không có đơn vị nào trong tệp này; hãy chọn danh mục đơn vị (.json) hoặc danh sách thôn`,
    noConversion: (given, known) => `--convert ${given}: hãy chọn một hoặc nhiều trong ${known}`,
    decisionsShape: (path) => `${path}: hãy ghi { "decisions": { "<mã câu hỏi>": "<trả lời>" } }`,
    answerNoText: (path) => `${path}: câu trả lời phải là chữ`,
    noAnswer: (id, answer) =>
      `--decisions: “${answer}” không phải là câu trả lời cho ${id}; chạy không có tùy chọn này sẽ in các câu trả lời ở "questions"`,
    notAsked: (id) => `--decisions: không có gì hỏi ${id}; hãy bỏ mục đó, hoặc thêm tệp có câu hỏi này`,
    noUnit: (path, about) => `${path}@${about}: --units không có đơn vị ${about}; hãy ghi mã của một đơn vị sau @`,
    noRoster: (path) =>
      `${path}: không nhận ra danh sách nào; phía trên những người trong đó cần một dòng tiêu đề như “Họ và tên”, “Ngày sinh”, “Thôn” và “Số điện thoại”`,
    sheetBegins: (sheet, hidden, rows) => `trang tính “${sheet}”${hidden ? ' (ẩn)' : ''}, ${rows} dòng, bắt đầu bằng:`,
    noGroup: (path, given, example) =>
      `${path}: ${given} không phải là nhóm nào của mẫu và các đơn vị này; một nhóm ghi là <loại>:<đơn vị>, ví dụ ${example}`,
    whichGroup: (path, example) =>
      `${path}: đây là danh sách của nhóm nào? Hãy ghi ${path}@<nhóm>, ví dụ ${path}@${example}, hoặc đặt tên tệp theo nhóm`,
    givenTwice: (first, second, groupId) =>
      `${first} và ${second} cùng được đưa làm danh sách của ${groupId}; hãy chỉ đưa một`,
    expected: (place, what) => `${place}: ở đây phải là ${what}`,
    expectedText: (place) => `${place}: ở đây phải là chữ`,
    fileAndGroup: (place) => `${place}: phải có "file" và "groupId"`,
    expectedInstant: (place) => `${place}: ở đây phải là một thời điểm, ví dụ 2024-01-31T17:00:00Z`,
  },
  en: {
    noSuchFile: (path) => `${path}: there is no such file; check the name and the folder you are in`,
    aboutAfterFile: (path, about) => `${path} is a folder: give @${about} after the name of a file`,
    emptyFolder: (path, endings) => `${path}: no ${endings} file in this folder`,
    isFolder: (path) => `${path} is a folder, a file is needed`,
    unreadable: (path, reason) => `${path}: cannot be read (${reason}); check its permissions`,
    noJson: (path, reason) => `${path}: is not JSON (${reason}); mend it or give another file`,
    lineWhereItStops: (line) => `, line ${line}, where the file stops`,
    line: (line) => `, line ${line}`,
    tables: {
      'file-empty': 'the file is empty: save it again from the program it comes from',
      'file-password-protected':
        'it is protected by a password: open it, remove the password, save it, and give it again',
      'file-not-spreadsheet': 'it is no spreadsheet: save it as .xlsx or .csv',
      'file-format-old': 'it is of Excel 95 or before: open it and save it as .xlsx',
      'file-corrupted': 'it is damaged: open it and save it again as .xlsx',
      'file-too-large': 'it is too large for a roster: split it',
      'file-inflates-too-much': 'it unpacks to far more than a roster holds and was not opened',
    },
    noTable: 'cannot be read as a table',
    noPreset: (given, presets) => `--model ${given}: no such preset; give ${presets} or a .json file`,
    modelWrong: 'the model document is wrong; nothing was read from it',
    noDay: (option, example) => `--as-of ${option}: give a day as YYYY-MM-DD, for example ${example}`,
    catalogueWrong: 'the catalogue of units is wrong; nothing was read from it',
    unitsWrong: 'the units do not fit together',
    noVillages: (path) =>
      `${path}: there is no unit in this file; give a catalogue of units (.json) or a list of villages`,
    noConversion: (given, known) => `--convert ${given}: give one or several of ${known}`,
    decisionsShape: (path) => `${path}: give { "decisions": { "<id of a question>": "<answer>" } }`,
    answerNoText: (path) => `${path}: an answer is a text`,
    noAnswer: (id, answer) =>
      `--decisions: “${answer}” is no answer to ${id}; the output without it lists the answers under "questions"`,
    notAsked: (id) => `--decisions: nothing asks ${id}; take it out, or give the file that it is about`,
    noUnit: (path, about) => `${path}@${about}: --units has no unit ${about}; give the id of a unit after @`,
    noRoster: (path) =>
      `${path}: no roster was recognised; a row with headings such as “Họ và tên”, “Ngày sinh”, “Thôn” and “Số điện thoại” is needed above the people`,
    sheetBegins: (sheet, hidden, rows) => `sheet “${sheet}”${hidden ? ' (hidden)' : ''}, ${rows} rows, begins with:`,
    noGroup: (path, given, example) =>
      `${path}: ${given} is no group of this model and these units; a group is <kind>:<unit>, for example ${example}`,
    whichGroup: (path, example) =>
      `${path}: which group is this the list of? Give ${path}@<group>, for example ${path}@${example}, or name the file after the group`,
    givenTwice: (first, second, groupId) =>
      `${first} and ${second} are both given as the list of ${groupId}; give one of them`,
    expected: (place, what) => `${place}: expected ${what}`,
    expectedText: (place) => `${place}: expected a text`,
    fileAndGroup: (place) => `${place}: "file" and "groupId" are needed`,
    expectedInstant: (place) => `${place}: expected an instant such as 2024-01-31T17:00:00Z`,
  },
}
