import type { Role } from '@ketnoi/hierarchy'

/** How a role is stored: the higher wins by `max`. */
export const ROLES: readonly Role[] = ['member', 'deputy', 'leader']

export function roleOf(rank: number): Role {
  const role = ROLES[rank]
  if (role === undefined) throw new RangeError(`no role has rank ${rank}`)
  return role
}

export function rankOf(role: Role): number {
  return ROLES.indexOf(role)
}
