import { z } from 'zod'
import type { Blocked, Change, Day, GroupId, Held } from '@ketnoi/hierarchy'
import { notBuilt } from '../not-built.ts'
import { procedure, router } from '../trpc.ts'

/** One brake and what it measured, whether it passed or tripped. */
export interface BrakeCheck {
  readonly code: string
  readonly groupId: GroupId | null
  readonly groupName: string | null
  readonly value: number
  readonly limit: number
  readonly passed: boolean
  readonly message: string
}

export interface PlanCounts {
  readonly create: number
  readonly rename: number
  readonly unarchive: number
  readonly add: number
  readonly reinvite: number
  readonly promote: number
  readonly demote: number
  readonly withdraw: number
  readonly remove: number
  readonly held: number
  readonly blocked: number
  readonly unmatched: number
}

export interface PlanOverview {
  readonly asOf: Day
  readonly model: { readonly id: string; readonly version: string }
  readonly fingerprint: string
  readonly counts: PlanCounts
  readonly passed: boolean
  readonly checks: readonly BrakeCheck[]
  readonly groups: readonly {
    readonly id: GroupId
    readonly kind: string
    readonly name: string
    readonly counts: PlanCounts
    readonly passed: boolean
  }[]
  readonly blocked: readonly Blocked[]
}

/** One page of the lines of a plan with the names they are about. */
export interface PlanLines {
  readonly changes: readonly Change[]
  readonly held: readonly Held[]
  readonly people: Readonly<Record<string, { readonly name: string }>>
}

export const plansRouter = router({
  /** The plan over all groups that have been read; a group never read is only created. */
  all: procedure('plans.read').query((): PlanOverview => notBuilt()),
  /** The plan in words, as the command prints it; for one group or for all. */
  describe: procedure('plans.read')
    .input(z.object({ language: z.enum(['vi', 'en']), groupId: z.string().optional() }))
    .query((): { readonly text: string; readonly fingerprint: string } => notBuilt()),
})
