import { listOverrides } from '@ketnoi/db'
import {
  createDirectory,
  expectedGroups,
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
  const { model, tree } = await getWorld(ctx)
  const overrides = await listOverrides(ctx.db, { personIds: [person.id], asOf: day })
  const directory = createDirectory({ model, units: tree, asOf: day, people: [person], overrides })
  const names = new Map(expectedGroups(model, tree, day).map((group) => [group.id, group.name]))
  return groupsOfPerson(directory, person.id).map(({ groupId, role }) => ({
    groupId,
    groupName: names.get(groupId) ?? groupId,
    role,
  }))
}
