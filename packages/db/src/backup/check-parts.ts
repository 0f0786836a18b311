import { createHash } from 'node:crypto'
import { BACKUP_FORMAT, BackupProblem, type BackupManifest, type BackupPart, type TableTotal } from './backup-part.ts'

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
    if (ended || (manifest === null) !== (part.kind === 'manifest')) throw damaged('its parts are not in order')
    if (part.kind === 'manifest') {
      manifest = part.manifest
      if (manifest.format > BACKUP_FORMAT)
        throw new BackupProblem(
          'backup-newer',
          `The backup was written by a newer program (${manifest.program}): update this one, then try again.`,
        )
    } else if (part.kind === 'table') {
      if (open !== null || manifest?.tables[totals.length]?.name !== part.table)
        throw damaged(`the table ${part.table} is not in its place`)
      open = tally(part.table)
    } else if (part.kind === 'rows') {
      if (open === null) throw damaged('rows belong to no table')
      open.add(part.bytes)
    } else if (part.kind === 'total') {
      const seen = open?.total()
      if (seen?.table !== part.total.table || !isSame(seen, part.total))
        throw damaged(`the rows of ${part.total.table} are not those that were written`)
      totals.push(seen)
      open = null
    } else {
      if (
        open !== null ||
        totals.length !== manifest?.tables.length ||
        !part.totals.every((one, at) => isSame(one, totals[at]))
      )
        throw damaged('tables are missing')
      ended = true
    }
    yield part
  }
  if (!ended) throw damaged('its end is missing')
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

function damaged(what: string): BackupProblem {
  return new BackupProblem('backup-damaged', `The backup is damaged: ${what}. Use another one.`)
}
