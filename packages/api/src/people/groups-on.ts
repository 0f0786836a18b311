import { listDesiredRowsOfPeople, listOverrides } from '@ketnoi/db'
import {
  createDirectory,
  expectedGroups,
  firstGroupOf,
  groupsOfPerson,
  type Day,
  type GroupId,
  type Person,
  type Role,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { getWorld } from '../world.ts'

export interface GroupOnDay {
  readonly groupId: GroupId
  readonly groupName: string
  readonly role: Role
}

/** Who somebody was, or will be, in groups: computed from their facts alone, for any day. */
export async function loadGroupsOn(ctx: Context, person: Person, day: Day): Promise<GroupOnDay[]> {
  const { further, model, tree } = await getWorld(ctx)
  const overrides = await listOverrides(ctx.db, { personIds: [person.id], asOf: day })
  const directory = createDirectory({ model, units: tree, asOf: day, people: [person], overrides })
  const names = new Map(expectedGroups(model, tree, day, further).map((group) => [group.id, group.name]))
  // Which of several groups of a unit somebody is in is known for the day that counts, and taken to stay so.
  const assigned = further.size === 0 ? [] : await listDesiredRowsOfPeople(ctx.db, [person.id])
  return groupsOfPerson(directory, person.id).flatMap(({ groupId, role }) => {
    const parts = assigned.flatMap((row) => (firstGroupOf(row.groupId) === groupId ? [row.groupId] : []))
    return (further.has(groupId) && parts.length > 0 ? parts : [groupId]).map((id) => ({
      groupId: id,
      groupName: names.get(id) ?? id,
      role,
    }))
  })
}
