import type { RouterOutputs } from '@ketnoi/api'

type Review = RouterOutputs['reviews']['ofGroup']
type Line = Review['lines'][number]
type Ask = Pick<Review['asked'][number], 'ask' | 'role'>

/** `settled`: it is as asked; `in-plan`: the plan of the group does it; `open`: somebody has to correct it. */
export type AskState = 'settled' | 'in-plan' | 'open'

/** How far a correction is that a review asked for. `line`: of the person now; none: they are and should be there no more. */
export function askState({ ask, role }: Ask, line: Line | undefined): AskState {
  if (line === undefined) return 'settled'
  const { desiredRole, actualRole, change } = line
  if (desiredRole === null) return actualRole === null ? 'settled' : 'in-plan'
  if (ask === 'left') return 'open'
  if (role !== null && actualRole !== null && actualRole !== role) return 'settled'
  return change === 'promote' || change === 'demote' ? 'in-plan' : 'open'
}
