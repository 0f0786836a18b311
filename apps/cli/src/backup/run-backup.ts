import type { BackupManifest, BackupPart, TableTotal } from '@ketnoi/db'
import type { Language } from '@ketnoi/hierarchy'
import { findNextSecret, findSecret, keepSecret, parseSecret } from '@ketnoi/settings'
import packageJson from '../../package.json' with { type: 'json' }
import { chooseDatabase } from '../database-target.ts'
import { namedFailures, refuse } from '../failure.ts'
import type { Output } from '../output.ts'
import { readBackupFile, writeBackupFile } from './backup-file.ts'
import type { BackupFrame } from './frames.ts'
import { BACKUP_TEXTS } from './backup-texts.ts'
import { findPassphrase } from './passphrase.ts'

export interface BackupArguments {
  readonly data?: string
  readonly passphraseFile?: string
  readonly json?: true
  readonly lang: Language
}

/** Writes everything into one encrypted file. */
export async function runBackup(
  file: string,
  given: BackupArguments & { readonly secret: boolean },
  output: Output,
): Promise<void> {
  const text = BACKUP_TEXTS[given.lang]
  await namedFailures(async () => {
    const { dumpDatabase } = await import('@ketnoi/db')
    const passphrase = await findPassphrase(given.passphraseFile, process.env)
    const { target, folder } = chooseDatabase(given.data, process.env)
    const secret = given.secret ? await findSecret(process.env, folder) : null
    if (given.secret && secret === null) throw refuse(BACKUP_TEXTS, (text) => text.secretMissing(folder))
    // Which of two secrets the database has is not known here, and a backup with the wrong one would be found out too late.
    if (given.secret && parseSecret(process.env) === null && (await findNextSecret(folder)) !== null)
      throw refuse(BACKUP_TEXTS, (text) => text.secretBeingReplaced)
    const said: Said = { manifest: null, totals: [] }
    const now = new Date().toISOString()
    const parts = dumpDatabase(target, { version: packageJson.version, now })
    const size = await writeBackupFile(file, passphrase, withSecret(listen(parts, said), secret))
    await output.out(
      given.json === true
        ? jsonOf({ file, ...factsOf(said), bytes: size, secret: secret !== null })
        : `${text.written(file, text.summaryOf(factsOf(said)), Math.ceil(size / 1_000), secret !== null)}\n`,
    )
  })
}

/** Reads a whole backup, and holds every table to its count and its hash; needs no database. */
export async function runVerify(
  file: string,
  given: BackupArguments & { readonly tables?: true },
  output: Output,
): Promise<void> {
  const text = BACKUP_TEXTS[given.lang]
  await namedFailures(async () => {
    const { checkParts } = await import('@ketnoi/db')
    const passphrase = await findPassphrase(given.passphraseFile, process.env)
    const said: Said = { manifest: null, totals: [] }
    const { parts, secret } = await open(file, passphrase)
    await drain(listen(checkParts(parts), said))
    if (given.json === true) {
      await output.out(jsonOf({ file, ...factsOf(said), secret: secret !== null, byTable: said.totals }))
      return
    }
    await output.out(`${text.whole(file, text.summaryOf(factsOf(said)), secret !== null)}\n`)
    if (given.tables === true)
      await output.out(said.totals.map(({ table, rows, sha256 }) => `${table}\t${String(rows)}\t${sha256}\n`).join(''))
  })
}

/** Brings a backup into an empty database, all or nothing. */
export async function runRestore(
  file: string,
  given: BackupArguments & { readonly keepSecret?: true },
  output: Output,
): Promise<void> {
  const text = BACKUP_TEXTS[given.lang]
  await namedFailures(async () => {
    const { restoreDatabase } = await import('@ketnoi/db')
    const passphrase = await findPassphrase(given.passphraseFile, process.env)
    const { target, folder } = chooseDatabase(given.data, process.env)
    const { parts, secret } = await open(file, passphrase)
    const write = secret !== null && given.keepSecret !== true
    if (write && ![null, secret].includes(parseSecret(process.env)))
      throw refuse(BACKUP_TEXTS, (text) => text.otherSecret(folder))
    const { manifest, totals } = await restoreDatabase(target, parts, async () => {
      // Before the rows are there: killed in between, an empty database has a secret that it does not need.
      if (write && parseSecret(process.env) === null) await keepSecret(folder, secret)
    })
    const about = write ? ` ${text.secretRestored}` : secret === null ? ` ${text.noSecretInside}` : ''
    await output.out(
      given.json === true
        ? jsonOf({ file, ...factsOf({ manifest, totals }), secretRestored: write })
        : `${text.restored(file, text.summaryOf(factsOf({ manifest, totals })))}${about}\n`,
    )
  })
}

interface Said {
  manifest: BackupManifest | null
  totals: readonly TableTotal[]
}

async function* listen(parts: AsyncIterable<BackupPart>, said: Said): AsyncGenerator<BackupPart> {
  for await (const part of parts) {
    if (part.kind === 'manifest') said.manifest = part.manifest
    if (part.kind === 'end') said.totals = part.totals
    yield part
  }
}

function factsOf({ manifest, totals }: Said) {
  const { createdAt = '', program = '', engine = '', migrations = [] } = manifest ?? {}
  const rows = totals.reduce((sum, total) => sum + total.rows, 0)
  return { rows, tables: totals.length, createdAt, program, engine, schema: migrations.at(-1) ?? '' }
}

function jsonOf(value: object): string {
  return `${JSON.stringify(value)}\n`
}

async function drain(parts: AsyncIterable<BackupPart>): Promise<void> {
  const reader = parts[Symbol.asyncIterator]()
  while ((await reader.next()).done !== true);
}

async function* withSecret(parts: AsyncIterable<BackupPart>, secret: string | null): AsyncGenerator<BackupFrame> {
  yield { kind: 'secret', secret }
  yield* parts
}

/** The secret is the first frame, so that it is known before anything is done. */
async function open(
  file: string,
  passphrase: string,
): Promise<{ parts: AsyncGenerator<BackupPart>; secret: string | null }> {
  const frames = readBackupFile(file, passphrase)
  const first = await frames.next()
  if (first.done === true || first.value.kind !== 'secret') throw refuse(BACKUP_TEXTS, (text) => text.noBeginning)
  const parts = async function* (): AsyncGenerator<BackupPart> {
    for await (const frame of frames) if (frame.kind !== 'secret') yield frame
  }
  return { parts: parts(), secret: first.value.secret }
}
