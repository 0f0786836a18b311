import {
  countRuns,
  countSettledSince,
  findRun,
  listOpenTasks,
  listPersonNames,
  listRunChanges,
  listRunGroups,
  listRunUnits,
  listRuns,
  type Run,
  type RunCounts,
  type RunGroup,
} from '@ketnoi/db'
import type { Change, ChangeState, GroupId, PersonId, UnitId } from '@ketnoi/hierarchy'
import { loadAccountNames } from '../accounts/account-names.ts'
import { isAllowed } from '../authorise.ts'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import type { BrakeCheck } from '../plans/make-plan.ts'
import { subjectOf } from './hands-on.ts'
import type { Escalation } from './approve-plan.ts'
import { loadStopped, type StoppedView } from './stopped-groups.ts'
import { escalationOf, type MovedGroup } from './steer-run.ts'

const RATE_MS = 60_000

/** A run as a page shows it, also while it goes on. */
export interface RunView extends Omit<Run, 'plan' | 'secondedAt'> {
  /** `true`: approved, and its day is over. */
  readonly expired: boolean
  /** `true`: carried out on the simulated service. */
  readonly trial: boolean
  readonly counts: RunCounts
  readonly groupCount: number
  /** The name of the first of its groups: what tells runs apart. */
  readonly firstGroup: string
  readonly changeCount: number
}

export interface RunPage extends RunView {
  /** Whether whoever asks may begin it, stop it or agree to it: they decide in all of its units. */
  readonly maySteer: boolean
  /** Whether whoever asks is the one who approved it. */
  readonly ownApproval: boolean
  readonly checks: readonly BrakeCheck[]
  /** Why an administrator has to be one of the two who agree. */
  readonly escalation: Escalation | null
  readonly waivers: readonly { readonly brake: string; readonly reason: string }[]
  readonly moved: readonly (MovedGroup & { readonly name: string })[]
  /** Changes that were settled within the last minute. */
  readonly perMinute: number
  readonly groups: readonly RunGroupView[]
  /** Of the groups, those that wait for a new approval of what moved in them. */
  readonly stopped: readonly StoppedView[]
  /** Names of the people who are spoken of. */
  readonly names: Readonly<Record<PersonId, string>>
}

export interface RunGroupView {
  readonly groupId: GroupId
  readonly name: string
  readonly state: RunGroup['state']
  readonly code: string | null
  readonly detail: unknown
  readonly dueAt: string
}

export interface RunChangeView {
  readonly place: number
  readonly change: Change
  readonly personName: string | null
  /** `with-people`: somebody was asked to do it and has not answered yet; `stopped`: and it waits for a new approval. */
  readonly state: ChangeState | 'with-people' | 'stopped'
  readonly code: string | null
  /** The service's own code and words. */
  readonly message: string | null
  readonly attempts: number
  readonly settledAt: string | null
}

const MOST_GROUPS = 200

export async function listRunViews(ctx: Context, unitIds: readonly UnitId[] | null, after: string | null) {
  const { rows, next } = await listRuns(ctx.db, { unitIds, after, limit: 30 })
  const counts = await countRuns(
    ctx.db,
    rows.map((run) => run.id),
  )
  const names = await loadAccountNames(ctx.db)
  return { rows: rows.map((run) => viewOf(ctx, run, counts.get(run.id), names)), next }
}

