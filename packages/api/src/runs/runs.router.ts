import { listRunUnits, type Page } from '@ketnoi/db'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { endedGroupsWithin, groupsWithin } from '../plans/make-plan.ts'
import { procedure, router } from '../trpc.ts'
import { getWorld } from '../world.ts'
import { approvePlan, loadProposal, type Proposal } from './approve-plan.ts'
import {
  listChangeViews,
  listRunViews,
  loadRunPage,
  type RunChangeView,
  type RunPage,
  type RunView,
} from './run-view.ts'
import { cancelRun, getRun, pauseRun, resumeRun, secondRun, startRun, type MovedGroup } from './steer-run.ts'
import { planRunUndo, undoRunByOverrides, type RunUndoPlan } from './undo-run.ts'

/** A plan is over one group, or over a unit and everything below it. */
const scope = z.union([z.object({ groupId: z.string() }), z.object({ unitId: z.string() })])
type Scope = z.infer<typeof scope>

async function groupsOfScope(ctx: Context, input: Scope): Promise<readonly string[]> {
  if ('groupId' in input) return [input.groupId]
  const world = await getWorld(ctx)
  const ended = await endedGroupsWithin(ctx.db, world, [input.unitId])
  return [...(groupsWithin(world, [input.unitId]) ?? []), ...ended]
}

function unitOfScope(input: Scope): string {
  return 'groupId' in input ? unitOfGroup(input.groupId) : input.unitId
}

const byId = z.object({ id: z.string() })
const GROUP_STATES = [
  'waiting',
  'working',
  'with-people',
  'proved',
  'incomplete',
  'moved',
  'failed',
  'cancelled',
] as const

export const runsRouter = router({
  /** The plan that may be approved now, with its brakes and its fingerprint. */
  proposal: procedure('runs.proposal')
    .input(scope)
    .query(async ({ ctx, input }): Promise<Proposal> => {
      ctx.authorise(unitOfScope(input))
      return loadProposal(ctx, await groupsOfScope(ctx, input))
    }),
  approve: procedure('runs.approve')
    .input(
      z.object({
        scope,
        fingerprint: z.string(),
        reason: z.string().max(500).nullable().default(null),
        waivers: z
          .array(
            z.object({ brake: z.string(), groupId: z.string().nullable(), reason: z.string().trim().min(3).max(500) }),
          )
          .max(1_000)
          .default([]),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ readonly id: string; readonly needsSecond: boolean }> => {
      ctx.authorise(unitOfScope(input.scope))
      const { fingerprint, reason, waivers } = input
      return approvePlan(ctx, { groupIds: await groupsOfScope(ctx, input.scope), fingerprint, reason, waivers })
    }),
  /** `fingerprint`: of the plan that was looked at. */
  second: procedure('runs.second')
    .input(byId.extend({ fingerprint: z.string() }))
    .mutation(async ({ ctx, input }): Promise<void> => {
      await authoriseRun(ctx, input.id)
      await secondRun(ctx, input)
    }),
  start: procedure('runs.start')
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<{ readonly moved: readonly MovedGroup[] }> => {
      await authoriseRun(ctx, input.id)
      return startRun(ctx, input.id)
    }),
  pause: procedure('runs.pause')
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<void> => {
      await authoriseRun(ctx, input.id)
      await pauseRun(ctx, input.id)
    }),
  resume: procedure('runs.resume')
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<void> => {
      await authoriseRun(ctx, input.id)
      await resumeRun(ctx, input.id)
    }),
  cancel: procedure('runs.cancel')
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<void> => {
      await authoriseRun(ctx, input.id)
      await cancelRun(ctx, input.id)
    }),
  /** What taking a run back would do, and what it cannot. */
  undoPlan: procedure('runs.undoPlan')
    .input(byId)
    .query(async ({ ctx, input }): Promise<RunUndoPlan> => {
      await authoriseRun(ctx, input.id)
      return planRunUndo(ctx, input.id)
    }),
  undo: procedure('runs.undo')
    .input(byId.extend({ fingerprint: z.string(), reason: z.string().trim().min(5).max(500) }))
    .mutation(async ({ ctx, input }): Promise<{ readonly overrides: number }> => {
      await authoriseRun(ctx, input.id)
      return undoRunByOverrides(ctx, input)
    }),
  list: procedure('runs.list')
    .input(z.object({ after: z.string().nullable().default(null) }).default({ after: null }))
    .query(async ({ ctx, input }): Promise<Page<RunView>> => {
      const within = ctx.authoriseWithin()
      const world = await getWorld(ctx)
      const units = within === null ? null : (groupsWithin(world, within) ?? []).map(unitOfGroup)
      return listRunViews(ctx, units, input.after)
    }),
  byId: procedure('runs.byId')
    .input(byId.extend({ states: z.array(z.enum(GROUP_STATES)).optional() }))
    .query(async ({ ctx, input }): Promise<RunPage> => {
      await authoriseRun(ctx, input.id)
      return loadRunPage(ctx, input.id, { states: input.states })
    }),
  /** What became of each change in one group. */
  changes: procedure('runs.changes')
    .input(byId.extend({ groupId: z.string() }))
    .query(async ({ ctx, input }): Promise<readonly RunChangeView[]> => {
      ctx.authorise(unitOfGroup(input.groupId))
      return listChangeViews(ctx, input.id, input.groupId)
    }),
})

/** A run is for those who may do this in all of its units: it was approved over all of them at once. */
async function authoriseRun(
  ctx: Context & { readonly authorise: (unitId: string | null) => void },
  id: string,
): Promise<void> {
  const units = await listRunUnits(ctx.db, id)
  if (units.length === 0) await getRun(ctx.db, id)
  if (units.length === 0) throw new ApiError('not-found', 'run not found', { what: 'run', id })
  for (const unitId of units) ctx.authorise(unitId)
}
