import { createHash } from 'node:crypto'
import {
  BACKUP_FORMAT,
  damagedBackup,
  newerBackup,
  type BackupManifest,
  type BackupPart,
  type TableTotal,
} from './backup-part.ts'

const NEWLINE = 10

/**
 * Passes the parts of a backup on, and holds every table to its number of rows and its hash. Throws `BackupProblem` at the first
 * that does not fit, and when the end is missing: whoever reads to the end has read a whole backup.
 */
export async function* checkParts(parts: AsyncIterable<BackupPart>): AsyncGenerator<BackupPart> {
  let manifest: BackupManifest | null = null
  let open: ReturnType<typeof tally> | null = null
  const totals: TableTotal[] = []
  let ended = false
  for await (const part of parts) {
    if (ended || (manifest === null) !== (part.kind === 'manifest'))
      throw damagedBackup({ vi: 'các phần không đúng thứ tự', en: 'its parts are not in order' })
    if (part.kind === 'manifest') {
      manifest = part.manifest
      if (manifest.format > BACKUP_FORMAT) throw newerBackup(manifest.program)
    } else if (part.kind === 'table') {
      if (open !== null || manifest?.tables[totals.length]?.name !== part.table)
        throw damagedBackup({
          vi: `bảng ${part.table} không ở đúng chỗ`,
          en: `the table ${part.table} is not in its place`,
        })
      open = tally(part.table)
    } else if (part.kind === 'rows') {
      if (open === null) throw damagedBackup({ vi: 'có dòng không thuộc bảng nào', en: 'rows belong to no table' })
      open.add(part.bytes)
    } else if (part.kind === 'total') {
      const seen = open?.total()
      if (seen?.table !== part.total.table || !isSame(seen, part.total))
        throw damagedBackup({
          vi: `các dòng của bảng ${part.total.table} không như lúc ghi`,
          en: `the rows of ${part.total.table} are not those that were written`,
        })
      totals.push(seen)
      open = null
    } else {
      if (
        open !== null ||
        totals.length !== manifest?.tables.length ||
        !part.totals.every((one, at) => isSame(one, totals[at]))
      )
        throw damagedBackup({ vi: 'thiếu bảng', en: 'tables are missing' })
      ended = true
    }
    yield part
  }
  if (!ended) throw damagedBackup({ vi: 'thiếu phần cuối', en: 'its end is missing' })
}

/** Counts and hashes the rows of a table as they pass. */
export function tally(table: string): { add: (bytes: Uint8Array) => void; total: () => TableTotal } {
  const hash = createHash('sha256')
  let rows = 0
  return {
    add: (bytes) => {
      hash.update(bytes)
      for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) rows++
    },
    total: () => ({ table, rows, sha256: hash.digest('hex') }),
  }
}

function isSame(a: TableTotal, b: TableTotal | undefined): boolean {
  return a.table === b?.table && a.rows === b.rows && a.sha256 === b.sha256
}