export async function loadRunPage(
  ctx: Context,
  id: string,
  filter: { readonly states?: readonly RunGroup['state'][] | undefined; readonly after?: string | null },
): Promise<RunPage> {
  const run = await findRun(ctx.db, id)
  if (run === null) throw new NotFoundError('run', id)
  const counts = (await countRuns(ctx.db, [id])).get(id)
  const units = await listRunUnits(ctx.db, id)
  const names = await loadAccountNames(ctx.db)
  const groups = await listRunGroups(ctx.db, id, {
    limit: MOST_GROUPS,
    after: filter.after ?? null,
    ...(filter.states === undefined ? {} : { states: filter.states }),
  })
  // Written by `approvePlan` and `startRun`, and by nobody else.
  const plan = run.plan as Partial<Pick<RunPage, 'checks' | 'waivers'>> & { readonly moved?: readonly MovedGroup[] }
  const moved = plan.moved ?? []
  const groupNames = new Map(groups.rows.map((group) => [group.groupId, group.name]))
  const people = [
    ...moved.flatMap(({ appeared, disappeared }) => [...appeared, ...disappeared]),
    ...groups.rows.flatMap(({ detail }) => changesIn(detail)),
  ].flatMap((change) => ('personId' in change ? [change.personId] : []))
  const since = new Date(Date.parse(ctx.now()) - RATE_MS).toISOString()
  const hasStopped = run.state === 'moved' || groups.rows.some(({ state }) => state === 'moved')
  return {
    ...viewOf(ctx, run, counts, names),
    maySteer: units.every((unitId) => isAllowed(ctx.actor, 'runs.start', unitId)),
    ownApproval: run.approvedBy === ctx.actor.id,
    checks: plan.checks ?? [],
    escalation: escalationOf(run),
    waivers: plan.waivers ?? [],
    moved: moved.map((one) => ({ ...one, name: groupNames.get(one.groupId) ?? one.groupId })),
    perMinute: run.state === 'running' ? await countSettledSince(ctx.db, id, since) : 0,
    groups: groups.rows.map(({ groupId, name, state, code, detail, dueAt }) => ({
      groupId,
      name,
      state,
      code,
      detail,
      dueAt,
    })),
    stopped: hasStopped ? (await loadStopped(ctx, { unitIds: units })).filter(({ runId }) => runId === id) : [],
    names: Object.fromEntries(await listPersonNames(ctx.db, [...new Set(people)])),
  }
}

/** The changes that a group which moved speaks of. */
function changesIn(detail: unknown): Change[] {
  if (typeof detail !== 'object' || detail === null || !('appeared' in detail)) return []
  // Written by `carryOutGroup` from `continuePlan`.
  const { appeared, disappeared } = detail as Pick<MovedGroup, 'appeared' | 'disappeared'>
  return [...appeared, ...disappeared]
}

export async function listChangeViews(ctx: Context, runId: string, groupId: GroupId): Promise<RunChangeView[]> {
  const changes = await listRunChanges(ctx.db, runId, groupId)
  const asked = new Map((await listOpenTasks(ctx.db, { groupId })).map((task) => [task.subject, task]))
  const askedNow = (change: Change): 'with-people' | 'stopped' | null => {
    const task = asked.get(subjectOf(change))
    return task === undefined ? null : task.stopped ? 'stopped' : 'with-people'
  }
  const names = await listPersonNames(
    ctx.db,
    changes.flatMap(({ change }) => ('personId' in change ? [change.personId] : [])),
  )
  return changes.map(({ place, change, state, code, message, attempts, settledAt }) => ({
    place,
    change,
    personName: 'personId' in change ? (names.get(change.personId) ?? change.personId) : null,
    state: state === 'pending' ? (askedNow(change) ?? state) : state,
    code,
    message,
    attempts,
    settledAt,
  }))
}

function viewOf(
  ctx: Context,
  run: Run,
  { firstGroup, ...counts }: RunCounts & { readonly firstGroup: string } = { groups: {}, changes: {}, firstGroup: '' },
  names: ReadonlyMap<string, string>,
): RunView {
  const total = (some: Readonly<Partial<Record<string, number>>>): number =>
    Object.values(some).reduce<number>((sum, count) => sum + (count ?? 0), 0)
  const { id, state, fingerprint, reason, approvedAt, expiresAt, needsSecond, startedAt, endedAt } = run
  return {
    id,
    state,
    fingerprint,
    reason,
    approvedAt,
    expiresAt,
    needsSecond,
    startedAt,
    endedAt,
    // Written by `approvePlan`.
    trial: 'trial' in run.plan && run.plan.trial === true,
    expired: state === 'approved' && Date.parse(ctx.now()) >= Date.parse(expiresAt),
    approvedBy: names.get(run.approvedBy) ?? run.approvedBy,
    secondedBy: run.secondedBy === null ? null : (names.get(run.secondedBy) ?? run.secondedBy),
    counts,
    groupCount: total(counts.groups),
    firstGroup,
    changeCount: total(counts.changes),
  }
}
