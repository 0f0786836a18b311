import type { Role } from '@ketnoi/hierarchy'

/** Who was made what, for a service that does not tell roles: its word at the time, until it tells or an event does. */
export interface RoleNotes {
  readonly rolesIn: (externalId: string) => Promise<ReadonlyMap<string, Role>> | ReadonlyMap<string, Role>
  /** `null`: nothing is known any more. */
  readonly note: (externalId: string, accountId: string, role: Role | null) => Promise<void> | void
}

/** Notes that last as long as the process. What a reading kept of them lasts. */
export function createRoleNotes(): RoleNotes {
  const groups = new Map<string, Map<string, Role>>()
  const none: ReadonlyMap<string, Role> = new Map()
  return {
    rolesIn: (externalId) => groups.get(externalId) ?? none,
    note: (externalId, accountId, role) => {
      const roles = groups.get(externalId) ?? new Map<string, Role>()
      groups.set(externalId, roles)
      if (role === null) roles.delete(accountId)
      else roles.set(accountId, role)
    },
  }
}
