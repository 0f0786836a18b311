import type { GroupId } from '../id.ts'
import type { Model } from '../model/model.ts'
import { fail, ok, type Result } from '../result.ts'
import { DEFAULT_BRAKES, type Brakes } from './brakes.ts'
import type { Change } from './change.ts'
import { isBlockedEntirely } from './create-plan.ts'
import type { Plan, PlannedGroup } from './plan.ts'

/** Why a brake that tripped does not stop the plan: somebody answers for it, for this plan. */
export interface Waiver {
  readonly brake: keyof Brakes
  /** The group, or `null` for a brake over all groups. */
  readonly groupId: GroupId | null
  readonly by: string
  readonly reason: string
}

/** What guarding takes beside the plan. */
export interface GuardOptions {
  readonly model?: Model
  /** What differs from the default brakes for the whole plan; a group kind's own brakes go before these. */
  readonly brakes?: Partial<Brakes>
  readonly waivers?: readonly Waiver[]
  /** Removals already carried out of late (the caller says since when), so that many small runs cannot slip past a brake. */
  readonly recentRemovals?: ReadonlyMap<GroupId, number>
  /** How often brakes of late tripped for the same groups before this plan (the caller says since when). */
  readonly previousTrips?: number
}

/** Removals as people, not as a share. */
export interface CountedRemovals {
  /** By the plan. */
  readonly planned: number
  /** Carried out of late: `recentRemovals`. */
  readonly recent: number
}

/** The result of one brake. */
export interface BrakeCheck {
  readonly brake: keyof Brakes | 'plan-blocked'
  /** The group, or `null` for a brake over all groups. */
  readonly groupId: GroupId | null
  readonly value: number
  readonly limit: number
  /** The people whom a brake on removals counted, by when they go; `null`: the brake is on something else. */
  readonly removals: CountedRemovals | null
  /** `passed`; `tripped`; `waived`: tripped and answered for; `not-counted`: too small a group for a percentage, absolute caps count. */
  readonly outcome: 'passed' | 'tripped' | 'waived' | 'not-counted'
  /** In plain English for logs: which number, of what. */
  readonly message: string
}

/** What brakes look at: a plan, or `countPlan` of it with the fingerprint that it is about. */
export type GuardedNumbers = Pick<Plan, 'fingerprint' | 'groups' | 'blocked' | 'summary'>

/** A plan with what its brakes said. */
export interface GuardedPlan {
  readonly fingerprint: string
  readonly passed: boolean
  /** Over all groups, then the highest of each brake per group, and every group whose brake did not pass. */
  readonly checks: readonly BrakeCheck[]
  /** Tripped so often, answered for or not, that somebody above must look. */
  readonly escalate: boolean
}

/** From the third trip on it is no accident that the next run mends. */
const ESCALATE_FROM = 3

/**
 * Answers whether a plan may be carried out without a second look, and why: every brake with its number, also when it passed. At the
 * limit passes, above trips. Brakes count removals, not the net: everybody out and as many in trips. Without `model` the brakes of
 * group kinds are not known, and the default ones hold. Cost: linear in the groups.
 *
 * @example
 * guardPlan(plan, { model }).passed
 */
