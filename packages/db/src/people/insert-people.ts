import { foldName, type Interval, type Person, type PersonId, type UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import { sendTogether } from '../send-together.ts'
import { notingUnits } from '../units/unit-counts.ts'
import { validFrom, validTo } from '../validity.ts'
import { accountKey, appointmentKey, consentKey, onceByKey, phoneKey, residenceKey } from './fact-keys.ts'
import { sortKey } from './sort-key.ts'

/** The rows of people in all tables, ready to be sent. */
export interface PeopleRows {
  readonly people: RawBuilder<unknown>
  readonly unitIds: readonly UnitId[]
  readonly facts: readonly RawBuilder<unknown>[]
}

/** Lays people out in columns; nothing is sent yet. `eventId`: what made them known. */
export function rowsOf(people: readonly Person[], eventId: number | null): PeopleRows {
  const names = people.map((p) => nameKeys(p.name))
  const residences = factsOf(people, (p) => p.residences, residenceKey)
  const appointments = factsOf(people, (p) => p.appointments, appointmentKey)
  const phones = factsOf(people, (p) => p.phones, phoneKey)
  const consents = factsOf(people, (p) => p.consents, consentKey)
  const accounts = factsOf(people, (p) => p.accounts, accountKey)
  const households = new Map(
    residences.facts.flatMap((r) => (r.householdId === null ? [] : [[r.householdId, r.unitId]])),
  )
  return {
    people: insertion('person', [
      ...personColumns(people, names),
      { name: 'added_event', value: sql`${eventId}::bigint` },
    ]),
    unitIds: unitIdsOf(people),
    facts: [
      households.size === 0
        ? []
        : sql`${insertion('household', [
            { name: 'id', type: 'text', values: [...households.keys()] },
            { name: 'unit_id', type: 'text', values: [...households.values()] },
          ])} on conflict (id) do nothing`,
      insertionOf('residence', residences, [
        { name: 'sort_key', type: 'text', values: residences.owners.map((at) => names[at]?.sorted ?? '') },
        { name: 'unit_id', type: 'text', values: residences.facts.map((r) => r.unitId) },
        { name: 'household_id', type: 'text', values: residences.facts.map((r) => r.householdId) },
        { name: 'represents_household', type: 'boolean', values: residences.facts.map((r) => r.representsHousehold) },
        { name: 'end_reason', type: 'text', values: residences.facts.map((r) => r.endReason ?? null) },
      ]),
      insertionOf('appointment', appointments, [
        { name: 'position_id', type: 'text', values: appointments.facts.map((a) => a.positionId) },
        { name: 'unit_id', type: 'text', values: appointments.facts.map((a) => a.unitId) },
      ]),
      insertionOf('phone', phones, [{ name: 'number', type: 'text', values: phones.facts.map((p) => p.number) }]),
      insertionOf('consent', consents, [
        { name: 'purpose_id', type: 'text', values: consents.facts.map((c) => c.purposeId) },
      ]),
      insertionOf('messaging_account', accounts, [
        { name: 'service', type: 'text', values: accounts.facts.map((a) => a.service) },
        { name: 'account_id', type: 'text', values: accounts.facts.map((a) => a.accountId) },
        { name: 'display_name', type: 'text', values: accounts.facts.map((a) => a.displayName) },
      ]),
    ].flat(),
  }
}

/** Stores people who are not stored yet. The units that their facts name must exist. */
export async function insertPeople(trx: Db, rows: PeopleRows): Promise<void> {
  await sendTogether(trx, [rows.people, ...insertingFacts(rows)])
}

/** Stores the facts of people alone: to be sent together with others. */
export function insertingFacts({ facts, unitIds }: PeopleRows): readonly RawBuilder<unknown>[] {
  return unitIds.length === 0 ? facts : [...facts, notingUnits(unitIds)]
}

/** The units in which people live or hold positions, now or before. */
export function unitIdsOf(people: readonly Person[]): UnitId[] {
  const unitIds = new Set<UnitId>()
  for (const { residences, appointments } of people) {
    for (const { unitId } of residences) unitIds.add(unitId)
    for (const { unitId } of appointments) unitIds.add(unitId)
  }
  return [...unitIds]
}

/** A column of rows to be written. */
export interface Column {
  readonly name: string
  readonly type: 'text' | 'boolean' | 'date'
  readonly values: readonly (string | boolean | null)[]
}

/** What is the same in all rows is sent once. */
interface Constant {
  readonly name: string
  readonly value: RawBuilder<unknown>
}

/** What a name is found and sorted by. */
interface NameKeys {
  readonly folded: string
  readonly sorted: string
}

function nameKeys(name: string): NameKeys {
  const folded = foldName(name)
  return { folded, sorted: sortKey(name, folded) }
}

/** What stands in the table of people themselves. */
export function personColumns(
  people: readonly Person[],
  names: readonly NameKeys[] = people.map((p) => nameKeys(p.name)),
): Column[] {
  return [
    { name: 'id', type: 'text', values: people.map((p) => p.id) },
    { name: 'name', type: 'text', values: people.map((p) => p.name) },
    { name: 'name_folded', type: 'text', values: names.map(({ folded }) => folded) },
    { name: 'sort_key', type: 'text', values: names.map(({ sorted }) => sorted) },
    { name: 'birth', type: 'text', values: people.map((p) => p.birth) },
    { name: 'adult', type: 'boolean', values: people.map((p) => p.adult) },
    { name: 'reachability', type: 'text', values: people.map((p) => p.reachability) },
    { name: 'proxy_id', type: 'text', values: people.map((p) => p.proxyId ?? null) },
  ]
}

/** Columns side by side, as a table. */
export function unnest(columns: readonly Column[]): RawBuilder<unknown> {
  return sql`unnest(${sql.join(columns.map(arrayOf))})`
}

/** An array as the database reads it. Cast to its type at once: a cast from text is worked out twice, by the planner too. */
function arrayOf({ type, values }: Column): RawBuilder<unknown> {
  return sql`${textArray(values)}::${sql.raw(type)}[]`
}

/** Each column is unnested by itself: side by side in `from` the rows would be laid down once more before they are read. */
function insertion(table: string, columns: readonly (Column | Constant)[]): RawBuilder<unknown> {
  const names = sql.raw(columns.map((column) => column.name).join(', '))
  const values = columns.map((column) => ('value' in column ? column.value : valuesOf(column)))
  return sql`insert into ${sql.table(table)} (${names}) select ${sql.join(values)}`
}

/** From so many rows on it is worth looking whether a column says the same in all of them, such as that they hold from a day on. */
const MANY_ROWS = 1_000

function valuesOf(column: Column): RawBuilder<unknown> {
  const { type, values } = column
  const [first] = values
  if (values.length >= MANY_ROWS && first !== undefined && values.every((value) => value === first))
    return sql`${first}::${sql.raw(type)}`
  return sql`unnest(${arrayOf(column)})`
}

interface Facts<T> {
  readonly ids: readonly PersonId[]
  /** Whose each is: the place among the people. */
  readonly owners: readonly number[]
  readonly facts: readonly T[]
}

/** One kind of fact of many people, each fact once. */
function factsOf<T>(
  people: readonly Person[],
  of: (person: Person) => readonly T[],
  key: (fact: T) => string,
): Facts<T> {
  const ids: PersonId[] = []
  const owners: number[] = []
  const facts: T[] = []
  for (const [at, person] of people.entries()) {
    for (const fact of onceByKey(of(person), key)) {
      ids.push(person.id)
      owners.push(at)
      facts.push(fact)
    }
  }
  return { ids, owners, facts }
}

/** Nothing where nobody has such a fact. */
function insertionOf(
  table: string,
  { ids, facts }: Facts<Interval>,
  columns: readonly Column[],
): readonly RawBuilder<unknown>[] {
  if (facts.length === 0) return []
  return [
    insertion(table, [
      { name: 'person_id', type: 'text', values: ids },
      ...columns,
      { name: 'valid_from', type: 'date', values: facts.map(validFrom) },
      { name: 'valid_to', type: 'date', values: facts.map(validTo) },
    ]),
  ]
}
