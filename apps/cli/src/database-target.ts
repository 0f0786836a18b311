import { resolve } from 'node:path'
import { parseDatabase, StartProblem } from '@ketnoi/settings'
import { CommandFailure } from './failure.ts'

export interface DatabaseChoice {
  /** The database, in the words of `openDatabase`. */
  readonly target: { readonly url: string } | { readonly dataDir: string }
  /** Where what does not belong into a database is kept. */
  readonly folder: string
}

/** The database that a command is about: the one of `--data`, else the one that the portal would open. */
export function chooseDatabase(data: string | undefined, env: NodeJS.ProcessEnv): DatabaseChoice {
  if (data !== undefined) return { target: { dataDir: resolve(data) }, folder: resolve(data) }
  try {
    const settings = parseDatabase(env, process.cwd())
    const { folder } = settings
    return { target: settings.kind === 'postgres' ? { url: settings.url } : { dataDir: folder }, folder }
  } catch (error) {
    if (error instanceof StartProblem) throw new CommandFailure(error.sentence)
    throw error
  }
}
