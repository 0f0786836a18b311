import { listReformPeople, lockPeople, readPeople, updateReformPeople, type Db } from '@ketnoi/db'
import { moveFacts } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { writePeople } from '../people/save-person.ts'
import { bumpPeople } from '../world.ts'
import { relocationOf, type ReformEffects } from './reform-store.ts'

/** How far work goes at once: tests stop it in the middle. */
export interface Pace {
  readonly batches: number
  readonly people: number
}

/** Few enough that a batch takes a moment, and nobody who edits one of them waits for long. */
const BATCH = 500
export const WHOLE: Pace = { batches: Infinity, people: BATCH }
/** What stands in the history of everybody whom a reform moved: by it they are found again. */
export const MOVED = 'reform-applied'

/** Moves the facts of those who are next, from what is stored of them now; tells whether there was anybody. */
export async function moveNextPeople(
  ctx: Context,
  trx: Db,
  id: string,
  effects: ReformEffects,
  limit = BATCH,
): Promise<boolean> {
  const ids = await listReformPeople(trx, id, { state: 'waiting', limit })
  if (ids.length === 0) return false
  const relocation = await relocationOf(ctx, trx, effects)
  await lockPeople(trx, ids)
  const stored = await readPeople(trx, ids)
  const changes = stored.map(({ person, revision }) => ({ person: moveFacts(relocation, person).person, revision }))
  await writePeople(ctx, trx, changes, { action: MOVED, data: { reformId: id } })
  await updateReformPeople(trx, id, ids, 'moved')
  await bumpPeople(trx)
  return true
}
