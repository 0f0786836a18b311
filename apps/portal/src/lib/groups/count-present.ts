import type { RouterOutputs } from '@ketnoi/api'

/** What the list of a group holds: each of its rows is one of these. */
export interface PresentCounts {
  readonly member: number
  readonly invited: number
  readonly failed: number
  readonly unknown: number
}

export const PRESENT_PARTS = ['member', 'invited', 'failed', 'unknown'] as const

/** Says of what the number of actual members is made up, because pages count different parts of it. */
export function countPresent(
  page: Pick<RouterOutputs['groups']['byId'], 'unmatched' | 'strangers'> & {
    readonly lines: readonly Pick<RouterOutputs['groups']['byId']['lines'][number], 'presence'>[]
  },
): PresentCounts {
  const of = (presence: string) => page.lines.filter((line) => line.presence === presence).length
  return {
    member: of('present'),
    invited: of('invited'),
    failed: of('invitation-failed'),
    unknown: page.unmatched.length + page.strangers.length,
  }
}
