import {
  insertAuditEvents,
  insertOverride,
  insertReview,
  inTransaction,
  listOverrides,
  lockMembership,
  lockPeople,
  materialiseDesired,
  type ReviewAsk,
  type StoredReview,
} from '@ketnoi/db'
import { overlaps, type Day, type GroupId, type Override, type PersonId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { getWorld, sinceNow } from '../world.ts'
import { lookAtGroup } from './group-review.ts'

/** What somebody says of a member who is not right. */
export interface ReviewRemark {
  readonly personId: PersonId
  /** `excluded`: does not belong, whatever the rosters say. The others are corrected in the rosters. */
  readonly says: 'excluded' | ReviewAsk['ask']
}

export interface Signature {
  readonly groupId: GroupId
  /** Of what was looked at. */
  readonly fingerprint: string
  readonly remarks: readonly ReviewRemark[]
  /** Of the exclusions, with the first day on which the rules decide again. */
  readonly reason: string | undefined
  readonly to: Day | undefined
}

/**
 * Signs that the members of a group were looked through: whoever was not spoken of belongs there. Refused with `review-moved` where it is not
 * what was looked at any more, and nothing is recorded.
 */
export async function signReview(ctx: Context, signature: Signature): Promise<{ readonly reviewId: string }> {
  const { groupId, remarks, reason, to } = signature
  const world = await getWorld(ctx)
  const excluded = remarks.filter(({ says }) => says === 'excluded').map(({ personId }) => personId)
  if (excluded.length > 0 && (reason === undefined || to === undefined))
    throw new ApiError('review-reason-missing', 'whoever does not belong is excluded for a reason and until a day')
  if (to !== undefined && to <= world.asOf)
    throw new ApiError('override-empty', 'the last day lies before the first', { from: world.asOf, to })
  return inTransaction(ctx.db, async (trx) => {
    await lockPeople(trx, excluded)
    await lockMembership(trx)
    const { lines, fingerprint, state } = await lookAtGroup(trx, world, groupId)
    if (state === null) throw new ApiError('review-not-open', 'reviews are switched off, or no member list was read')
    if (fingerprint !== signature.fingerprint)
      throw new ApiError('review-moved', 'the members changed since they were looked at', { groupId })
    const there = new Map(lines.map((line) => [line.personId, line]))
    const asked = remarks.flatMap(({ personId, says }): ReviewAsk[] =>
      says === 'excluded' ? [] : [{ personId, ask: says, role: there.get(personId)?.actualRole ?? null }],
    )
    const unknown = remarks.find(({ personId }) => !there.has(personId))
    if (unknown !== undefined) throw new NotFoundError('person', unknown.personId)
    const at = ctx.now()
    const event = { at, actor: ctx.actor.id, subjectKind: 'group', subjectId: groupId }
    const known = await listOverrides(trx, { groupIds: [groupId], personIds: excluded })
    for (const personId of excluded) {
      const span = { from: sinceNow(ctx, world), to: to ?? null }
      // Whoever is excluded already, and is still there, is for the plan to take out.
      if (known.some((one) => one.kind === 'exclude' && one.personId === personId && overlaps(one, span))) continue
      const override: Override = {
        ...span,
        id: ctx.newId(),
        kind: 'exclude',
        groupId,
        personId,
        role: 'member',
        reason: reason ?? '',
        author: ctx.actor.id,
      }
      await insertOverride(trx, override)
      const { id, kind, role, from } = override
      const data = { overrideId: id, kind, personId, role, reason: override.reason, from, to: override.to }
      await insertAuditEvents(trx, [{ ...event, action: 'override-added', data }])
    }
    if (excluded.length > 0) await materialiseDesired(trx, world.model, world.asOf, { groupIds: [groupId] })
    const present = lines.filter(({ actualRole }) => actualRole !== null)
    const review: StoredReview = {
      id: ctx.newId(),
      groupId,
      unitId: unitOfGroup(groupId),
      dueOn: state.dueOn,
      reviewedOn: ctx.today(),
      at,
      author: ctx.actor.id,
      outcome: remarks.length === 0 ? 'confirmed' : 'changes-asked',
      members: present.length,
      leaders: present.filter(({ actualRole }) => actualRole === 'leader').length,
      excluded: excluded.length,
      asked,
    }
    await insertReview(trx, review)
    const { id: reviewId, dueOn, outcome, members, leaders } = review
    const data = { reviewId, dueOn, outcome, members, leaders, excluded: excluded.length, asked, fingerprint }
    await insertAuditEvents(trx, [{ ...event, action: 'review-signed', data }])
    return { reviewId }
  })
}
