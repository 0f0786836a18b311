import { setImmediate } from 'node:timers/promises'
import type { Interval, Person, PersonId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { withOneConnection } from '../ask-together.ts'
import { NotFound, RevisionConflict } from '../errors.ts'
import { updateCounts } from '../groups/counts.ts'
import { lockMembership, lockPeople } from '../locks.ts'
import type { Db } from '../schema.ts'
import { sendTogether } from '../send-together.ts'
import { textArray } from '../text-array.ts'
import { inTransaction } from '../transaction.ts'
import { beyondWall } from '../wall.ts'
import { noteHomes, notingHomes } from '../units/unit-counts.ts'
import { refuseUnknownUnits } from '../units/units.queries.ts'
import { accountKey, appointmentKey, consentKey, FACTS, onceByKey, phoneKey, residenceKey } from './fact-keys.ts'
import {
  insertingFacts,
  insertPeople,
  personColumns,
  rowsOf,
  unitIdsOf,
  unnest,
  type PeopleRows,
} from './insert-people.ts'
import { leaveNamesPending } from './name-index.queries.ts'
import { insertPersonVersions, type PersonVersion } from './person-versions.queries.ts'
import { readPeople, type StoredPerson } from './read-people.ts'

export interface PeopleChanges {
  readonly inserted: readonly PersonId[]
  readonly updated: readonly PersonId[]
  readonly unchanged: number
}

/** The event of the audit that makes a change: one for everybody, one for each of them, or none. */
export type ChangeEvents = number | ReadonlyMap<PersonId, number> | null

/** Large enough that a statement costs more than its round trip, small enough that its arrays stay a few megabytes. */
const BATCH = 5_000
/** The server begins with a few while the others are laid out. */
const FIRST_BATCH = 1_000

/**
 * Stores people, replacing all facts of those who differ and leaving alone those who do not. Made for 100,000 at once; somebody
 * who is given twice counts as given last. With `events`, what somebody was before is kept as a version. Throws `ReferenceUnknown` when a fact names a unit that does not exist, and
 * `RevisionConflict` when somebody else changes one of them at this moment: whoever takes them with `lockPeople` first is never told so.
 */
export async function updatePeople(
  db: Db,
  people: Iterable<Person>,
  onProgress: (written: number) => void = () => {},
  events: ChangeEvents = null,
): Promise<PeopleChanges> {
  const everybody = [...people]
  return inTransaction(db, (trx) => withOneConnection(trx, (one) => writeEverybody(one, everybody, onProgress, events)))
}

async function writeEverybody(
  trx: Db,
  everybody: readonly Person[],
  onProgress: (written: number) => void,
  events: ChangeEvents,
): Promise<PeopleChanges> {
  const inserted: PersonId[] = []
  const updated: PersonId[] = []
  let unchanged = 0
  let written = 0
  const note = (changes: PeopleChanges): void => {
    for (const id of changes.inserted) inserted.push(id)
    for (const id of changes.updated) updated.push(id)
    unchanged += changes.unchanged
    written += changes.inserted.length + changes.updated.length + changes.unchanged
    onProgress(written)
  }
  const batches = inBatches(everybody)
  const layOutNext = async (): Promise<Batch | null> => {
    // A server has a processor of its own: the statement under way leaves first, and what comes next is prepared meanwhile.
    await setImmediate()
    const next = batches.next().value
    return next === undefined ? null : batchOf(next, events)
  }
  const [known, first]: [Set<PersonId>, Batch | null, ...unknown[]] = await Promise.all([
    listKnown(
      trx,
      everybody.map((person) => person.id),
    ),
    layOutNext(),
    refuseUnknownUnits(trx, unitIdsOf(everybody)),
    everybody.length > BATCH ? leaveNamesPending(trx) : null,
  ])
  let batch = first
  let underWay = Promise.resolve()
  while (batch !== null) {
    const stored = await readPeople(
      trx,
      batch.ids.filter((id) => known.has(id)),
    )
    for (const id of batch.ids) known.add(id)
    // Changing somebody takes several statements, and nothing may come between them.
    const isAlone = stored.length > 0
    if (isAlone) await underWay
    const before = underWay
    underWay = writeBatch(trx, batch, stored).then(note)
    // Thrown where it is waited for; meanwhile the connection refuses whatever comes after it.
    underWay.catch(() => {})
    // Where all are new the server has the next batch at hand as soon as it is through with one.
    batch = await layOutNext()
    await (isAlone ? underWay : before)
  }
  await underWay
  return { inserted, updated, unchanged }
}

/** Asked once for everybody: batch by batch the table would be gone through again and again while it grows. */
async function listKnown(trx: Db, ids: readonly PersonId[]): Promise<Set<PersonId>> {
  if (ids.length > FIRST_BATCH && (await isNobodyAmong(trx, ids))) return new Set()
  const { rows } = await sql<{ id: PersonId }>`
    select person.id from unnest(${textArray(ids)}::text[]) as given (id) join person on person.id = given.id
  `.execute(trx)
  return new Set(rows.map(({ id }) => id))
}

/** The identities of a roster follow each other (`createRosterIds`): where nobody stands between them, none is known. */
async function isNobodyAmong(trx: Db, ids: readonly PersonId[]): Promise<boolean> {
  let [first = '', last = first] = ids
  for (const id of ids) {
    if (id < first) first = id
    if (id > last) last = id
  }
  const { rows } = await sql`select from person where id between ${first} and ${last} limit 1`.execute(trx)
  return rows.length === 0
}

/** Stores one person who was read before; throws `RevisionConflict` when somebody else was faster. Returns the new revision. */
export async function updatePerson(
  db: Db,
  person: Person,
  revision: number,
  eventId: number | null = null,
): Promise<number> {
  return inTransaction(db, async (trx) => {
    const locked = (await lockPeople(trx, [person.id])).get(person.id)
    if (locked === undefined) throw new NotFound('person', person.id)
    if (locked !== revision) throw new RevisionConflict('person', person.id)
    await refuseUnknownUnits(trx, unitIdsOf([person]))
    const stored = await readPeople(trx, [person.id])
    const changes = await writeBatch(trx, batchOf([person], eventId), stored)
    return changes.updated.length > 0 ? revision + 1 : revision
  })
}

/** Removes people with all their facts, and what was derived from them. */
export async function deletePeople(db: Db, ids: readonly PersonId[]): Promise<void> {
  await inTransaction(db, async (trx) => {
    const gone = sql`any(${[...ids]}::text[])`
    // Taken first: whoever changes one of them at this moment waits, and then finds nobody to change. Those who hear by their
    // phones are changed as well.
    await sql`select from person where id = ${gone} or proxy_id = ${gone} order by id for update`.execute(trx)
    await lockMembership(trx)
    const { rows: groups } = await sql<{ id: string }>`
      select group_id as id from desired_member where person_id = ${gone}
      union select group_id from actual_member where person_id = ${gone}
    `.execute(trx)
    await noteHomes(trx, sql`select unnest(${[...ids]}::text[])`)
    for (const table of FACTS) await sql`delete from ${sql.table(table)} where person_id = ${gone}`.execute(trx)
    await sql`delete from desired_member where person_id = ${gone}`.execute(trx)
    await sql`delete from actual_member where person_id = ${gone}`.execute(trx)
    await sql`update reading_member set person_id = null, matched_by = null where person_id = ${gone}`.execute(trx)
    await sql`delete from person_version where person_id = ${gone}`.execute(trx)
    await sql`delete from person_merge where kept_id = ${gone}`.execute(trx)
    await sql`update person set proxy_id = null where proxy_id = ${gone}`.execute(trx)
    await sql`delete from person where id = ${gone}`.execute(trx)
    await updateCounts(
      trx,
      groups.map(({ id }) => id),
    )
  })
}

interface Batch {
  readonly events: ChangeEvents
  readonly people: readonly Person[]
  readonly ids: readonly PersonId[]
  /** Of everybody: what is written where nobody is stored yet. */
  readonly rows: PeopleRows
}

function batchOf(people: readonly Person[], events: ChangeEvents): Batch {
  const rows = rowsOf(people, typeof events === 'number' ? events : null)
  return { people, events, ids: people.map((person) => person.id), rows }
}

function eventOf(events: ChangeEvents, id: PersonId): number | null {
  return typeof events === 'object' ? (events?.get(id) ?? null) : events
}

/** Each person once, as given last within a batch. */
function* inBatches(people: Iterable<Person>): Generator<readonly Person[], undefined> {
  const batch = new Map<PersonId, Person>()
  let size = FIRST_BATCH
  for (const person of people) {
    batch.set(person.id, person)
    if (batch.size < size) continue
    yield [...batch.values()]
    batch.clear()
    size = BATCH
  }
  if (batch.size > 0) yield [...batch.values()]
}

async function writeBatch(
  trx: Db,
  { people, rows, events }: Batch,
  before: readonly StoredPerson[],
): Promise<PeopleChanges> {
  const stored = new Map(before.map((one) => [one.person.id, one]))
  const added: Person[] = []
  const changed: Person[] = []
  const versions: (PersonVersion & { readonly eventId: number })[] = []
  for (const person of people) {
    const known = stored.get(person.id)
    if (known === undefined) added.push(person)
    else if (canonical(known.person) !== canonical(person)) {
      changed.push(person)
      const eventId = eventOf(events, person.id)
      if (eventId !== null)
        versions.push({ eventId, revision: known.revision + 1, before: known.person, after: person })
    }
  }
  if (changed.length > 0) {
    const locked = await lockPeople(
      trx,
      changed.map(({ id }) => id),
    )
    const overtaken = changed.find(({ id }) => locked.get(id) !== stored.get(id)?.revision)
    if (overtaken !== undefined) throw new RevisionConflict('person', overtaken.id)
    await replacePeople(trx, changed)
  }
  if (versions.length > 0) await insertPersonVersions(trx, versions)
  if (added.length > 0) {
    const shared = typeof events === 'number' ? events : null
    await insertPeople(trx, added.length === people.length ? rows : rowsOf(added, shared))
    if (typeof events === 'object' && events !== null) await updateOrigins(trx, added, events)
  }
  return {
    inserted: added.map((person) => person.id),
    updated: changed.map((person) => person.id),
    unchanged: people.length - added.length - changed.length,
  }
}

async function updateOrigins(trx: Db, people: readonly Person[], events: ReadonlyMap<PersonId, number>): Promise<void> {
  await sql`
    update person set added_event = given.event_id
    from unnest(${people.map(({ id }) => id)}::text[], ${people.map(({ id }) => events.get(id) ?? null)}::bigint[])
      as given (id, event_id)
    where person.id = given.id
  `.execute(trx)
}

async function replacePeople(trx: Db, people: readonly Person[]): Promise<void> {
  const columns = personColumns(people)
  const written = await sql`
    update person set name = given.name, name_folded = given.name_folded, sort_key = given.sort_key, birth = given.birth,
      adult = given.adult, reachability = given.reachability, proxy_id = given.proxy_id,
      revision = person.revision + 1, updated_at = now()
    from ${unnest(columns)} as given (${sql.raw(columns.map(({ name }) => name).join(', '))})
    where person.id = given.id
  `.execute(trx)
  const missing = people[Number(written.numAffectedRows ?? 0n)]
  if (missing !== undefined) throw new RevisionConflict('person', missing.id)
  const ids = people.map((person) => person.id)
  // Whoever may change them has just done so; without their homes they would be nobody's while these are replaced.
  await beyondWall(trx, () =>
    sendTogether(trx, [
      notingHomes(sql`select unnest(${ids}::text[])`),
      ...FACTS.map((table) => sql`delete from ${sql.table(table)} where person_id = any(${ids}::text[])`),
      ...insertingFacts(rowsOf(people, null)),
    ]),
  )
}

/** One text for everybody with the same facts, in whatever order they were given. */
function canonical(person: Person): string {
  const sorted = <T extends Interval>(
    facts: readonly T[],
    key: (fact: T) => string,
    values: (fact: T) => readonly unknown[],
  ): unknown[] =>
    [...onceByKey(facts, key)]
      .map((fact) => [key(fact), fact.to, ...values(fact)])
      .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))
  return JSON.stringify([
    [person.name, person.birth, person.adult, person.reachability, person.proxyId ?? null],
    sorted(person.residences, residenceKey, (r) => [r.householdId, r.representsHousehold, r.endReason ?? null]),
    sorted(person.appointments, appointmentKey, () => []),
    sorted(person.phones, phoneKey, () => []),
    sorted(person.consents, consentKey, () => []),
    sorted(person.accounts, accountKey, (a) => [a.displayName]),
  ])
}
