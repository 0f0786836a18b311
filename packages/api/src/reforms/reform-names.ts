import { findUnit, nameOn, addDays, type GroupId, type Rehearsal, type UnitId } from '@ketnoi/hierarchy'
import { unitOfGroup } from '../groups/group-id.ts'
import type { World } from '../world.ts'

/** What units and groups are called around a reform, also those that are not yet, and are no more. */
export interface ReformNames {
  readonly unit: (id: UnitId) => string
  readonly group: (id: GroupId) => string
  /** Of what is there afterwards. */
  readonly groupAfter: (id: GroupId) => string
}

export function namesOf(world: World, rehearsal: Rehearsal | null): ReformNames {
  const units = new Map<UnitId, string>()
  const groups = new Map<GroupId, string>()
  const groupsAfter = new Map<GroupId, string>()
  for (const { unitId, name } of rehearsal?.units ?? []) units.set(unitId, name.before ?? name.after ?? unitId)
  for (const { groupId, becomes, name } of rehearsal?.groups ?? []) {
    if (name.before !== null) groups.set(groupId, name.before)
    if (becomes === null || name.after === null) continue
    groupsAfter.set(becomes, name.after)
    if (!groups.has(becomes)) groups.set(becomes, name.after)
  }
  const unit = (id: UnitId): string => {
    const known = units.get(id)
    if (known !== undefined) return known
    const found = findUnit(world.tree, id)
    if (found === undefined) return id
    const day = rehearsal === null ? world.asOf : addDays(rehearsal.effectiveOn, -1)
    return nameOn(found, day).full
  }
  const group = (id: GroupId): string => groups.get(id) ?? unit(unitOfGroup(id))
  return { unit, group, groupAfter: (id) => groupsAfter.get(id) ?? group(id) }
}
