import type { Db, OpenDatabase } from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'
import type { Actor } from './authorise.ts'

/** What every procedure and every long job gets: made once per request by the composition root, never imported. */
export interface Context {
  readonly db: Db
  readonly kind: OpenDatabase['kind']
  readonly actor: Actor
  /** ISO instant. */
  readonly now: () => string
  /** The calendar day in the time zone of the model. */
  readonly today: () => Day
  readonly newId: () => string
  /** The folder of the Ia Pa example (`units.json`, `rosters/`, `members/`); `null` where it was not shipped. */
  readonly exampleFolder: string | null
}

/** The only actor until accounts exist: the server listens on loopback alone. */
export const LOCAL_ADMINISTRATOR: Actor = {
  id: 'local-administrator',
  name: 'local-administrator',
  role: 'administrator',
  scope: { kind: 'everywhere' },
}
