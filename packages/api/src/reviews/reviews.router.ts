import { z } from 'zod'
import { authorise } from '../authorise.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { procedure, router } from '../trpc.ts'
import { unitsNow } from '../units/follow-unit.ts'
import { getWorld } from '../world.ts'
import { loadDueReviews, type DueReviews } from './due-reviews.ts'
import { loadGroupReview, type GroupReview } from './group-review.ts'
import { reviewSettingOf, saveReviewSetting, type ReviewSetting } from './review-policies.ts'
import { signReview } from './sign-review.ts'

export const reviewsRouter = router({
  /** Reviews that are missed, due or coming, in a unit or everywhere that one sees. */
  due: procedure('reviews.due')
    .input(z.object({ unitId: z.string().optional() }).default({}))
    .query(async ({ ctx, input }): Promise<DueReviews> =>
      loadDueReviews(ctx, ctx.authoriseWithin(await unitsNow(ctx, input.unitId))),
    ),
  /** Everybody who is in a group or should be, with the reason, to be looked through. */
  ofGroup: procedure('reviews.ofGroup')
    .input(z.object({ groupId: z.string() }))
    .query(async ({ ctx, input }): Promise<GroupReview> => {
      ctx.authorise(unitOfGroup(input.groupId))
      return loadGroupReview(ctx, input.groupId)
    }),
  /** `fingerprint`: of what was looked at. `to`: the first day on which the rules decide again about whoever is excluded. */
  sign: procedure('reviews.sign')
    .input(
      z.object({
        groupId: z.string(),
        fingerprint: z.string().max(100),
        remarks: z
          .array(z.object({ personId: z.string(), says: z.enum(['excluded', 'wrong-role', 'left']) }))
          .max(1_000)
          .default([]),
        reason: z.string().trim().min(1).max(1_000).optional(),
        to: z.iso.date().optional(),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ readonly reviewId: string }> => {
      const unitId = unitOfGroup(input.groupId)
      ctx.authorise(unitId)
      // To say that somebody does not belong is to make an exception.
      if (input.remarks.some(({ says }) => says === 'excluded')) authorise(ctx.actor, 'overrides.add', unitId)
      return signReview(ctx, { ...input, reason: input.reason, to: input.to })
    }),
  policies: procedure('reviews.policies').query(async ({ ctx }): Promise<ReviewSetting> => {
    ctx.authorise(null)
    return reviewSettingOf(await getWorld(ctx))
  }),
  /** Refused with the codes of `parseReviewPolicies`. */
  setPolicies: procedure('reviews.setPolicies')
    .input(z.object({ on: z.boolean(), policies: z.unknown() }))
    .mutation(async ({ ctx, input }): Promise<ReviewSetting> => {
      ctx.authorise(null)
      return saveReviewSetting(ctx, input)
    }),
})
