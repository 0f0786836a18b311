import {
  addDays,
  expectedGroup,
  findUnit,
  isValidOn,
  nameOn,
  parseGroupId,
  partName,
  type Day,
  type GroupId,
  type Unit,
} from '@ketnoi/hierarchy'
import type { World } from '../world.ts'

/** What a group is called, or was called when its unit was last there. */
export function groupNameEver({ model, tree, asOf }: Pick<World, 'model' | 'tree' | 'asOf'>, id: GroupId): string {
  const parts = parseGroupId(id)
  const unit = parts === null ? undefined : findUnit(tree, parts.unitId)
  const kind = model.groupKinds.find((one) => one.id === parts?.kind)
  if (unit === undefined || parts === null) return id
  const day = dayOf(unit, asOf)
  const name = kind === undefined ? nameOn(unit, day).full : expectedGroup(kind, tree, parts.unitId, day).name
  return partName(name, parts.part)
}

/** The day, or the nearest one on which the unit existed. */
export function dayOf(unit: Unit, day: Day): Day {
  if (isValidOn(unit, day)) return day
  if (unit.from !== null && day < unit.from) return unit.from
  return unit.to === null ? day : dayBefore(unit.to)
}

export function dayBefore(day: Day): Day {
  return addDays(day, -1)
}
