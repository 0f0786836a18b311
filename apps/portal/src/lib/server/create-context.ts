import { LOCAL_ADMINISTRATOR, type Context } from '@ketnoi/api'
import type { Services } from './services.ts'

// Swedish writes a day as YYYY-MM-DD.
const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short' })

/** What the procedures get for one request: the only place where they meet a clock and chance. */
export function createContext({ database, exampleFolder }: Services, clientAddress: string | null): Context {
  return {
    db: database.db,
    kind: database.kind,
    actor: LOCAL_ADMINISTRATOR,
    now: () => new Date().toISOString(),
    today: () => DAY.format(new Date()),
    newId: () => crypto.randomUUID(),
    clientAddress,
    exampleFolder,
  }
}
