import { listReviewFacts } from '@ketnoi/db'
import { parentOn, type Day, type GroupId, type ReviewState, type UnitId } from '@ketnoi/hierarchy'
import { areaOf, isAllowed, isWithin, type Actor } from '../authorise.ts'
import type { Context } from '../context.ts'
import { groupsOf, groupsWithin } from '../plans/make-plan.ts'
import { getWorld, unitName, type World } from '../world.ts'
import { judgeGroup, reviewSettingOf } from './review-policies.ts'

/** What one person works through at a sitting; what is signed makes room for the rest. */
const MOST_LISTED = 300

export interface ReviewRow extends ReviewState {
  readonly groupId: GroupId
  readonly name: string
  readonly unitId: UnitId
  readonly unitName: string
  readonly reviewedOn: Day | null
  /** In the latest member list. */
  readonly members: number
  /** Whether it waits for whoever asks: their own unit, or a missed one that was passed on to the level above. */
  readonly called: boolean
  readonly maySign: boolean
}

export interface DueReviews {
  readonly asOf: Day
  /** `null`: reviews are switched off. */
  readonly since: Day | null
  /** Missed ones first, by due day. */
  readonly rows: readonly ReviewRow[]
  readonly counts: Readonly<Record<ReviewState['state'] | 'called', number>>
  readonly more: number
}

export async function loadDueReviews(ctx: Context, within: readonly UnitId[] | null): Promise<DueReviews> {
  const world = await getWorld(ctx)
  const setting = reviewSettingOf(world)
  const counts = { later: 0, coming: 0, due: 0, missed: 0, called: 0 }
  if (setting.since === null) return { asOf: world.asOf, since: null, rows: [], counts, more: 0 }
  const expected = new Map(groupsOf(world).map((group) => [group.id, group]))
  const rows = (await listReviewFacts(ctx.db, groupsWithin(world, within))).flatMap((known): ReviewRow[] => {
    const { groupId, reviewedOn, members } = known
    const group = expected.get(groupId)
    const state = judgeGroup(world, setting, groupId, known)
    if (group === undefined || state === null) return []
    const { unitId, name } = group
    const called = isCalled(ctx.actor, world, unitId, state)
    counts[state.state] += 1
    if (called) counts.called += 1
    if (state.state === 'later') return []
    const maySign = isAllowed(ctx.actor, 'reviews.sign', unitId)
    return [
      { ...state, groupId, name, unitId, unitName: unitName(world, unitId), reviewedOn, members, called, maySign },
    ]
  })
  rows.sort((a, b) => a.daysLeft - b.daysLeft || a.name.localeCompare(b.name, 'vi'))
  return {
    asOf: world.asOf,
    since: setting.since,
    rows: rows.slice(0, MOST_LISTED),
    counts,
    more: Math.max(0, rows.length - MOST_LISTED),
  }
}

function isCalled(actor: Actor, world: World, unitId: UnitId, { state, follows }: ReviewState): boolean {
  if (state === 'later') return false
  if (isWithin(areaOf(actor, 'change', ['commune-administrator', 'officer']), unitId)) return true
  // Whoever administers a district answers for its own groups; for those below only when nobody there did.
  const above = areaOf(actor, 'change', ['administrator'])
  if (!isWithin(above, unitId)) return false
  const own = above.kind === 'units' ? above.roots.includes(unitId) : parentOn(world.tree, unitId, world.asOf) === null
  return own || follows === 'escalate'
}
