import { inTransaction, listReviewFacts, updateSetting, type Db } from '@ketnoi/db'
import {
  judgeReview,
  parseReviewPolicies,
  reviewPolicyOf,
  type Day,
  type GroupId,
  type ReviewFacts,
  type ReviewPolicies,
  type ReviewState,
} from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { need } from '../errors.ts'
import { getWorld, REVIEWS, sinceNow, type World } from '../world.ts'

export interface ReviewSetting {
  /** The day on which reviews were switched on; `null`: nothing is due. */
  readonly since: Day | null
  readonly policies: ReviewPolicies
}

export function reviewSettingOf(world: World): ReviewSetting {
  const stored = world.policies.reviews
  const given: Readonly<Record<string, unknown>> = typeof stored === 'object' && stored !== null ? { ...stored } : {}
  const { since, policies } = given
  const kinds = world.model.groupKinds.map(({ id }) => id)
  // Kinds that another model had.
  const present = Object.entries(typeof policies === 'object' && policies !== null ? policies : {}).filter(([kind]) =>
    kinds.includes(kind),
  )
  const parsed = parseReviewPolicies(Object.fromEntries(present), kinds)
  return { since: typeof since === 'string' ? since : null, policies: parsed.ok ? parsed.value : {} }
}

/** Refused with the codes of `parseReviewPolicies`. Switched on again, everything counts from that day on. */
export async function saveReviewSetting(
  ctx: Context,
  given: { readonly on: boolean; readonly policies: unknown },
): Promise<ReviewSetting> {
  const world = await getWorld(ctx)
  const policies = need(
    parseReviewPolicies(
      given.policies,
      world.model.groupKinds.map(({ id }) => id),
    ),
  )
  return inTransaction(ctx.db, async (trx) => {
    const before = reviewSettingOf(await getWorld(ctx, trx))
    const setting: ReviewSetting = { since: given.on ? (before.since ?? sinceNow(ctx, world)) : null, policies }
    await updateSetting(trx, REVIEWS, setting)
    await noteEvent(ctx, trx, {
      action: 'review-policies-set',
      subjectKind: 'setting',
      subjectId: REVIEWS,
      data: { ...setting },
    })
    return setting
  })
}

/** How the review of a group stands; `null` while reviews are switched off. */
export function judgeGroup(
  world: World,
  { since, policies }: ReviewSetting,
  groupId: GroupId,
  known: { readonly firstRead: Day; readonly reviewedOn: Day | null },
): ReviewState | null {
  if (since === null) return null
  const kind = groupId.slice(0, groupId.indexOf(':'))
  const facts: ReviewFacts = {
    since: known.firstRead > since ? known.firstRead : since,
    // What was looked at before reviews were switched off says nothing about the time since.
    reviewedOn: known.reviewedOn !== null && known.reviewedOn >= since ? known.reviewedOn : null,
  }
  return judgeReview(reviewPolicyOf(policies, kind), facts, world.asOf)
}

/** The groups that take nobody in because nobody has looked through them in time. */
export async function listFrozenGroups(
  db: Db,
  world: World,
  groupIds: readonly GroupId[] | null,
): Promise<readonly GroupId[]> {
  const setting = reviewSettingOf(world)
  if (setting.since === null) return []
  if (!Object.values(setting.policies).some(({ missed }) => missed === 'freeze-adds')) return []
  return (await listReviewFacts(db, groupIds)).flatMap(({ groupId, ...known }) =>
    judgeGroup(world, setting, groupId, known)?.follows === 'freeze-adds' ? [groupId] : [],
  )
}
