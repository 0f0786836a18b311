import {
  insertOverrides,
  inTransaction,
  listDoneChanges,
  listPersonNames,
  lockMembership,
  materialiseDesired,
  type Db,
} from '@ketnoi/db'
import {
  addDays,
  dayAfter,
  undoRun,
  type Day,
  type GroupId,
  type Override,
  type RunKeptCode,
  type RunUndo,
} from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { describeCounts, groupsOf as groupsOfWorld, makePlan, type PlanCounts } from '../plans/make-plan.ts'
import { getWorld, sinceNow, type World } from '../world.ts'
import { getRun } from './steer-run.ts'

const MOST_NAMED = 200
/** Long enough to mend the rosters that wanted it, short enough that nobody forgets that it holds. */
const DAYS = 30

export interface RunUndoLine {
  readonly groupId: GroupId
  readonly groupName: string
  readonly personName: string | null
  /** What the exception does. */
  readonly kind: 'include' | 'exclude'
  readonly role: string
  readonly needsTheirSay: boolean
}

/** What taking a run back would do, and what it cannot. */
export interface RunUndoPlan {
  readonly runId: string
  /** The last day on which the exceptions would hold. */
  readonly last: Day
  readonly lines: readonly RunUndoLine[]
  readonly kept: readonly {
    readonly code: RunKeptCode
    readonly groupId: GroupId
    readonly groupName: string
    readonly personName: string | null
  }[]
  readonly overrides: number
  readonly keptCount: number
  /** The plan that these groups would then have, to be approved like any other. */
  readonly plan: PlanCounts
  readonly fingerprint: string
}

export async function planRunUndo(ctx: Context, runId: string): Promise<RunUndoPlan> {
  const { undo, world } = await judge(ctx, ctx.db, runId)
  const names = await listPersonNames(ctx.db, [
    ...undo.overrides.map(({ personId }) => personId),
    ...undo.kept.flatMap(({ change }) => ('personId' in change ? [change.personId] : [])),
  ])
  const groups = new Map(groupsOfWorld(world).map(({ id, name }) => [id, name]))
  const groupName = (id: GroupId): string => groups.get(id) ?? id
  return {
    runId,
    last: lastDay(world.asOf),
    lines: undo.overrides.slice(0, MOST_NAMED).map(({ personId, ...line }) => ({
      ...line,
      groupName: groupName(line.groupId),
      personName: names.get(personId) ?? null,
    })),
    kept: undo.kept.slice(0, MOST_NAMED).map(({ code, change }) => ({
      code,
      groupId: change.groupId,
      groupName: groupName(change.groupId),
      personName: 'personId' in change ? (names.get(change.personId) ?? null) : null,
    })),
    overrides: undo.overrides.length,
    keptCount: undo.kept.length,
    plan: await foresee(ctx, world, undo),
    fingerprint: fingerprintOfUndo(runId, undo),
  }
}

/**
 * Records the exceptions that take a run back; its groups then have a plan in the opposite direction, to be approved and carried out.
 * Refused with `undo-changed-since` when that would be others by now, and with `nothing-to-undo`.
 */
export async function undoRunByOverrides(
  ctx: Context,
  input: { readonly id: string; readonly fingerprint: string; readonly reason: string },
): Promise<{ readonly overrides: number }> {
  return inTransaction(ctx.db, async (trx) => {
    await lockMembership(trx)
    const { undo, world } = await judge(ctx, trx, input.id)
    if (fingerprintOfUndo(input.id, undo) !== input.fingerprint)
      throw new ApiError('undo-changed-since', 'what the undo would do has changed since it was looked at')
    if (undo.overrides.length === 0) throw new ApiError('nothing-to-undo', 'nothing of the run can be undone')
    await writeOverrides(ctx, trx, world, undo, input.reason)
    await noteEvent(ctx, trx, {
      action: 'run-undone',
      subjectKind: 'run',
      subjectId: input.id,
      data: { reason: input.reason, overrides: undo.overrides.length, kept: undo.kept.length },
    })
    return { overrides: undo.overrides.length }
  })
}

async function judge(ctx: Context, db: Db, runId: string): Promise<{ readonly undo: RunUndo; readonly world: World }> {
  const run = await getRun(db, runId)
  if (run.state !== 'done' && run.state !== 'cancelled')
    throw new ApiError('run-not-over', 'a run that is under way is ended first', { state: run.state })
  const world = await getWorld(ctx, db)
  const done = await listDoneChanges(db, runId, world.asOf)
  const now = new Map(done.map((one) => [`${one.groupId} ${one.personId}`, one]))
  const undo = undoRun(
    done.map(({ change }) => change),
    (groupId, personId) => {
      const here = now.get(`${groupId} ${personId}`)
      return {
        role: here?.role ?? null,
        leftByThemselves: here?.leftByThemselves ?? false,
        hasOverride: here?.hasOverride ?? false,
        isVerified: here?.isVerified ?? true,
      }
    },
  )
  return { undo, world }
}

async function writeOverrides(ctx: Context, trx: Db, world: World, undo: RunUndo, reason: string): Promise<void> {
  await insertOverrides(trx, overridesOf(ctx, world, undo, `Hoàn tác: ${reason}`))
  await materialiseDesired(trx, world.model, world.asOf, { groupIds: groupsOf(undo) })
}

/** The plan of the groups if there were the exceptions; nothing is written. */
async function foresee(ctx: Context, world: World, undo: RunUndo): Promise<PlanCounts> {
  const { plan } = await makePlan(ctx.db, world, groupsOf(undo), { more: overridesOf(ctx, world, undo, '') })
  return describeCounts(plan.summary)
}

function overridesOf(ctx: Context, world: World, undo: RunUndo, reason: string): Override[] {
  return undo.overrides.map(({ kind, groupId, personId, role }) => ({
    id: ctx.newId(),
    kind,
    groupId,
    personId,
    role,
    reason,
    author: ctx.actor.id,
    from: sinceNow(ctx, world),
    to: dayAfter(lastDay(world.asOf)),
  }))
}

function groupsOf(undo: RunUndo): GroupId[] {
  return [...new Set(undo.overrides.map(({ groupId }) => groupId))]
}

function lastDay(asOf: Day): Day {
  return addDays(asOf, DAYS)
}

function fingerprintOfUndo(runId: string, undo: RunUndo): string {
  const told = [
    undo.overrides.map(({ kind, groupId, personId, role }) => [kind, groupId, personId, role]),
    undo.kept.map(({ code, change }) => [code, change.groupId, 'personId' in change ? change.personId : null]),
  ]
  return fingerprintOf([runId, told])
}
