import { foldName, type Interval, type Person, type PersonId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { NotFound, RevisionConflict } from '../errors.ts'
import type { Db } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { refuseUnknownUnits } from '../units/units.queries.ts'
import { OPEN_START, validFrom, validTo } from '../validity.ts'
import { readPeople } from './read-people.ts'
import { sortKey } from './sort-key.ts'

export interface PeopleChanges {
  readonly inserted: readonly PersonId[]
  readonly updated: readonly PersonId[]
  readonly unchanged: number
}

/** Large enough that a statement costs more than its round trip, small enough that its arrays stay a few megabytes. */
const BATCH = 5_000

/**
 * Stores people, replacing all facts of those who differ and leaving alone those who do not. Made for 100,000 at once; somebody
 * who is given twice counts as given last. Throws `ReferenceUnknown` when a fact names a unit that does not exist.
 */
export async function updatePeople(
  db: Db,
  people: Iterable<Person>,
  onProgress: (written: number) => void = () => {},
): Promise<PeopleChanges> {
  const inserted: PersonId[] = []
  const updated: PersonId[] = []
  let unchanged = 0
  let written = 0
  await inTransaction(db, async (trx) => {
    for (const batch of inBatches(people)) {
      const changes = await writeBatch(trx, batch)
      for (const id of changes.inserted) inserted.push(id)
      for (const id of changes.updated) updated.push(id)
      unchanged += changes.unchanged
      written += batch.size
      onProgress(written)
    }
  })
  return { inserted, updated, unchanged }
}

/** Makes whoever else would change the person wait until the transaction ends; throws `NotFound`. */
export async function lockPerson(trx: Db, id: PersonId): Promise<void> {
  const { rows } = await sql`select from person where id = ${id} for update`.execute(trx)
  if (rows.length === 0) throw new NotFound('person', id)
}

/** Stores one person who was read before; throws `RevisionConflict` when somebody else was faster. Returns the new revision. */
export async function updatePerson(db: Db, person: Person, revision: number): Promise<number> {
  return inTransaction(db, async (trx) => {
    const locked = await trx
      .selectFrom('person')
      .select('revision')
      .where('id', '=', person.id)
      .forUpdate()
      .executeTakeFirst()
    if (locked === undefined) throw new NotFound('person', person.id)
    if (locked.revision !== revision) throw new RevisionConflict('person', person.id)
    const changes = await writeBatch(trx, new Map([[person.id, person]]))
    return changes.updated.length > 0 ? revision + 1 : revision
  })
}

/** Removes people with all their facts, and what was derived from them. */
export async function deletePeople(db: Db, ids: readonly PersonId[]): Promise<void> {
  await inTransaction(db, async (trx) => {
    const gone = sql`any(${[...ids]}::text[])`
    // Taken first: whoever changes one of them at this moment waits, and then finds nobody to change.
    await sql`select from person where id = ${gone} order by id for update`.execute(trx)
    for (const table of FACTS) await sql`delete from ${sql.table(table)} where person_id = ${gone}`.execute(trx)
    await sql`delete from desired_member where person_id = ${gone}`.execute(trx)
    await sql`delete from actual_member where person_id = ${gone}`.execute(trx)
    await sql`update reading_member set person_id = null, matched_by = null where person_id = ${gone}`.execute(trx)
    await sql`delete from person where id = ${gone}`.execute(trx)
  })
}

const FACTS = ['residence', 'appointment', 'phone', 'consent', 'messaging_account'] as const

function* inBatches(people: Iterable<Person>): Generator<Map<PersonId, Person>> {
  let batch = new Map<PersonId, Person>()
  for (const person of people) {
    batch.set(person.id, person)
    if (batch.size === BATCH) {
      yield batch
      batch = new Map()
    }
  }
  if (batch.size > 0) yield batch
}

async function writeBatch(trx: Db, batch: ReadonlyMap<PersonId, Person>): Promise<PeopleChanges> {
  const stored = new Map((await readPeople(trx, [...batch.keys()])).map(({ person }) => [person.id, canonical(person)]))
  const added: Person[] = []
  const changed: Person[] = []
  for (const person of batch.values()) {
    const before = stored.get(person.id)
    if (before === undefined) added.push(person)
    else if (before !== canonical(person)) changed.push(person)
  }
  if (changed.length > 0) await updateRows(trx, changed)
  if (added.length > 0) await insertRows(trx, added)
  await insertFacts(trx, changed.length === 0 ? added : [...added, ...changed])
  return {
    inserted: added.map((person) => person.id),
    updated: changed.map((person) => person.id),
    unchanged: batch.size - added.length - changed.length,
  }
}

async function insertRows(trx: Db, people: readonly Person[]): Promise<void> {
  const folded = people.map((p) => foldName(p.name))
  await sql`
    insert into person (id, name, name_folded, sort_key, birth, adult, reachability)
    select * from unnest(${people.map((p) => p.id)}::text[], ${people.map((p) => p.name)}::text[],
      ${folded}::text[], ${people.map((p, at) => sortKey(p.name, folded[at] ?? ''))}::text[],
      ${people.map((p) => p.birth)}::text[], ${people.map((p) => p.adult)}::boolean[],
      ${people.map((p) => p.reachability)}::text[])
  `.execute(trx)
}

async function updateRows(trx: Db, people: readonly Person[]): Promise<void> {
  const ids = people.map((p) => p.id)
  const folded = people.map((p) => foldName(p.name))
  const written = await sql`
    update person set name = given.name, name_folded = given.name_folded, sort_key = given.sort_key, birth = given.birth,
      adult = given.adult, reachability = given.reachability, revision = person.revision + 1, updated_at = now()
    from unnest(${ids}::text[], ${people.map((p) => p.name)}::text[],
      ${folded}::text[], ${people.map((p, at) => sortKey(p.name, folded[at] ?? ''))}::text[],
      ${people.map((p) => p.birth)}::text[], ${people.map((p) => p.adult)}::boolean[],
      ${people.map((p) => p.reachability)}::text[])
      as given (id, name, name_folded, sort_key, birth, adult, reachability)
    where person.id = given.id
  `.execute(trx)
  const missing = people[Number(written.numAffectedRows ?? 0n)]
  if (missing !== undefined) throw new RevisionConflict('person', missing.id)
  for (const table of FACTS) {
    await sql`delete from ${sql.table(table)} where person_id = any(${ids}::text[])`.execute(trx)
  }
}

async function insertFacts(trx: Db, people: readonly Person[]): Promise<void> {
  const residences = factsOf(people, (p) => p.residences, residenceKey)
  const appointments = factsOf(people, (p) => p.appointments, appointmentKey)
  const phones = factsOf(people, (p) => p.phones, phoneKey)
  const consents = factsOf(people, (p) => p.consents, consentKey)
  const accounts = factsOf(people, (p) => p.accounts, accountKey)
  await refuseUnknownUnits(trx, [...new Set([...residences.facts, ...appointments.facts].map((fact) => fact.unitId))])
  if (residences.facts.length > 0) {
    const { ids, facts, from, to } = residences
    const households = new Map(facts.flatMap((r) => (r.householdId === null ? [] : [[r.householdId, r.unitId]])))
    if (households.size > 0) {
      await sql`
        insert into household (id, unit_id) select * from unnest(${[...households.keys()]}::text[], ${[...households.values()]}::text[])
        on conflict (id) do nothing
      `.execute(trx)
    }
    await sql`
      insert into residence (person_id, unit_id, household_id, represents_household, valid_from, valid_to)
      select * from unnest(${ids}::text[], ${facts.map((r) => r.unitId)}::text[],
        ${facts.map((r) => r.householdId)}::text[], ${facts.map((r) => r.representsHousehold)}::boolean[],
        ${from}::date[], ${to}::date[])
    `.execute(trx)
  }
  if (appointments.facts.length > 0) {
    const { ids, facts, from, to } = appointments
    await sql`
      insert into appointment (person_id, position_id, unit_id, valid_from, valid_to)
      select * from unnest(${ids}::text[], ${facts.map((a) => a.positionId)}::text[], ${facts.map((a) => a.unitId)}::text[],
        ${from}::date[], ${to}::date[])
    `.execute(trx)
  }
  if (phones.facts.length > 0) {
    const { ids, facts, from, to } = phones
    await sql`
      insert into phone (person_id, number, valid_from, valid_to)
      select * from unnest(${ids}::text[], ${facts.map((p) => p.number)}::text[], ${from}::date[], ${to}::date[])
    `.execute(trx)
  }
  if (consents.facts.length > 0) {
    const { ids, facts, from, to } = consents
    await sql`
      insert into consent (person_id, purpose_id, valid_from, valid_to)
      select * from unnest(${ids}::text[], ${facts.map((c) => c.purposeId)}::text[], ${from}::date[], ${to}::date[])
    `.execute(trx)
  }
  if (accounts.facts.length > 0) {
    const { ids, facts, from, to } = accounts
    await sql`
      insert into messaging_account (person_id, service, account_id, display_name, valid_from, valid_to)
      select * from unnest(${ids}::text[], ${facts.map((a) => a.service)}::text[], ${facts.map((a) => a.accountId)}::text[],
        ${facts.map((a) => a.displayName)}::text[], ${from}::date[], ${to}::date[])
    `.execute(trx)
  }
}

interface Facts<T> {
  readonly ids: readonly PersonId[]
  readonly facts: readonly T[]
  readonly from: readonly string[]
  readonly to: readonly string[]
}

/** One kind of fact of many people in columns, each fact once: of two with the same key the later one counts. */
function factsOf<T extends Interval>(
  people: readonly Person[],
  of: (person: Person) => readonly T[],
  key: (fact: T) => string,
): Facts<T> {
  const ids: PersonId[] = []
  const facts: T[] = []
  for (const person of people) {
    for (const fact of onceByKey(of(person), key)) {
      ids.push(person.id)
      facts.push(fact)
    }
  }
  return { ids, facts, from: facts.map(validFrom), to: facts.map(validTo) }
}

function onceByKey<T>(facts: readonly T[], key: (fact: T) => string): Iterable<T> {
  return facts.length < 2 ? facts : new Map(facts.map((fact) => [key(fact), fact])).values()
}

// The keys are in the order that `readPeople` reads in: by the first day, then by the rest of the primary key.
const residenceKey = (r: Person['residences'][number]): string => `${r.from ?? OPEN_START} ${r.unitId}`
const appointmentKey = (a: Person['appointments'][number]): string =>
  `${a.from ?? OPEN_START} ${a.positionId} ${a.unitId}`
const phoneKey = (p: Person['phones'][number]): string => `${p.from ?? OPEN_START} ${p.number}`
const consentKey = (c: Person['consents'][number]): string => `${c.from ?? OPEN_START} ${c.purposeId}`
const accountKey = (a: Person['accounts'][number]): string => `${a.from ?? OPEN_START} ${a.service} ${a.accountId}`

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
    [person.name, person.birth, person.adult, person.reachability],
    sorted(person.residences, residenceKey, (r) => [r.householdId, r.representsHousehold]),
    sorted(person.appointments, appointmentKey, () => []),
    sorted(person.phones, phoneKey, () => []),
    sorted(person.consents, consentKey, () => []),
    sorted(person.accounts, accountKey, (a) => [a.displayName]),
  ])
}
