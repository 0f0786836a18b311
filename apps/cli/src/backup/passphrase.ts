import { readFile } from 'node:fs/promises'
import { CommandFailure } from '../failure.ts'

const SHORTEST = 16
const HOW =
  'name a file with --passphrase-file or KETNOI_BACKUP_PASSPHRASE_FILE, or set KETNOI_BACKUP_PASSPHRASE; never as an argument, which everybody on the machine can see.'

/** The passphrase of backups: the first line of a file, or the environment. */
export async function findPassphrase(file: string | undefined, env: NodeJS.ProcessEnv): Promise<string> {
  const path = file ?? (env['KETNOI_BACKUP_PASSPHRASE_FILE'] || undefined)
  const passphrase = path === undefined ? env['KETNOI_BACKUP_PASSPHRASE'] || undefined : await firstLine(path)
  if (passphrase === undefined) throw new CommandFailure(`a backup needs a passphrase: ${HOW}`)
  if (passphrase.length < SHORTEST)
    throw new CommandFailure(`the passphrase is too short: ${String(SHORTEST)} characters or more, such as five words.`)
  return passphrase
}

async function firstLine(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).split(/\r?\n/, 1)[0] ?? ''
  } catch {
    throw new CommandFailure(`the file of the passphrase cannot be read: ${path}`)
  }
}
