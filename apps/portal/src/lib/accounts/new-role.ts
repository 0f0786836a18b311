import type { RouterInputs, RouterOutputs } from '@ketnoi/api'

export type NewRole = RouterInputs['accounts']['create']['roles'][number]
export type RoleName = NewRole['role']
type Identity = NonNullable<RouterOutputs['session']['identity']>

/** The roles that somebody may give to others; the server asks again, for the unit as well. */
export function grantableRoles(identity: Identity | null): readonly RoleName[] {
  const own = identity?.roles.map(({ role }) => role) ?? []
  if (own.includes('administrator')) return ['officer', 'commune-administrator', 'administrator', 'inspector']
  return own.includes('commune-administrator') ? ['officer', 'inspector'] : []
}

/** Whether a role can be for the whole program. */
export function mayBeEverywhere(role: RoleName, identity: Identity | null): boolean {
  return (
    (role === 'administrator' || role === 'inspector') &&
    identity?.roles.some((own) => own.role === 'administrator' && own.unitName === null) === true
  )
}
