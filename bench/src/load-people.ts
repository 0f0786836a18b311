import { sortKey } from '@ketnoi/db'
import { foldName, type Interval, type Person } from '@ketnoi/hierarchy'
import type pg from 'pg'
import { copyRows, dropIndexes, type Cell } from './copy-rows.ts'

interface LoadOptions {
  /** Told how many rows went into a table so far. */
  readonly onRows?: (table: string, rows: number) => void
  /** Which event made somebody known. */
  readonly addedBy?: (person: Person) => number | null
}

const PROGRESS_EVERY = 50_000

/** Fills the tables of people by COPY, and makes their indexes afterwards. */
export async function loadPeople(
  client: pg.ClientBase,
  people: () => Iterable<Person>,
  { onRows = () => {}, addedBy = () => null }: LoadOptions = {},
): Promise<void> {
  const keys = nameKeys()
  const makeIndexes = await dropIndexes(client, ['person', 'residence', 'appointment', 'phone', 'consent'])
  // Making people costs as much as writing them: what is short is noted while they are made for the first time.
  const appointments: (readonly Cell[])[] = []
  const phones: (readonly Cell[])[] = []
  const consents: (readonly Cell[])[] = []
  const copy = (table: string, columns: readonly string[], rows: Iterable<readonly Cell[]>): Promise<void> =>
    copyRows(
      client,
      table,
      columns,
      counting(rows, (count) => {
        onRows(table, count)
      }),
    )
  await copy(
    'person',
    ['id', 'name', 'name_folded', 'sort_key', 'birth', 'adult', 'reachability', 'proxy_id', 'added_event'],
    mapped(people(), (p) => {
      const { folded, sorted } = keys(p.name)
      for (const a of p.appointments) appointments.push([p.id, a.positionId, a.unitId, ...validity(a)])
      for (const phone of p.phones) phones.push([p.id, phone.number, ...validity(phone)])
      for (const c of p.consents) consents.push([p.id, c.purposeId, ...validity(c)])
      return [[p.id, p.name, folded, sorted, p.birth, p.adult, p.reachability, p.proxyId ?? null, addedBy(p)]]
    }),
  )
  await copy('appointment', ['person_id', 'position_id', 'unit_id', ...VALIDITY], appointments)
  await copy('phone', ['person_id', 'number', ...VALIDITY], phones)
  await copy('consent', ['person_id', 'purpose_id', ...VALIDITY], consents)
  await copy(
    'residence',
    ['person_id', 'sort_key', 'unit_id', 'household_id', 'represents_household', 'end_reason', ...VALIDITY],
    mapped(people(), (p) =>
      p.residences.map((r) => [
        ...[p.id, keys(p.name).sorted, r.unitId, r.householdId, r.representsHousehold, r.endReason ?? null],
        ...validity(r),
      ]),
    ),
  )
  await makeIndexes()
}

const VALIDITY = ['valid_from', 'valid_to']

function validity({ from, to }: Interval): readonly Cell[] {
  return [from ?? '-infinity', to ?? 'infinity']
}

function* mapped(
  people: Iterable<Person>,
  rowsOf: (person: Person) => Iterable<readonly Cell[]>,
): Iterable<readonly Cell[]> {
  for (const person of people) yield* rowsOf(person)
}

function* counting(rows: Iterable<readonly Cell[]>, onRows: (rows: number) => void): Iterable<readonly Cell[]> {
  let count = 0
  for (const row of rows) {
    yield row
    if (++count % PROGRESS_EVERY === 0) onRows(count)
  }
  onRows(count)
}

/** Names repeat, and are asked for by two tables. */
function nameKeys(): (name: string) => { readonly folded: string; readonly sorted: string } {
  const known = new Map<string, { readonly folded: string; readonly sorted: string }>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const folded = foldName(name)
    const keys = { folded, sorted: sortKey(name, folded) }
    known.set(name, keys)
    return keys
  }
}
