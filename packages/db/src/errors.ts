import type { Language } from '@ketnoi/hierarchy'

/** What happened and what to do, for whoever runs the program: pages have texts of their own, by the code. */
export type Sentence = Readonly<Record<Language, string>>

/** A failure of the database that a person can act on; anything else that is thrown is a bug. The message is the English sentence. */
export class DatabaseError extends Error {
  readonly code: string
  readonly sentence: Sentence
  readonly data: Readonly<Record<string, unknown>>

  constructor(code: string, sentence: Sentence, data: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(sentence.en, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.code = code
    this.sentence = sentence
    this.data = data
  }
}

/** Another process has the data folder open. */
export class DataFolderInUse extends DatabaseError {
  constructor(dataDir: string, pid: number | null) {
    super(
      'data-folder-in-use',
      {
        vi: `Thư mục dữ liệu ${dataDir} đang được chương trình khác mở${pid === null ? '' : ` (tiến trình ${pid})`}: hãy dừng chương trình đó trước, hoặc chọn thư mục khác.`,
        en: `The data folder ${dataDir} is already open in another program${pid === null ? '' : ` (process ${pid})`}: end that one first, or name another folder.`,
      },
      { dataDir, pid },
    )
  }
}

/** The data folder cannot be created or written. */
export class DataFolderNotWritable extends DatabaseError {
  constructor(dataDir: string, cause: unknown) {
    super(
      'data-folder-not-writable',
      {
        vi: `Không ghi được vào thư mục dữ liệu ${dataDir}: hãy cho phép ghi, hoặc chọn thư mục khác.`,
        en: `The data folder ${dataDir} cannot be written: allow it, or name another folder.`,
      },
      { dataDir },
      cause,
    )
  }
}

/** The data folder holds something that the embedded database cannot open. */
export class DataFolderUnreadable extends DatabaseError {
  constructor(dataDir: string, cause: unknown) {
    super(
      'data-folder-unreadable',
      {
        vi: `Không mở được cơ sở dữ liệu trong ${dataDir}: hãy khôi phục từ bản sao lưu, hoặc chọn thư mục khác.`,
        en: `The database in ${dataDir} could not be opened: restore it from a backup, or name another folder.`,
      },
      { dataDir },
      cause,
    )
  }
}

/** No PostgreSQL answers at the address, or it refuses the user. */
export class DatabaseUnreachable extends DatabaseError {
  constructor(address: string, cause: unknown) {
    const why =
      cause instanceof Error ? `: ${cause.message || ('code' in cause ? String(cause.code) : cause.name)}` : ''
    super(
      'database-unreachable',
      {
        vi: `Không kết nối được cơ sở dữ liệu ở ${address}${why}. Hãy kiểm tra DATABASE_URL và xem máy chủ có đang chạy không.`,
        en: `The database at ${address} cannot be reached${why}. Check DATABASE_URL and that the server runs.`,
      },
      { address },
      cause,
    )
  }
}

/** A database that was there gives no connection in time. Visitors are told so as well: it names no address. */
export class DatabaseSilent extends DatabaseError {
  constructor(cause: unknown) {
    super(
      'database-unreachable',
      {
        vi: 'Cơ sở dữ liệu chưa trả lời: hãy thử lại sau ít phút.',
        en: 'The database does not answer: try again in a few minutes.',
      },
      {},
      cause,
    )
  }
}

/** The server is older than the oldest that works. */
export class DatabaseTooOld extends DatabaseError {
  constructor(version: string, oldest: number) {
    super(
      'database-too-old',
      {
        vi: `Máy chủ cơ sở dữ liệu là PostgreSQL ${version}: cần bản ${oldest} trở lên.`,
        en: `The database server is PostgreSQL ${version}: version ${oldest} or later is needed.`,
      },
      { version, oldest },
    )
  }
}

/** The database was migrated by a later program than this one. */
export class DatabaseNewer extends DatabaseError {
  constructor(unknown: readonly string[]) {
    super(
      'database-newer',
      {
        vi: `Cơ sở dữ liệu thuộc bản mới hơn của chương trình này (${unknown.join(', ')}): hãy cập nhật chương trình.`,
        en: `The database was written by a newer version of this program (${unknown.join(', ')}): update the program.`,
      },
      { unknown },
    )
  }
}

/** A migration failed; nothing of it was kept. */
export class MigrationFailed extends DatabaseError {
  constructor(migration: string | null, cause: unknown) {
    const why = `${migration === null ? '' : ` (${migration})`}${cause instanceof Error ? `: ${cause.message}` : ''}`
    super(
      'migration-failed',
      {
        vi: `Không nâng cấp được cơ sở dữ liệu, dữ liệu vẫn như trước${why}`,
        en: `The database could not be brought up to date${why}`,
      },
      { migration },
      cause,
    )
  }
}

/** Somebody else changed the record since it was read. */
export class RevisionConflict extends DatabaseError {
  constructor(kind: string, id: string) {
    super(
      'revision-conflict',
      {
        vi: 'Có người vừa sửa mục này: hãy tải lại.',
        en: `The ${kind} was changed by somebody else in the meantime: load it again.`,
      },
      { kind, id },
    )
  }
}

/** There is no such record. */
export class NotFound extends DatabaseError {
  constructor(kind: string, id: string) {
    super('not-found', { vi: 'Không tìm thấy mục này.', en: `There is no such ${kind}.` }, { kind, id })
  }
}

/** A fact names something (a unit, a person, a group) that does not exist. */
export class ReferenceUnknown extends DatabaseError {
  constructor(kind: string, ids: readonly string[]) {
    const some = `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`
    super(
      'reference-unknown',
      { vi: `Có chỗ nhắc đến mục không tồn tại: ${some}`, en: `Unknown ${kind}: ${some}` },
      { kind, ids },
    )
  }
}

/** Another run of the same work is under way. */
export class AlreadyRunning extends DatabaseError {
  constructor(work: string) {
    super(
      'already-running',
      {
        vi: 'Đang có một việc như vậy chạy: hãy đợi đến khi xong.',
        en: `Another ${work} is under way: wait until it has ended.`,
      },
      { work },
    )
  }
}

/** Others were writing the same rows, and still were after a few attempts; nothing was kept. */
export class DatabaseBusy extends DatabaseError {
  constructor(cause: unknown) {
    super(
      'database-busy',
      {
        vi: 'Đang có người khác ghi cùng những bản ghi này: hãy thử lại.',
        en: 'Others are writing the same records at this moment: try again.',
      },
      {},
      cause,
    )
  }
}

const LOST = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'])

/**
 * Whether the connection was lost while something was asked on it. What was asked may have been done all the same: the answer to a
 * `commit` may have been on its way.
 */
export function isAnswerLost(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof DatabaseError) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  // 08: the connection; 57P: the server ends it. `pg` says the rest in words only.
  return LOST.has(code) || /^(?:08|57P)/u.test(code) || /^Connection terminated|is not queryable$/u.test(error.message)
}
