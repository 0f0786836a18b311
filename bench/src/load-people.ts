import { sortKey } from '@ketnoi/db'
import { foldName, type Person } from '@ketnoi/hierarchy'
import type pg from 'pg'
import { copyRows, dropIndexes, type Cell } from './copy-rows.ts'

/** Fills the tables of people by COPY, and makes their indexes afterwards. */
export async function loadPeople(client: pg.ClientBase, people: () => Iterable<Person>): Promise<void> {
  const copy = (
    table: string,
    columns: readonly string[],
    rowsOf: (person: Person) => Iterable<readonly Cell[]>,
  ): Promise<void> => copyRows(client, table, columns, flatRows(people(), rowsOf))
  const makeIndexes = await dropIndexes(client, ['person', 'residence', 'appointment', 'phone', 'consent'])
  await copy('person', ['id', 'name', 'name_folded', 'sort_key', 'birth', 'adult'], (p) => {
    const folded = foldName(p.name)
    return [[p.id, p.name, folded, sortKey(p.name, folded), p.birth, p.adult]]
  })
  await copy('residence', ['person_id', 'sort_key', 'unit_id', 'household_id', 'represents_household'], (p) => {
    const key = sortKey(p.name, foldName(p.name))
    return p.residences.map((r) => [p.id, key, r.unitId, r.householdId, r.representsHousehold])
  })
  await copy('appointment', ['person_id', 'position_id', 'unit_id'], (p) =>
    p.appointments.map((a) => [p.id, a.positionId, a.unitId]),
  )
  await copy('phone', ['person_id', 'number'], (p) => p.phones.map((phone) => [p.id, phone.number]))
  await copy('consent', ['person_id', 'purpose_id'], (p) => p.consents.map((c) => [p.id, c.purposeId]))
  await makeIndexes()
}

function* flatRows(
  people: Iterable<Person>,
  rowsOf: (person: Person) => Iterable<readonly Cell[]>,
): Iterable<readonly Cell[]> {
  for (const person of people) yield* rowsOf(person)
}
