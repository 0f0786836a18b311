import type { Language } from '@ketnoi/hierarchy'

interface BackupTexts {
  readonly backup: { readonly summary: string; readonly description: string; readonly json: string }
  readonly verify: { readonly summary: string; readonly description: string; readonly json: string }
  readonly restore: { readonly summary: string; readonly description: string; readonly json: string }
  readonly passphraseFile: string
  readonly withoutSecret: string
  readonly tables: string
  readonly keepSecret: string
  readonly summaryOf: (facts: {
    readonly rows: number
    readonly tables: number
    readonly createdAt: string
    readonly program: string
    readonly engine: string
    readonly schema: string
  }) => string
  readonly written: (file: string, summary: string, kilobytes: number, withSecret: boolean) => string
  readonly whole: (file: string, summary: string, withSecret: boolean) => string
  readonly restored: (file: string, summary: string) => string
  readonly secretRestored: string
  readonly noSecretInside: string
  readonly secretMissing: (folder: string) => string
  readonly secretBeingReplaced: string
  readonly otherSecret: (folder: string) => string
  readonly noBeginning: string
  readonly passphraseMissing: string
  readonly passphraseShort: (least: number) => string
  readonly passphraseUnreadable: (path: string) => string
  readonly passphraseWrong: string
  readonly foreign: string
  readonly newer: string
  readonly cut: string
  readonly damaged: string
  readonly occupied: (path: string) => string
  readonly notWritable: (path: string, folder: string, reason: string) => string
  readonly notWritten: (name: string, reason: string) => string
  readonly unreadable: (path: string, reason: string) => string
}

