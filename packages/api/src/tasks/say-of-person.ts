import { findPerson, type Db } from '@ketnoi/db'
import { changePerson, type PersonId, type Reachability } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { need } from '../errors.ts'
import { changeWorld } from '../people/edit-person.ts'
import { savePeople } from '../people/save-person.ts'
import { getWorld } from '../world.ts'

/** What of the person an answer tells. */
export const REACHABILITY: Readonly<Record<string, Reachability | undefined>> = {
  refused: 'refused',
  'no-smartphone': 'no-smartphone',
}

/** Writes into the roster what a task told of somebody; gives what was there before, `null` where it is so already. */
export async function setReachability(
  ctx: Context,
  trx: Db,
  personId: PersonId,
  reachability: Reachability,
  action: 'task-answered' | 'task-answer-taken-back',
): Promise<Reachability | null> {
  const stored = await findPerson(trx, personId)
  if (stored === null || stored.person.reachability === reachability) return null
  const { revision, person } = stored
  const world = changeWorld(ctx, await getWorld(ctx, trx))
  const changed = need(changePerson(person, [{ kind: 'set', reachability }], world))
  await savePeople(ctx, trx, [{ person: changed, revision }], { action })
  return person.reachability
}