export function guardPlan(plan: GuardedNumbers, options: GuardOptions = {}): GuardedPlan {
  const recent = options.recentRemovals ?? new Map<GroupId, number>()
  const overall = { ...DEFAULT_BRAKES, ...options.brakes }
  const checks: BrakeCheck[] = []
  if (isBlockedEntirely(plan)) {
    checks.push({
      brake: 'plan-blocked',
      groupId: null,
      value: 1,
      limit: 0,
      removals: null,
      outcome: 'tripped',
      message: 'the input contradicts itself: nothing may be carried out',
    })
  }
  const groups = plan.groups.map((group) => {
    const counted = { planned: group.removals, recent: recent.get(group.id) ?? 0 }
    return { group, counted, removals: removalsIn(counted), before: group.actual + counted.recent }
  })
  const counted = {
    planned: groups.reduce((sum, g) => sum + g.counted.planned, 0),
    recent: groups.reduce((sum, g) => sum + g.counted.recent, 0),
  }
  const removals = removalsIn(counted)
  const members = groups.reduce((sum, g) => sum + g.before, 0)
  const emptied = groups.filter((g) => g.removals > 0 && g.removals >= g.before && g.group.adds === 0)
  const check = (
    brake: keyof Brakes,
    value: number,
    limit: number,
    message: string,
    ofRemovals: CountedRemovals | null = null,
  ): void => {
    checks.push({
      brake,
      groupId: null,
      value,
      limit,
      removals: ofRemovals,
      outcome: value <= limit ? 'passed' : waiverOf(options, brake, null) === undefined ? 'tripped' : 'waived',
      message,
    })
  }
  check(
    'removalsOverall',
    removals,
    overall.removalsOverall,
    `${removals} removals in all groups, at most ${overall.removalsOverall}`,
    counted,
  )
  checkPercent(
    checks,
    options,
    'removalsPercentOverall',
    null,
    counted,
    members,
    overall.removalsPercentOverall,
    overall.percentFrom,
  )
  check(
    'emptiedGroups',
    emptied.length,
    overall.emptiedGroups,
    [`${emptied.length} groups would be empty`, ...emptied.slice(0, 5).map((g) => g.group.name)].join(', '),
  )
  const archived = plan.summary.changes['archive-group']
  check(
    'archivedGroups',
    archived,
    overall.archivedGroups,
    `${archived} groups would be archived, at most ${overall.archivedGroups}`,
  )
  const adds = plan.summary.changes.add
  check('addsOverall', adds, overall.addsOverall, `${adds} adds to all groups, at most ${overall.addsOverall}`)

  const perGroup: BrakeCheck[] = []
  for (const { group, counted: out, before } of groups) {
    const brakes = { ...overall, ...options.model?.groupKinds.find((kind) => kind.id === group.kind)?.brakes }
    checkCount(perGroup, options, 'removalsPerGroup', group, removalsIn(out), brakes.removalsPerGroup, out)
    checkPercent(
      perGroup,
      options,
      'removalsPercentPerGroup',
      group,
      out,
      before,
      brakes.removalsPercentPerGroup,
      brakes.percentFrom,
    )
    checkCount(perGroup, options, 'addsPerGroup', group, group.adds, brakes.addsPerGroup, null)
  }
  checks.push(...worthShowing(perGroup))
  const passed = checks.every((c) => c.outcome !== 'tripped')
  return {
    fingerprint: plan.fingerprint,
    passed,
    checks,
    escalate:
      checks.some((c) => c.outcome === 'tripped' || c.outcome === 'waived') &&
      (options.previousTrips ?? 0) + 1 >= ESCALATE_FROM,
  }
}

/** Somebody's word that one plan may be carried out. */
export interface Approval {
  readonly fingerprint: string
  readonly by: string
  /** ISO instants. */
  readonly at: string
  readonly expiresAt: string
  /** When it was used, or `null`: an approval counts once. */
  readonly usedAt: string | null
}

/**
 * Answers whether an approval covers a plan made just now; gives the plan where it does. Codes, the first that applies: `approval-used`, `approval-expired`, `plan-changed` (with what moved
 * since, when the approved plan is given).
 *
 * @example
 * checkApproval(plan, approval, { now: '2024-02-01T08:00:00Z' })
 */
export function checkApproval(
  plan: Plan,
  approval: Approval,
  options: { readonly now: string; readonly approvedPlan?: Plan },
): Result<Plan> {
  const refuse = (code: string, message: string, data: Record<string, unknown>): Result<never> =>
    fail([{ code, message, path: [], data }])
  if (approval.usedAt !== null)
    return refuse('approval-used', 'the approval was used already: approve the plan anew', { usedAt: approval.usedAt })
  // An instant that cannot be read proves nothing, and approves nothing.
  if (!(Date.parse(options.now) < Date.parse(approval.expiresAt))) {
    return refuse('approval-expired', 'the approval has expired: approve the plan anew', {
      expiresAt: approval.expiresAt,
    })
  }
  if (approval.fingerprint !== plan.fingerprint) {
    return refuse(
      'plan-changed',
      'the world moved since the approval: look at what is different and approve anew',
      comparePlans(options.approvedPlan ?? null, plan),
    )
  }
  return ok(plan)
}

