import type { BackupManifest, BackupPart, TableTotal } from '@ketnoi/db'
import { findNextSecret, findSecret, keepSecret, parseSecret } from '@ketnoi/settings'
import packageJson from '../../package.json' with { type: 'json' }
import { chooseDatabase } from '../database-target.ts'
import { CommandFailure, namedFailures } from '../failure.ts'
import type { Output } from '../output.ts'
import { readBackupFile, writeBackupFile } from './backup-file.ts'
import type { BackupFrame } from './frames.ts'
import { findPassphrase } from './passphrase.ts'

export interface BackupArguments {
  readonly data?: string
  readonly passphraseFile?: string
  readonly json?: true
}

/** Writes everything into one encrypted file. */
export async function runBackup(
  file: string,
  given: BackupArguments & { readonly secret: boolean },
  output: Output,
): Promise<void> {
  await namedFailures(async () => {
    const { dumpDatabase } = await import('@ketnoi/db')
    const passphrase = await findPassphrase(given.passphraseFile, process.env)
    const { target, folder } = chooseDatabase(given.data, process.env)
    const secret = given.secret ? await findSecret(process.env, folder) : null
    if (given.secret && secret === null)
      throw new CommandFailure(
        `the secret of the portal was not found: set KETNOI_SECRET, or KETNOI_DATA to the folder with the file "secret" (looked in ${folder}). ` +
          'Without it second factors and service connections cannot be used after a restore; --without-secret leaves it out.',
      )
    // Which of two secrets the database has is not known here, and a backup with the wrong one would be found out too late.
    if (given.secret && parseSecret(process.env) === null && (await findNextSecret(folder)) !== null)
      throw new CommandFailure(
        'the secret is being replaced, or that was interrupted: run `ketnoi secret rotate` first.',
      )
    const said: Said = { manifest: null, totals: [] }
    const now = new Date().toISOString()
    const parts = dumpDatabase(target, { version: packageJson.version, now })
    const size = await writeBackupFile(file, passphrase, withSecret(listen(parts, said), secret))
    await output.out(
      given.json === true
        ? jsonOf({ file, ...factsOf(said), bytes: size, secret: secret !== null })
        : `${file}: ${summaryOf(said)}, ${String(Math.ceil(size / 1_000))} KB, ${secret === null ? 'without' : 'with'} the secret.\n`,
    )
  })
}

/** Reads a whole backup, and holds every table to its count and its hash; needs no database. */
export async function runVerify(
  file: string,
  given: BackupArguments & { readonly tables?: true },
  output: Output,
): Promise<void> {
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
    await output.out(`${file} is whole: ${summaryOf(said)}, ${secret === null ? 'without' : 'with'} the secret.\n`)
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
  await namedFailures(async () => {
    const { restoreDatabase } = await import('@ketnoi/db')
    const passphrase = await findPassphrase(given.passphraseFile, process.env)
    const { target, folder } = chooseDatabase(given.data, process.env)
    const { parts, secret } = await open(file, passphrase)
    const write = secret !== null && given.keepSecret !== true
    if (write && ![null, secret].includes(parseSecret(process.env)))
      throw new CommandFailure(
        'KETNOI_SECRET is not the secret that the backup was written with: unset it, the restored one is then kept in ' +
          `${folder}; or give --keep-secret, after which second factors and service connections are to be set up anew.`,
      )
    const { manifest, totals } = await restoreDatabase(target, parts, async () => {
      // Before the rows are there: killed in between, an empty database has a secret that it does not need.
      if (write && parseSecret(process.env) === null) await keepSecret(folder, secret)
    })
    const about = write
      ? ' The secret is back as well.'
      : secret === null
        ? ' The backup has no secret: set the old one.'
        : ''
    await output.out(
      given.json === true
        ? jsonOf({ file, ...factsOf({ manifest, totals }), secretRestored: write })
        : `${file} is restored: ${summaryOf({ manifest, totals })}.${about}\n`,
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

function summaryOf(said: Said): string {
  const { rows, tables, createdAt, program, engine, schema } = factsOf(said)
  return `${String(rows)} rows of ${String(tables)} tables, as of ${createdAt} (program ${program}, ${engine}, schema ${schema})`
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
  if (first.done === true || first.value.kind !== 'secret')
    throw new CommandFailure('the backup is damaged: it has no beginning.')
  const parts = async function* (): AsyncGenerator<BackupPart> {
    for await (const frame of frames) if (frame.kind !== 'secret') yield frame
  }
  return { parts: parts(), secret: first.value.secret }
}
