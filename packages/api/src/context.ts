import type { Db, OpenDatabase, Queue } from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'
import type { Visit } from './accounts/visit.ts'
import type { Actor } from './authorise.ts'
import type { Connection } from './runs/run-ports.ts'
import type { BackgroundWork } from './jobs/note-failure.ts'
import type { TrialService } from './trial/trial.ts'
import type { OfficialAccount } from './services/official-account.ts'

/** What every procedure and every long job gets: made once per request by the composition root, never imported. */
export interface Context {
  readonly db: Db
  readonly kind: OpenDatabase['kind']
  readonly actor: Actor
  /** Whoever sends the request over the web; `null` for the command line and for work that nobody waits for. */
  readonly visit: Visit | null
  /** ISO instant. */
  readonly now: () => string
  /** The calendar day in the time zone of the model. */
  readonly today: () => Day
  /** The day that somebody looks at instead of the present one; nothing can be changed from there. */
  readonly lookAt?: Day | null | undefined
  readonly newId: () => string
  /** Where the request came from, for limits on what is open to everybody; `null` where nobody asked from outside. */
  readonly clientAddress: string | null
  /** Work that outlives the request. To be waited for before a transaction is begun. */
  readonly queue: () => Promise<Queue>
  /** A service that a program may talk to, by name; `null` where nobody has set it up. */
  readonly connectTo: (service: string, stillHolds: () => Promise<void>) => Promise<Connection | null>
  /** The service to try things out on; `null` where there is none. */
  readonly trial: TrialService | null
  /** The account that owns groups; `null` where the program that asks does not know how to reach one. */
  readonly officialAccount: OfficialAccount | null
  /** The folder of the Ia Pa example (`units.json`, `rosters/`, `members/`); `null` where it was not shipped. */
  readonly exampleFolder: string | null
  /** Hears of what failed while nobody waited for it; where nobody listens, only its place is written to standard error. */
  readonly noteFailure?: ((work: BackgroundWork, error: unknown) => void) | undefined
}

const EVERYWHERE = { kind: 'everywhere' } as const

/** Whoever runs the program itself: the command line, and work that nobody asked for. */
export const LOCAL_ADMINISTRATOR: Actor = {
  id: 'local-administrator',
  name: 'local-administrator',
  grants: [{ role: 'administrator', unitId: null, change: EVERYWHERE, see: EVERYWHERE, search: EVERYWHERE }],
}
