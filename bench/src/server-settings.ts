import { readFileSync } from 'node:fs'

/** The settings of a server that is set up as the operations guide says (`deploy/postgresql.conf`), as flags of `postgres`. */
export const SERVER_SETTINGS: readonly string[] = flagsOf(
  readFileSync(new URL('../../deploy/postgresql.conf', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.replace(' = ', '=')),
)

/** Settings (`name=value`) as flags of `postgres`. */
export function flagsOf(settings: readonly string[]): readonly string[] {
  return settings.flatMap((setting) => ['-c', setting])
}
