/** A failure of the database that a person can act on; anything else that is thrown is a bug. */
export class DatabaseError extends Error {
  readonly code: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, data: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.code = code
    this.data = data
  }
}

/** Another process has the data folder open. */
export class DataFolderInUse extends DatabaseError {
  constructor(dataDir: string, pid: number | null) {
    const who = pid === null ? 'another program' : `another program (process ${pid})`
    super(
      'data-folder-in-use',
      `The data folder ${dataDir} is already open in ${who}: end that one first, or name another folder.`,
      {
        dataDir,
        pid,
      },
    )
  }
}

/** The data folder cannot be created or written. */
export class DataFolderNotWritable extends DatabaseError {
  constructor(dataDir: string, cause: unknown) {
    super(
      'data-folder-not-writable',
      `The data folder ${dataDir} cannot be written: allow it, or name another folder.`,
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
      `The database in ${dataDir} could not be opened: restore it from a backup, or name another folder.`,
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
      `The database at ${address} cannot be reached${why}. Check DATABASE_URL and that the server runs.`,
      { address },
      cause,
    )
  }
}

/** The server is older than the oldest that works. */
export class DatabaseTooOld extends DatabaseError {
  constructor(version: string, oldest: number) {
    super('database-too-old', `The database server is PostgreSQL ${version}: version ${oldest} or later is needed.`, {
      version,
      oldest,
    })
  }
}

/** The database was migrated by a later program than this one. */
export class DatabaseNewer extends DatabaseError {
  constructor(unknown: readonly string[]) {
    super(
      'database-newer',
      `The database was written by a newer version of this program (${unknown.join(', ')}): update the program.`,
      {
        unknown,
      },
    )
  }
}

/** A migration failed; nothing of it was kept. */
export class MigrationFailed extends DatabaseError {
  constructor(migration: string | null, cause: unknown) {
    const why = cause instanceof Error ? `: ${cause.message}` : ''
    super(
      'migration-failed',
      `The database could not be brought up to date${migration === null ? '' : ` (${migration})`}${why}`,
      { migration },
      cause,
    )
  }
}

/** Somebody else changed the record since it was read. */
export class RevisionConflict extends DatabaseError {
  constructor(kind: string, id: string) {
    super('revision-conflict', `The ${kind} was changed by somebody else in the meantime: load it again.`, { kind, id })
  }
}

/** There is no such record. */
export class NotFound extends DatabaseError {
  constructor(kind: string, id: string) {
    super('not-found', `There is no such ${kind}.`, { kind, id })
  }
}

/** A fact names something (a unit, a person, a group) that does not exist. */
export class ReferenceUnknown extends DatabaseError {
  constructor(kind: string, ids: readonly string[]) {
    super('reference-unknown', `Unknown ${kind}: ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`, {
      kind,
      ids,
    })
  }
}

/** Another run of the same work is under way. */
export class AlreadyRunning extends DatabaseError {
  constructor(work: string) {
    super('already-running', `Another ${work} is under way: wait until it has ended.`, { work })
  }
}

/** Others were writing the same rows, and still were after a few attempts; nothing was kept. */
export class DatabaseBusy extends DatabaseError {
  constructor(cause: unknown) {
    super('database-busy', 'Others are writing the same records at this moment: try again.', {}, cause)
  }
}
