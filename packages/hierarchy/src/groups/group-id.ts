import type { GroupId, GroupKindId, UnitId } from '../id.ts'

/** What the identity of a group says. */
export interface GroupIdParts {
  readonly kind: GroupKindId
  readonly unitId: UnitId
  /** 1: the first group of the kind for the unit; from 2: a further one, made when the first could not hold everybody. */
  readonly part: number
}

const FURTHER = /~([2-9]|[1-9]\d+)$/u

/**
 * Gives the identity of the group of a kind for a unit, or of a further one (`part` from 2). Stays the same when the unit is renamed
 * or moves.
 *
 * @example
 * groupIdOf('village', 'vn-v-trok') // 'village:vn-v-trok'
 * groupIdOf('village', 'vn-v-trok', 2) // 'village:vn-v-trok~2'
 */
export function groupIdOf(kind: GroupKindId, unitId: UnitId, part = 1): GroupId {
  return part === 1 ? `${kind}:${unitId}` : `${kind}:${unitId}~${String(part)}`
}

/**
 * Takes the identity of a group apart; `null`: it is none.
 *
 * @example
 * parseGroupId('village:vn-v-trok~2') // { kind: 'village', unitId: 'vn-v-trok', part: 2 }
 */
export function parseGroupId(id: GroupId): GroupIdParts | null {
  const separator = id.indexOf(':')
  if (separator < 1) return null
  const kind = id.slice(0, separator)
  const rest = id.slice(separator + 1)
  const further = FURTHER.exec(rest)
  if (further === null) return { kind, unitId: rest, part: 1 }
  return { kind, unitId: rest.slice(0, further.index), part: Number(further[1]) }
}

/**
 * Gives the first group of the unit that a group is of: rules and exceptions are about it, whichever part somebody is in.
 *
 * @example
 * firstGroupOf('village:vn-v-trok~2') // 'village:vn-v-trok'
 */
export function firstGroupOf(id: GroupId): GroupId {
  return id.replace(FURTHER, '')
}

/**
 * Gives what a part of a group is called: the first one as the group, further ones with their number.
 *
 * @example
 * partName('Thôn Trok', 2) // 'Thôn Trok (2)'
 */
export function partName(name: string, part: number): string {
  return part === 1 ? name : `${name} (${String(part)})`
}
