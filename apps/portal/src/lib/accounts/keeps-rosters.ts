import type { RouterOutputs } from '@ketnoi/api'

/** Whether somebody keeps rosters and accounts somewhere: others are not shown the way there. The server asks again. */
export function keepsRosters(identity: RouterOutputs['session']['identity']): boolean {
  return (
    identity?.barred === null &&
    identity.roles.some(({ role }) => role === 'administrator' || role === 'commune-administrator')
  )
}

/** Whether somebody does tasks in groups somewhere: whoever only looks has none. */
export function worksInField(identity: RouterOutputs['session']['identity']): boolean {
  return identity?.barred === null && identity.roles.some(({ role }) => role !== 'inspector')
}

/** Whether somebody administers the whole program: others are not shown how it reaches services. */
export function administersProgram(identity: RouterOutputs['session']['identity']): boolean {
  return (
    identity?.barred === null &&
    identity.roles.some(({ role, unitName }) => role === 'administrator' && unitName === null)
  )
}
