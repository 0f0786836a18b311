import { listActualRowsOfPeople, listDesiredRowsOfPeople, listHouseholdResidents, partsOf, type Db } from '@ketnoi/db'
import { firstGroupOf, isValidOn, type GroupId, type MemberExplanation, type Person } from '@ketnoi/hierarchy'
import { groupNameEver } from '../history/group-name.ts'
import type { World } from '../world.ts'

/**
 * Why somebody is in this one of several groups of a unit. `everywhere`: leaders and required members are in each; `present`: nobody who is
 * in a group is moved; `household`: whom they live with is here; `room`: the first with room; `elsewhere`: they are in another one.
 */
export type PlaceAmongGroups =
  | { readonly because: 'everywhere' | 'present' | 'household' | 'room' }
  | { readonly because: 'elsewhere'; readonly groupName: string }

/** `null`: the unit has one group, or nobody wants the person there. */
export async function placeAmongGroups(
  db: Db,
  world: World,
  person: Person,
  groupId: GroupId,
  explanation: MemberExplanation,
): Promise<PlaceAmongGroups | null> {
  const parts = partsOf(firstGroupOf(groupId), world.further)
  if (parts.length < 2 || !explanation.wanted) return null
  const kind = world.model.groupKinds.find(({ id }) => groupId.startsWith(`${id}:`))
  const required = new Set(kind?.clauses.flatMap((clause) => (clause.required ? [clause.id] : [])))
  const isRequired = explanation.clauses.some((clause) => clause.explanation.holds && required.has(clause.id))
  if (isRequired || explanation.role !== 'member') return { because: 'everywhere' }
  const wanted = (await listDesiredRowsOfPeople(db, [person.id])).filter((row) => parts.includes(row.groupId))
  if (!wanted.some((row) => row.groupId === groupId)) {
    const [other] = wanted
    return other === undefined ? null : { because: 'elsewhere', groupName: groupNameEver(world, other.groupId) }
  }
  const actual = await listActualRowsOfPeople(db, [person.id])
  if (actual.some((row) => row.groupId === groupId && row.state === 'member')) return { because: 'present' }
  const household = person.residences.find((residence) => isValidOn(residence, world.asOf))?.householdId ?? null
  const residents = household === null ? [] : await listHouseholdResidents(db, [household], world.asOf)
  const others = residents.flatMap(({ personId }) => (personId === person.id ? [] : [personId]))
  const withThem = others.length === 0 ? [] : await listDesiredRowsOfPeople(db, others)
  return { because: withThem.some((row) => row.groupId === groupId) ? 'household' : 'room' }
}
