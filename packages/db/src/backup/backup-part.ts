import { DatabaseError, type Sentence } from '../errors.ts'

/** The newest form of the parts that this program writes and reads. */
export const BACKUP_FORMAT = 1

export interface BackupTable {
  readonly name: string
  readonly columns: readonly string[]
}

/** What a backup says about itself before its rows. */
export interface BackupManifest {
  readonly format: number
  /** The version of the program that wrote it. */
  readonly program: string
  /** ISO instant. */
  readonly createdAt: string
  readonly engine: string
  /** Every migration that the schema had, in order. */
  readonly migrations: readonly string[]
  readonly tables: readonly BackupTable[]
  /** The last number that each identity gave out; `null`: none yet. */
  readonly identities: readonly { readonly table: string; readonly column: string; readonly last: string | null }[]
}

export interface TableTotal {
  readonly table: string
  readonly rows: number
  /** Of the rows as they stand in the backup. */
  readonly sha256: string
}

/** A backup as a stream. Rows are in the text form of COPY, whole lines each time. */
export type BackupPart =
  | { readonly kind: 'manifest'; readonly manifest: BackupManifest }
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'rows'; readonly bytes: Uint8Array }
  | { readonly kind: 'total'; readonly total: TableTotal }
  | { readonly kind: 'end'; readonly totals: readonly TableTotal[] }

export type BackupProblemKind =
  'backup-newer' | 'backup-damaged' | 'backup-foreign' | 'database-not-empty' | 'database-in-use' | 'database-missing'

/** Why a backup cannot be written, read or restored; the sentence says what to do. */
export class BackupProblem extends DatabaseError {
  constructor(kind: BackupProblemKind, sentence: Sentence, cause?: unknown) {
    super(kind, sentence, {}, cause)
  }
}

/** A backup that is not as it was written: what is wrong with it. */
export function damagedBackup(what: Sentence): BackupProblem {
  return new BackupProblem('backup-damaged', {
    vi: `Bản sao lưu bị hỏng: ${what.vi}. Hãy dùng bản khác.`,
    en: `The backup is damaged: ${what.en}. Use another one.`,
  })
}

/** A backup of a later release of the program. */
export function newerBackup(program: string): BackupProblem {
  return new BackupProblem('backup-newer', {
    vi: `Bản sao lưu do chương trình mới hơn ghi (${program}): hãy cập nhật chương trình này rồi thử lại.`,
    en: `The backup was written by a newer program (${program}): update this one, then try again.`,
  })
}
