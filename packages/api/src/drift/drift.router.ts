import { DRIFT_CLASSES, type DriftClass, type DriftPolicies, type UnitId } from '@ketnoi/hierarchy'
import { z } from 'zod'
import { authorise } from '../authorise.ts'
import type { Context } from '../context.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { procedure, router } from '../trpc.ts'
import { unitsNow } from '../units/follow-unit.ts'
import { getWorld } from '../world.ts'
import { decideDrift } from './decide-drift.ts'
import { countDrift, loadDriftPage, type DriftPage, type DriftQuery } from './drift-page.ts'
import { driftPoliciesOf, saveDriftPolicies } from './drift-policies.ts'

/** Of one group, of a unit and everything below it, or of everything that one may see. */
const where = z.object({ groupId: z.string().optional(), unitId: z.string().optional() })

async function scopeOf(
  ctx: Context & { readonly authoriseWithin: (unit?: UnitId | readonly UnitId[]) => readonly UnitId[] | null },
  { groupId, unitId }: z.infer<typeof where>,
): Promise<Pick<DriftQuery, 'within' | 'groupId'>> {
  const within = ctx.authoriseWithin(groupId === undefined ? await unitsNow(ctx, unitId) : unitOfGroup(groupId))
  return { within, ...(groupId === undefined ? {} : { groupId }) }
}

export const driftRouter = router({
  list: procedure('drift.list')
    .input(
      where
        .extend({
          kind: z.enum(DRIFT_CLASSES).optional(),
          after: z.string().optional(),
          limit: z.int32().min(1).max(100).default(20),
        })
        .default({ limit: 20 }),
    )
    .query(async ({ ctx, input: { kind, after, limit, ...asked } }): Promise<DriftPage> => {
      const query = { ...(await scopeOf(ctx, asked)), limit }
      return loadDriftPage(ctx, {
        ...query,
        ...(kind === undefined ? {} : { kind }),
        ...(after === undefined ? {} : { after }),
      })
    }),
  counts: procedure('drift.counts')
    .input(where.default({}))
    .query(async ({ ctx, input }): Promise<Readonly<Record<DriftClass, number>>> =>
      countDrift(ctx, await scopeOf(ctx, input)),
    ),
  decide: procedure('drift.decide')
    .input(
      z.object({
        groupId: z.string(),
        subjects: z.array(z.string()).min(1).max(1_000),
        way: z.enum(['adopt', 'revert', 'ignore']),
        reason: z.string().trim().min(1).max(500),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ readonly decided: number }> => {
      const unitId = unitOfGroup(input.groupId)
      ctx.authorise(unitId)
      // To adopt is to make an exception.
      if (input.way === 'adopt') authorise(ctx.actor, 'overrides.add', unitId)
      return decideDrift(ctx, input)
    }),
  policies: procedure('drift.policies').query(async ({ ctx }): Promise<DriftPolicies> => {
    ctx.authorise(null)
    return driftPoliciesOf(await getWorld(ctx))
  }),
  /** Refused with the codes of `parseDriftPolicies`. */
  setPolicies: procedure('drift.setPolicies')
    .input(z.object({ policies: z.unknown() }))
    .mutation(async ({ ctx, input }): Promise<DriftPolicies> => {
      ctx.authorise(null)
      return saveDriftPolicies(ctx, input.policies)
    }),
})
