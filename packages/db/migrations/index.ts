import type { Migration } from 'kysely/migration'
import { up as first } from './0001-first.ts'

/** In order and by name, instead of a scan of the folder: a bundle has no folder to scan. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': { up: first },
}