/**
 * Answers what moved between an approved plan and the one made now: the changes that came and those that went, each in the order
 * of its plan. A removal that another reading proves is the same removal. Both are empty where the approved plan was not kept.
 * Cost: linear in changes.
 *
 * @example
 * comparePlans(plan, plan).appeared // []
 */
export function comparePlans(
  approved: Plan | null,
  now: Plan,
): { readonly appeared: readonly Change[]; readonly disappeared: readonly Change[] } {
  const key = (change: Change): string =>
    JSON.stringify(change.kind === 'remove' ? { ...change, evidence: null } : change)
  const before = new Map((approved?.changes ?? []).map((change) => [key(change), change]))
  const after = new Map(now.changes.map((change) => [key(change), change]))
  return {
    appeared: approved === null ? [] : [...after].filter(([k]) => !before.has(k)).map(([, change]) => change),
    disappeared: [...before].filter(([k]) => !after.has(k)).map(([, change]) => change),
  }
}

function removalsIn({ planned, recent }: CountedRemovals): number {
  return planned + recent
}

function waiverOf(options: GuardOptions, brake: keyof Brakes, groupId: GroupId | null): Waiver | undefined {
  return options.waivers?.find(
    (waiver) => waiver.brake === brake && waiver.groupId === groupId && waiver.reason.trim() !== '',
  )
}

function checkCount(
  checks: BrakeCheck[],
  options: GuardOptions,
  brake: keyof Brakes,
  group: PlannedGroup,
  value: number,
  limit: number,
  removals: CountedRemovals | null,
): void {
  const outcome = value <= limit ? 'passed' : waiverOf(options, brake, group.id) === undefined ? 'tripped' : 'waived'
  checks.push({
    brake,
    groupId: group.id,
    value,
    limit,
    removals,
    outcome,
    message: `${value} ${removals === null ? 'adds' : 'removals'} in ${group.name}, at most ${limit}`,
  })
}

/** A percentage of nobody, or of a handful, says nothing: it is reported as not counted, and the absolute cap decides. */
function checkPercent(
  checks: BrakeCheck[],
  options: GuardOptions,
  brake: keyof Brakes,
  group: PlannedGroup | null,
  removals: CountedRemovals,
  whole: number,
  limit: number,
  from: number,
): void {
  const where = group?.name ?? 'all groups'
  const groupId = group?.id ?? null
  if (whole < Math.max(1, from)) {
    checks.push({
      brake,
      groupId,
      value: 0,
      limit,
      removals,
      outcome: 'not-counted',
      message: `${where} has ${whole} members, percentages count from ${Math.max(1, from)}`,
    })
    return
  }
  const part = removalsIn(removals)
  const value = (part / whole) * 100
  const outcome = value <= limit ? 'passed' : waiverOf(options, brake, groupId) === undefined ? 'tripped' : 'waived'
  checks.push({
    brake,
    groupId,
    value,
    limit,
    removals,
    outcome,
    message: `${part} of ${whole} (${value.toFixed(1)} %) would be removed from ${where}, at most ${limit} %`,
  })
}

/** Keeps what did not pass, and of what passed the highest of each brake: "highest 8 % in …" says why the plan passed. */
function worthShowing(checks: readonly BrakeCheck[]): BrakeCheck[] {
  const shown = checks.filter((check) => check.outcome === 'tripped' || check.outcome === 'waived')
  for (const brake of ['removalsPerGroup', 'removalsPercentPerGroup', 'addsPerGroup'] as const) {
    const passed = checks.filter((check) => check.brake === brake && check.outcome === 'passed')
    const highest = passed.reduce<BrakeCheck | null>(
      (top, check) => (top === null || check.value > top.value ? check : top),
      null,
    )
    if (highest !== null) shown.push(highest)
  }
  return shown
}
