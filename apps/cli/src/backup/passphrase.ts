import { readFile } from 'node:fs/promises'
import { refuse } from '../failure.ts'
import { BACKUP_TEXTS } from './backup-texts.ts'

const SHORTEST = 16

/** The passphrase of backups: the first line of a file, or the environment. */
export async function findPassphrase(file: string | undefined, env: NodeJS.ProcessEnv): Promise<string> {
  const path = file ?? (env['KETNOI_BACKUP_PASSPHRASE_FILE'] || undefined)
  const passphrase = path === undefined ? env['KETNOI_BACKUP_PASSPHRASE'] || undefined : await firstLine(path)
  if (passphrase === undefined) throw refuse(BACKUP_TEXTS, (text) => text.passphraseMissing)
  if (passphrase.length < SHORTEST) throw refuse(BACKUP_TEXTS, (text) => text.passphraseShort(SHORTEST))
  return passphrase
}

async function firstLine(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).split(/\r?\n/, 1)[0] ?? ''
  } catch {
    throw refuse(BACKUP_TEXTS, (text) => text.passphraseUnreadable(path))
  }
}
