import type { RouterOutputs } from '@ketnoi/api'

/** Whether somebody may read the log of who did what. */
export function oversees(identity: RouterOutputs['session']['identity']): boolean {
  return (
    identity?.barred === null && identity.roles.some(({ role }) => role === 'administrator' || role === 'inspector')
  )
}
