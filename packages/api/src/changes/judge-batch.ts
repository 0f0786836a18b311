import {
  listBatchPeople,
  listPersonHolds,
  listPersonNames,
  listProxiedBy,
  listSaidSince,
  listSpeakers,
  readPeople,
  type BatchPerson,
  type ChangeBatch,
  type Db,
  type StoredPerson,
} from '@ketnoi/db'
import {
  undoAdded,
  undoChange,
  type AddedHold,
  type Day,
  type KeptFact,
  type Person,
  type PersonField,
  type PersonId,
  type Since,
} from '@ketnoi/hierarchy'
import { isAllowed, type Actor } from '../authorise.ts'
import type { Context } from '../context.ts'
import { keptBy } from '../people/person-names.ts'
import { getWorld } from '../world.ts'
import { DONE_BY } from './batch-reach.ts'

/** What taking a batch back does to one person. */
export type PersonUndo = { readonly id: PersonId; readonly revision: number; readonly now: Person } & (
  | {
      readonly outcome: 'restore'
      readonly person: Person
      readonly restored: readonly PersonField[]
      readonly kept: readonly KeptFact[]
    }
  | { readonly outcome: 'remove' }
  /** Everything that the batch made of them was changed since, or something hangs on whom it added. */
  | { readonly outcome: 'keep'; readonly kept: readonly KeptFact[]; readonly holds: readonly AddedHold[] }
  /** They are as if the batch had never been. */
  | { readonly outcome: 'unchanged' }
  /** They are not for whoever asks to change. */
  | { readonly outcome: 'forbidden' }
)

interface Asked extends BatchPerson {
  readonly stored: StoredPerson
}

/** Whose undo it is, and of whom. */
export interface Judging {
  /** `null`: the program, which goes on with what others agreed to. Default: whoever asks. */
  readonly actor?: Actor | null
  /** Those who hang on one another have to be judged together. Default: everybody. */
  readonly ids?: readonly PersonId[]
}

/** What taking a batch back would do to everybody in it, by id. */
export async function judgeBatch(
  ctx: Context,
  db: Db,
  batch: ChangeBatch,
  { actor = ctx.actor, ids }: Judging = {},
): Promise<PersonUndo[]> {
  const { asOf } = await getWorld(ctx, db)
  const people = await listBatchPeople(db, batch, ids ?? null)
  const stored = new Map(
    (
      await readPeople(
        db,
        people.map(({ personId }) => personId),
      )
    ).map((one) => [one.person.id, one]),
  )
  const undone: PersonUndo[] = []
  const changed: Asked[] = []
  const added: Asked[] = []
  for (const one of people) {
    const here = stored.get(one.personId)
    if (here === undefined) continue
    if (actor === null || isTheirs(actor, batch, here.person, asOf))
      (one.before === null ? added : changed).push({ ...one, stored: here })
    else undone.push({ ...basisOf(here), outcome: 'forbidden' })
  }
  const restored = await restoreChanged(db, batch, changed)
  undone.push(...restored)
  undone.push(...(await removeAdded(db, batch, added, restored)))
  return undone.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Whether somebody may change a person in the way that the batch did. */
export function isTheirs(actor: Actor, { kind }: ChangeBatch, person: Person, asOf: Day): boolean {
  return keptBy(person, asOf).some((unitId) => isAllowed(actor, DONE_BY[kind], unitId))
}

function basisOf({ person, revision }: StoredPerson) {
  return { id: person.id, revision, now: person }
}

async function restoreChanged(db: Db, batch: ChangeBatch, people: readonly Asked[]): Promise<PersonUndo[]> {
  const said = Map.groupBy(
    await listSaidSince(
      db,
      batch.id,
      people.map(({ personId }) => personId),
    ),
    ({ personId }) => personId,
  )
  const proxies = people.flatMap(({ before }) => before?.proxyId ?? [])
  const known = await listPersonNames(db, proxies)
  const gone = new Set(proxies.filter((id) => !known.has(id)))
  const sinceOf = (id: PersonId): Since => ({
    said: new Set(said.get(id)?.map(({ purposeId }) => purposeId)),
    gone,
  })
  const first = new Map(people.map((one) => [one.personId, undoOne(one, sinceOf(one.personId))]))
  // Who speaks for a household then, of all who do now: some of them are taken back as well.
  const households = [...first.values()].flatMap((undo) => (undo.outcome === 'restore' ? spokenFor(undo.person) : []))
  const speakers = (await listSpeakers(db, households)).filter(({ householdId, personId }) => {
    const undo = first.get(personId)
    return undo?.outcome !== 'restore' || spokenFor(undo.person).includes(householdId)
  })
  return people.map((one) => {
    const undo = first.get(one.personId) ?? undoOne(one, {})
    if (undo.outcome !== 'restore') return undo
    const others = speakers.filter(
      ({ householdId, personId }) => personId !== one.personId && spokenFor(undo.person).includes(householdId),
    )
    if (others.length === 0) return undo
    return undoOne(one, {
      ...sinceOf(one.personId),
      spokenFor: new Set(others.map(({ householdId }) => householdId)),
    })
  })
}

function undoOne({ before, after, stored }: Asked, since: Since): PersonUndo {
  if (before === null || after === null) return { ...basisOf(stored), outcome: 'unchanged' }
  const { person, restored, kept } = undoChange({ before, after }, stored.person, since)
  if (restored.length > 0) return { ...basisOf(stored), outcome: 'restore', person, restored, kept }
  if (kept.length > 0) return { ...basisOf(stored), outcome: 'keep', kept, holds: [] }
  return { ...basisOf(stored), outcome: 'unchanged' }
}

function spokenFor(person: Person): string[] {
  return person.residences.flatMap((home) =>
    home.representsHousehold && home.householdId !== null && home.to === null ? [home.householdId] : [],
  )
}

async function removeAdded(
  db: Db,
  batch: ChangeBatch,
  people: readonly Asked[],
  restored: readonly PersonUndo[],
): Promise<PersonUndo[]> {
  const ids = people.map(({ personId }) => personId)
  const said = new Set((await listSaidSince(db, batch.id, ids)).map(({ personId }) => personId))
  const holds = Map.groupBy(await listPersonHolds(db, ids), ({ personId }) => personId)
  const judged = new Map(
    people.map(({ personId, after, stored }) => [
      personId,
      undoAdded(after ?? stored.person, stored.person, [
        ...(said.has(personId) ? (['consent-said-since'] as const) : []),
        ...(holds.get(personId) ?? []).map(({ hold }) => hold),
      ]),
    ]),
  )
  // Somebody is not taken from whoever they carry messages for, unless that one goes or gets back who did before.
  const after = new Map(restored.flatMap((undo) => (undo.outcome === 'restore' ? [[undo.id, undo.person]] : [])))
  const needed = (await listProxiedBy(db, ids)).filter(
    ({ personId, proxyId }) => (after.get(personId) ?? { proxyId }).proxyId === proxyId,
  )
  for (let settled = false; !settled;) {
    settled = true
    for (const { personId, proxyId } of needed) {
      if (judged.get(proxyId)?.kind !== 'remove' || judged.get(personId)?.kind === 'remove') continue
      judged.set(proxyId, { kind: 'keep', holds: ['proxy-of-another'], fields: [] })
      settled = false
    }
  }
  return people.map(({ personId, stored }) => {
    const one = judged.get(personId)
    return one === undefined || one.kind === 'remove'
      ? { ...basisOf(stored), outcome: 'remove' }
      : { ...basisOf(stored), outcome: 'keep', kept: [], holds: one.holds }
  })
}
