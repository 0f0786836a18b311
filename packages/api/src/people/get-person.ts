import { findMergedInto, findPerson, type StoredPerson } from '@ketnoi/db'
import type { Person, PersonId } from '@ketnoi/hierarchy'
import { requireSeen } from '../authorise.ts'
import type { Context } from '../context.ts'
import { findWalled } from '../find-walled.ts'
import type { Action } from '../permissions.ts'
import { unitsOfPerson } from './person-names.ts'

/** A person who may be shown to whoever `authorise` lets pass. */
export async function getPerson(ctx: Context, id: PersonId): Promise<Person> {
  return (await getStoredPerson(ctx, id)).person
}

/** Links to a record that was merged into another one lead to that one. */
export async function getStoredPerson(ctx: Context, id: PersonId): Promise<StoredPerson> {
  return findWalled('person', id, async () => (await findPerson(ctx.db, id)) ?? (await findMergedPerson(ctx, id)))
}

async function findMergedPerson(ctx: Context, id: PersonId): Promise<StoredPerson | null> {
  const keptId = await findMergedInto(ctx.db, id)
  return keptId === null ? null : findPerson(ctx.db, keptId)
}

/** Refuses to name somebody whom whoever asks may not see. */
export async function requireSeenPerson(ctx: Context, action: Action, id: PersonId): Promise<void> {
  requireSeen(ctx.actor, action, unitsOfPerson(await getPerson(ctx, id)))
}