/** What the commands about backups say. */
export const BACKUP_TEXTS: Readonly<Record<Language, BackupTexts>> = {
  vi: {
    backup: {
      summary: 'sao lưu toàn bộ cơ sở dữ liệu cùng khóa bí mật vào một tệp mã hóa',
      description:
        'Ghi mọi thứ vào một tệp mã hóa. Trên PostgreSQL cổng cứ chạy; với cơ sở dữ liệu nhúng hãy dừng cổng trước.',
      json: 'in những gì đã ghi, dạng JSON',
    },
    verify: {
      summary: 'đọc và kiểm tra cả một bản sao lưu, không cần cơ sở dữ liệu',
      description: 'Đọc cả bản sao lưu, so từng bảng với số dòng và mã kiểm tra của nó.',
      json: 'in những gì có trong đó, dạng JSON, kèm số dòng và mã kiểm tra của từng bảng',
    },
    restore: {
      summary: 'khôi phục một bản sao lưu vào cơ sở dữ liệu trống',
      description:
        'Đưa một bản sao lưu vào cơ sở dữ liệu trống, loại nào cũng được: tất cả hoặc không gì cả. Hãy dừng cổng trước: cổng không tự biết việc này.',
      json: 'in những gì đã khôi phục, dạng JSON',
    },
    passphraseFile:
      'tệp có dòng đầu là mật khẩu của bản sao lưu (mặc định: KETNOI_BACKUP_PASSPHRASE_FILE, nếu không thì KETNOI_BACKUP_PASSPHRASE)',
    withoutSecret: 'không kèm khóa bí mật; khi đó phải giữ khóa ở nơi khác',
    tables: 'in số dòng và mã kiểm tra của từng bảng',
    keepSecret: 'giữ khóa bí mật đang có, không lấy khóa trong bản sao lưu',
    summaryOf: ({ rows, tables, createdAt, program, engine, schema }) =>
      `${String(rows)} dòng của ${String(tables)} bảng, lúc ${createdAt} (chương trình ${program}, ${engine}, lược đồ ${schema})`,
    written: (file, summary, kilobytes, withSecret) =>
      `${file}: ${summary}, ${String(kilobytes)} KB, ${withSecret ? 'có' : 'không có'} khóa bí mật.`,
    whole: (file, summary, withSecret) =>
      `${file} nguyên vẹn: ${summary}, ${withSecret ? 'có' : 'không có'} khóa bí mật.`,
    restored: (file, summary) => `Đã khôi phục ${file}: ${summary}.`,
    secretRestored: 'Khóa bí mật cũng đã trở lại.',
    noSecretInside: 'Bản sao lưu không có khóa bí mật: hãy đặt khóa cũ.',
    secretMissing: (folder) =>
      `không tìm thấy khóa bí mật của cổng: hãy đặt KETNOI_SECRET, hoặc đặt KETNOI_DATA là thư mục có tệp "secret" (đã tìm trong ${folder}). ` +
      'Thiếu khóa thì sau khi khôi phục không dùng được xác thực hai bước và kết nối dịch vụ; --without-secret để không kèm khóa.',
    secretBeingReplaced:
      'khóa bí mật đang được thay, hoặc việc thay bị ngắt giữa chừng: hãy chạy `ketnoi secret rotate` trước.',
    otherSecret: (folder) =>
      'KETNOI_SECRET không phải khóa bí mật của bản sao lưu này: hãy bỏ KETNOI_SECRET, khi đó khóa được khôi phục sẽ giữ trong ' +
      `${folder}; hoặc thêm --keep-secret, sau đó phải thiết lập lại xác thực hai bước và kết nối dịch vụ.`,
    noBeginning: 'bản sao lưu bị hỏng: không có phần đầu.',
    passphraseMissing:
      'bản sao lưu cần có mật khẩu: hãy chỉ một tệp bằng --passphrase-file hoặc KETNOI_BACKUP_PASSPHRASE_FILE, hoặc đặt ' +
      'KETNOI_BACKUP_PASSPHRASE; đừng ghi thẳng trên dòng lệnh, vì mọi người trên máy đều thấy.',
    passphraseShort: (least) => `mật khẩu của bản sao lưu quá ngắn: cần ít nhất ${String(least)} ký tự, ví dụ năm từ.`,
    passphraseUnreadable: (path) => `không đọc được tệp mật khẩu: ${path}`,
    passphraseWrong: 'mật khẩu không phải là mật khẩu đã dùng khi ghi bản sao lưu.',
    foreign: 'tệp này không phải là bản sao lưu của chương trình này.',
    newer: 'bản sao lưu do chương trình mới hơn ghi: hãy cập nhật chương trình này rồi thử lại.',
    cut: 'bản sao lưu không đủ: thiếu phần cuối. Hãy dùng bản khác, hoặc chép lại.',
    damaged: 'bản sao lưu bị hỏng: không như lúc ghi. Hãy dùng bản khác, hoặc chép lại.',
    occupied: (path) => `đã có ${path}: hãy chọn tên tệp khác, không có gì bị ghi đè.`,
    notWritable: (path, folder, reason) =>
      `không ghi được ${path} (${reason}): có thư mục ${folder} không, và có được ghi vào đó không?`,
    notWritten: (name, reason) => `không ghi được ${name} (${reason}): hãy dọn chỗ rồi thử lại.`,
    unreadable: (path, reason) => `không đọc được ${path} (${reason}).`,
  },
  en: {
    backup: {
      summary: 'everything in the database, and the secret, in one encrypted file',
      description:
        'Writes everything into one encrypted file. On PostgreSQL the portal may go on; on the embedded database stop it first.',
      json: 'print what was written as JSON',
    },
    verify: {
      summary: 'reads a whole backup and checks it, without a database',
      description: 'Reads a whole backup and holds every table to its number of rows and its hash.',
      json: 'print what is in it as JSON, with rows and hash of every table',
    },
    restore: {
      summary: 'brings a backup into an empty database',
      description:
        'Brings a backup into an empty database, of either kind and all or nothing. Stop the portal first: it is not told.',
      json: 'print what was restored as JSON',
    },
    passphraseFile:
      'a file whose first line is the passphrase (default: KETNOI_BACKUP_PASSPHRASE_FILE, else KETNOI_BACKUP_PASSPHRASE)',
    withoutSecret: 'leave the secret out, which is then to be kept elsewhere',
    tables: 'print rows and hash of every table',
    keepSecret: 'keep the secret that there is instead of the one of the backup',
    summaryOf: ({ rows, tables, createdAt, program, engine, schema }) =>
      `${String(rows)} rows of ${String(tables)} tables, as of ${createdAt} (program ${program}, ${engine}, schema ${schema})`,
    written: (file, summary, kilobytes, withSecret) =>
      `${file}: ${summary}, ${String(kilobytes)} KB, ${withSecret ? 'with' : 'without'} the secret.`,
    whole: (file, summary, withSecret) =>
      `${file} is whole: ${summary}, ${withSecret ? 'with' : 'without'} the secret.`,
    restored: (file, summary) => `${file} is restored: ${summary}.`,
    secretRestored: 'The secret is back as well.',
    noSecretInside: 'The backup has no secret: set the old one.',
    secretMissing: (folder) =>
      `the secret of the portal was not found: set KETNOI_SECRET, or KETNOI_DATA to the folder with the file "secret" (looked in ${folder}). ` +
      'Without it second factors and service connections cannot be used after a restore; --without-secret leaves it out.',
    secretBeingReplaced: 'the secret is being replaced, or that was interrupted: run `ketnoi secret rotate` first.',
    otherSecret: (folder) =>
      'KETNOI_SECRET is not the secret that the backup was written with: unset it, the restored one is then kept in ' +
      `${folder}; or give --keep-secret, after which second factors and service connections are to be set up anew.`,
    noBeginning: 'the backup is damaged: it has no beginning.',
    passphraseMissing:
      'a backup needs a passphrase: name a file with --passphrase-file or KETNOI_BACKUP_PASSPHRASE_FILE, or set ' +
      'KETNOI_BACKUP_PASSPHRASE; never as an argument, which everybody on the machine can see.',
    passphraseShort: (least) => `the passphrase is too short: ${String(least)} characters or more, such as five words.`,
    passphraseUnreadable: (path) => `the file of the passphrase cannot be read: ${path}`,
    passphraseWrong: 'the passphrase is not the one that the backup was written with.',
    foreign: 'the file is no backup of this program.',
    newer: 'the backup was written by a newer program: update this one, then try again.',
    cut: 'the backup is not whole: its end is missing. Use another one, or copy it again.',
    damaged: 'the backup is damaged: it is not as it was written. Use another one, or copy it again.',
    occupied: (path) => `${path} is there already: name another file, nothing is overwritten.`,
    notWritable: (path, folder, reason) =>
      `${path} cannot be written (${reason}): is the folder ${folder} there and writable?`,
    notWritten: (name, reason) => `${name} could not be written (${reason}): make room, then try again.`,
    unreadable: (path, reason) => `${path} cannot be read (${reason}).`,
  },
}
