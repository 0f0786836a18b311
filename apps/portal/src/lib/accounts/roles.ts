import type { ActorRole, RouterOutputs } from '@ketnoi/api'

// Whether somebody may do a kind of work anywhere: others are not shown the way there. `roles.test.ts` holds each to the table of
// permissions. What is about one unit, group or person comes with its page (`mayWork`, `mayDecide`, …); the server asks again.

type Identity = RouterOutputs['session']['identity']

export const ROLES_FOR = {
  administers: ['administrator'],
  keepsRosters: ['administrator', 'commune-administrator'],
  worksInField: ['administrator', 'commune-administrator', 'officer'],
  oversees: ['administrator', 'inspector'],
} as const satisfies Record<string, readonly ActorRole[]>

function hasOne(identity: Identity, roles: readonly ActorRole[], everywhere = false): boolean {
  return (
    identity?.barred === null &&
    identity.roles.some(({ role, unitName }) => roles.includes(role) && (!everywhere || unitName === null))
  )
}

/** Whether somebody sets up units, wherever they do. */
export const administers = (identity: Identity): boolean => hasOne(identity, ROLES_FOR.administers)

/** Whether somebody administers the whole program: others are not shown how it reaches services. */
export const administersProgram = (identity: Identity): boolean => hasOne(identity, ROLES_FOR.administers, true)

/** Whether somebody keeps rosters and accounts somewhere. */
export const keepsRosters = (identity: Identity): boolean => hasOne(identity, ROLES_FOR.keepsRosters)

/** Whether somebody registers people and does tasks in groups somewhere: whoever only looks does not. */
export const worksInField = (identity: Identity): boolean => hasOne(identity, ROLES_FOR.worksInField)

/** Whether somebody may read the log of who did what. */
export const oversees = (identity: Identity): boolean => hasOne(identity, ROLES_FOR.oversees)
