import {
  insertAuditEvents,
  listPeople,
  lockPeople,
  materialiseDesired,
  RevisionConflict,
  updatePeople,
  type Db,
} from '@ketnoi/db'
import { changedFields, followPositions, type Person, type PersonField, type PersonId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { bumpPeople, getWorld } from '../world.ts'

/** One person as they shall be. */
export interface PersonToSave {
  readonly person: Person
  /** The revision that the change was made on; `null` for somebody new. Anything else in the database is a `RevisionConflict`. */
  readonly revision: number | null
}

/** Why people are saved: stands in the history of each of them. */
export interface SaveReason {
  /** What happened, as a code that the history has words for: `person-edited`, `seat-handed-over`, … */
  readonly action: string
  readonly reason?: string
  /** What else the event is to keep, e.g. the id of an onboarding record. No names, no phones. */
  readonly data?: Readonly<Record<string, unknown>>
}

/**
 * THE way to write people: the facts, a version each with who, when and why, and who should be in which group, in the
 * transaction given. Gives the new revisions; whoever is as they were is left alone. To be called once per transaction, with
 * everybody at once: they are locked in one order, so that two who change the same people wait for one another and no more.
 */
export async function savePeople(
  ctx: Context,
  trx: Db,
  changes: readonly PersonToSave[],
  why: SaveReason,
): Promise<ReadonlyMap<PersonId, number>> {
  const { revisions, saved } = await writePeople(ctx, trx, changes, why)
  await deriveGroups(ctx, trx, saved)
  return revisions
}

/** Says that people changed, and derives who of them should be in which group: once, at the end of a transaction. */
export async function deriveGroups(ctx: Context, trx: Db, personIds: readonly PersonId[]): Promise<void> {
  if (personIds.length === 0) return
  const { model, asOf } = await getWorld(ctx, trx)
  await materialiseDesired(trx, model, asOf, { personIds })
  await bumpPeople(trx)
}

/** `savePeople` without what is derived, for whoever writes more about the same people: `deriveGroups` has to follow. */
export async function writePeople(
  ctx: Context,
  trx: Db,
  changes: readonly PersonToSave[],
  why: SaveReason,
): Promise<{ readonly revisions: ReadonlyMap<PersonId, number>; readonly saved: readonly PersonId[] }> {
  const ids = changes.map(({ person }) => person.id)
  const locked = await lockPeople(trx, ids)
  for (const { person, revision } of changes)
    if ((locked.get(person.id) ?? null) !== revision) throw new RevisionConflict('person', person.id)
  const world = await getWorld(ctx, trx)
  const before = new Map((await listPeople(trx, ids)).map((person) => [person.id, person]))
  const revisions = new Map<PersonId, number>()
  const writes: { readonly person: Person; readonly fields: readonly PersonField[] }[] = []
  for (const { person: given, revision } of changes) {
    const person = followPositions(world.model, given)
    const known = before.get(person.id)
    const fields = known === undefined ? [] : changedFields(known, person)
    revisions.set(person.id, revision ?? 1)
    if (known !== undefined && fields.length === 0) continue
    writes.push({ person, fields })
  }
  if (writes.length === 0) return { revisions, saved: [] }
  const events = await insertAuditEvents(
    trx,
    writes.map(({ person, fields }) => ({
      at: ctx.now(),
      actor: ctx.actor.id,
      action: why.action,
      subjectKind: 'person',
      subjectId: person.id,
      data: {
        ...why.data,
        ...(fields.length === 0 ? {} : { fields }),
        ...(why.reason === undefined ? {} : { reason: why.reason }),
      },
    })),
  )
  const { updated } = await updatePeople(
    trx,
    writes.map(({ person }) => person),
    () => {},
    new Map(writes.map(({ person }, at) => [person.id, events[at] ?? 0])),
  )
  for (const id of updated) revisions.set(id, (locked.get(id) ?? 0) + 1)
  return { revisions, saved: writes.map(({ person }) => person.id) }
}

/** `savePeople` for one; gives the new revision. */
export async function savePerson(ctx: Context, trx: Db, change: PersonToSave & SaveReason): Promise<number> {
  const { person, revision, ...why } = change
  return (await savePeople(ctx, trx, [{ person, revision }], why)).get(person.id) ?? 1
}
