import {
  deleteTrialGroups,
  findSetting,
  inTransaction,
  listActualGroups,
  listBusyGroups,
  listGroupsOfService,
  listGroupsToSimulate,
  listOpenTasks,
  listServiceUsers,
  listTriableGroups,
  listTrialGroups,
  moveFromTrial,
  moveToTrial,
  updateSetting,
  updateTrialGroups,
  type Db,
  type RealGroup,
  type TrialGroup,
} from '@ketnoi/db'
import type { GroupId, UnitId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { findLatestJob } from '../jobs/run-job.ts'
import { groupsWithin } from '../plans/make-plan.ts'
import { getWorld, unitName } from '../world.ts'

/** The service that is only there to try things out on. */
export const TRIAL_SERVICE = 'zalo-sim'
const TRIAL = 'trial'
/** Longer than numbers of JavaScript are exact, as those of the real service are. */
const FIRST_ACCOUNT = 4_000_000_000_000_000_000n

/** What the simulated service is filled with. */
export interface TrialWorld {
  readonly groups: readonly TrialGroup[]
  readonly users: readonly { readonly accountId: string; readonly name: string }[]
}

/** A service that behaves as the real one is documented to, with faults that can be switched on. The portal brings it. */
export interface TrialService {
  readonly faultKinds: readonly string[]
  /** Those that happen now, each to some of the calls. */
  readonly faults: () => readonly string[]
  readonly setFaults: (kinds: readonly string[]) => Promise<void>
  /** How often it was asked for something since it began; 0 while nobody needed it. */
  readonly calls: () => { readonly reads: number; readonly writes: number }
  /** Ends it; the next one who needs it begins anew. */
  readonly close: () => Promise<void>
}

export interface TrialView {
  /** Only the example, whose people are made up, may be moved to a service that makes things up. */
  readonly possible: boolean
  readonly unit: { readonly id: UnitId; readonly name: string } | null
  readonly groups: readonly { readonly id: GroupId; readonly name: string; readonly members: number }[]
  readonly faultKinds: readonly string[]
  readonly faults: readonly string[]
  readonly calls: { readonly reads: number; readonly writes: number }
}

export async function loadTrial(ctx: Context): Promise<TrialView> {
  const unitId = (await findTrial(ctx))?.unitId ?? null
  const world = unitId === null ? null : await getWorld(ctx)
  const groupIds = await listGroupsOfService(ctx.db, TRIAL_SERVICE)
  const actual = await listActualGroups(ctx.db, { groupIds })
  const held = new Map((await listTrialGroups(ctx.db)).map((group) => [group.externalId, group]))
  const { trial } = ctx
  return {
    possible: trial !== null && (await isExample(ctx)),
    unit: unitId === null || world === null ? null : { id: unitId, name: unitName(world, unitId) },
    groups: actual.flatMap(({ groupId, name, externalId }) =>
      groupId === null ? [] : [{ id: groupId, name, members: held.get(externalId)?.members.length ?? 0 }],
    ),
    faultKinds: trial?.faultKinds ?? [],
    faults: trial?.faults() ?? [],
    calls: trial?.calls() ?? { reads: 0, writes: 0 },
  }
}

/** Moves the groups of a unit to the simulated service: their people get made-up accounts there. */
export async function startTrial(ctx: Context, unitId: UnitId): Promise<void> {
  if (ctx.trial === null || !(await isExample(ctx)))
    throw new ApiError('trial-not-possible', 'only the groups of the example can be tried on the simulated service')
  if ((await findTrial(ctx)) !== null) throw new ApiError('trial-under-way', 'a trial is under way: end it first')
  const world = await getWorld(ctx)
  await inTransaction(ctx.db, async (trx) => {
    const groupIds = await listTriableGroups(trx, groupsWithin(world, [unitId]) ?? [])
    if (groupIds.length === 0) throw new ApiError('trial-empty', 'no group of the unit was read yet', { unitId })
    await refuseBusy(trx, groupIds)
    // What people were asked for is theirs to do: a plan of the trial would take its place.
    const inTrial = new Set(groupIds)
    const asked = await listOpenTasks(trx, { unitIds: [...new Set(groupIds.map(unitOfGroup))] })
    if (asked.some(({ groupId, announcementId }) => announcementId === null && inTrial.has(groupId)))
      throw new ApiError('trial-tasks-open', 'people are still asked to do something in one of the groups')
    const known = await listActualGroups(trx, { groupIds })
    await moveToTrial(trx, TRIAL_SERVICE, groupIds, FIRST_ACCOUNT)
    await deleteTrialGroups(trx)
    await updateTrialGroups(trx, await listGroupsToSimulate(trx, TRIAL_SERVICE))
    const groups = known.map(({ groupId: _, readingId: __, service: ___, ...group }): RealGroup => group)
    await updateSetting(trx, TRIAL, { unitId, groups } satisfies Trial)
    await noteEvent(ctx, trx, {
      action: 'trial-started',
      subjectKind: 'unit',
      subjectId: unitId,
      data: { groups: groupIds.length },
    })
  })
  await ctx.trial.close()
}

/**
 * Gives the groups back to the people who lead them, as they were known before: what the simulated service told is forgotten. What people
 * said meanwhile stays, and so do the runs, marked as a trial.
 */
export async function endTrial(ctx: Context): Promise<void> {
  const trial = await findTrial(ctx)
  if (trial === null) return
  await inTransaction(ctx.db, async (trx) => {
    const groupIds = await listGroupsOfService(trx, TRIAL_SERVICE)
    await refuseBusy(trx, groupIds)
    await moveFromTrial(trx, TRIAL_SERVICE, trial.groups)
    await updateSetting(trx, TRIAL, null)
    await noteEvent(ctx, trx, {
      action: 'trial-ended',
      subjectKind: 'unit',
      subjectId: trial.unitId,
      data: { groups: groupIds.length },
    })
  })
  await ctx.trial?.close()
}

async function refuseBusy(trx: Db, groupIds: readonly GroupId[]): Promise<void> {
  if ((await listBusyGroups(trx, groupIds)).length > 0)
    throw new ApiError('group-busy', 'a run is busy with one of the groups')
}

/** What the simulated service has to begin with: as it had it last. What was read of it may be a part. */
export async function loadTrialWorld(ctx: Pick<Context, 'db'>): Promise<TrialWorld> {
  const groups = await listTrialGroups(ctx.db)
  const users = new Map((await listServiceUsers(ctx.db, TRIAL_SERVICE)).map(({ accountId, name }) => [accountId, name]))
  for (const { members } of groups)
    for (const { accountId, name } of members) if (!users.has(accountId)) users.set(accountId, name)
  return { groups, users: [...users].map(([accountId, name]) => ({ accountId, name })) }
}

interface Trial {
  readonly unitId: UnitId
  /** As they were known before. */
  readonly groups: readonly RealGroup[]
}

async function findTrial(ctx: Context): Promise<Trial | null> {
  const value = await findSetting(ctx.db, TRIAL)
  // Written by `startTrial` alone; an older program knew the unit only.
  return value === null ? null : { groups: [], ...(value as Pick<Trial, 'unitId'> & Partial<Trial>) }
}

async function isExample(ctx: Context): Promise<boolean> {
  return (await findLatestJob(ctx, 'load-example'))?.state === 'done'
}
