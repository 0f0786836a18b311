import { listOverrides, type Db } from '@ketnoi/db'
import { handoverGroups, type Day, type GroupId, type Person } from '@ketnoi/hierarchy'
import type { World } from '../world.ts'

/** What a change of many people means for one group. */
export interface GroupEffect {
  readonly groupId: GroupId
  readonly groupName: string
  readonly joins: number
  readonly leaves: number
  /** They stay in it with another role. */
  readonly roles: number
}

/** Which groups would want others than now, those with most people first: by the facts of these people alone. */
export async function groupEffectOf(
  db: Db,
  { model, tree }: World,
  on: Day,
  before: readonly Person[],
  changed: readonly Person[],
): Promise<GroupEffect[]> {
  const personIds = changed.map(({ id }) => id)
  const overrides = personIds.length === 0 ? [] : await listOverrides(db, { personIds, asOf: on })
  const turns = handoverGroups({ model, units: tree, asOf: on, people: before, changed, overrides })
  return turns
    .map(({ groupId, groupName, people }) => ({
      groupId,
      groupName,
      joins: people.filter((one) => one.before === null).length,
      leaves: people.filter((one) => one.after === null).length,
      roles: people.filter((one) => one.before !== null && one.after !== null).length,
    }))
    .sort((a, b) => b.joins + b.leaves - a.joins - a.leaves || (a.groupId < b.groupId ? -1 : 1))
}
