import { listPeopleToRehearse, readPeople, type Db, type ReformReach } from '@ketnoi/db'
import type { Person, Reform, Unit, UnitId } from '@ketnoi/hierarchy'
import { namedPeople } from './reform-store.ts'

/** How many people are read at once. */
const PART = 2_000

/** Whose facts a reform may move. `changed`: its units, as they are afterwards. */
export function reachOfReform(reform: Reform, changed: readonly Unit[]): ReformReach {
  const on = reform.effectiveOn
  return {
    on,
    ended: changed.filter(({ to }) => to === on).map(({ id }) => id),
    takingOver: [...new Set(changed.flatMap(({ successors }) => successors.map(({ unitId }) => unitId)))],
    named: namedPeople(reform),
    followed: reform.model.positions.flatMap(({ exOfficio }) => exOfficio ?? []),
  }
}

/** Those whom a rehearsal looks at one by one: everybody with a position, a home that moves, an exception, or a name in the document. */
export async function readReached(db: Db, reach: ReformReach): Promise<readonly Person[]> {
  const ids = await listPeopleToRehearse(db, reach)
  const people: Person[] = []
  for (let at = 0; at < ids.length; at += PART)
    for (const { person } of await readPeople(db, ids.slice(at, at + PART))) people.push(person)
  return people
}

/** Units that a reform made. */
export function createdUnits(units: { readonly before: readonly Unit[]; readonly after: readonly Unit[] }): UnitId[] {
  const had = new Set(units.before.map(({ id }) => id))
  return units.after.flatMap(({ id }) => (had.has(id) ? [] : [id]))
}
