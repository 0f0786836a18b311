import { DRIFT_CLASSES, type DriftPolicies } from '@ketnoi/hierarchy'
import { z } from 'zod'
import { authorise } from '../authorise.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { procedure, router } from '../trpc.ts'
import { getWorld } from '../world.ts'
import { decideDrift } from './decide-drift.ts'
import { loadDriftPage, type DriftPage } from './drift-page.ts'
import { driftPoliciesOf, saveDriftPolicies } from './drift-policies.ts'

export const driftRouter = router({
  list: procedure('drift.list')
    .input(z.object({ groupId: z.string().optional(), kind: z.enum(DRIFT_CLASSES).optional() }).default({}))
    .query(async ({ ctx, input }): Promise<DriftPage> => {
      const { groupId, kind } = input
      const within = ctx.authoriseWithin(groupId === undefined ? undefined : unitOfGroup(groupId))
      return loadDriftPage(ctx, {
        within,
        ...(groupId === undefined ? {} : { groupId }),
        ...(kind === undefined ? {} : { kind }),
      })
    }),
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
