import { randomUUID } from 'node:crypto'
import { LOCAL_ADMINISTRATOR, type Context } from '@ketnoi/api'
import type { OpenDatabase } from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'

/** Calls procedures as whoever administers the machine, on a day of the measurement. */
export function benchContext(
  { db, kind, startQueue }: OpenDatabase,
  day: Day,
  exampleFolder: string | null = null,
): Context {
  return {
    db,
    kind,
    actor: LOCAL_ADMINISTRATOR,
    visit: null,
    clientAddress: null,
    now: () => new Date().toISOString(),
    today: () => day,
    newId: randomUUID,
    exampleFolder,
    queue: () => startQueue([]),
    connectTo: async () => null,
    trial: null,
    officialAccount: null,
  }
}
