import { actorOf, LOCAL_ADMINISTRATOR, type Context, type Visit } from '@ketnoi/api'
import type { Day } from '@ketnoi/hierarchy'
import { noteFailure } from './note-failure.ts'
import type { Services } from './services.ts'

// Swedish writes a day as YYYY-MM-DD.
const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short' })

/** What the procedures get: the only place where they meet a clock and chance. Without a visit it is the program that asks. */
export function createContext(
  { database, exampleFolder, queue, connectTo, officialAccount, trial }: Services,
  visit: Visit | null = null,
  lookAt: Day | null = null,
): Context {
  return {
    db: database.db,
    kind: database.kind,
    actor: visit === null ? LOCAL_ADMINISTRATOR : actorOf(visit),
    visit,
    now: () => new Date().toISOString(),
    today: () => DAY.format(new Date()),
    lookAt,
    newId: () => crypto.randomUUID(),
    clientAddress: visit?.address ?? null,
    exampleFolder,
    queue,
    connectTo,
    officialAccount,
    trial,
    noteFailure,
  }
}
