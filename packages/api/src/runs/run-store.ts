import {
  askTogether,
  closeTasks,
  deleteUnreadGroup,
  findGroupOfExternal,
  hasOpenGroups,
  HANDS_ON,
  insertAuditEvents,
  inTransaction,
  keepRunGroup,
  leaveRunGroup,
  listActualGroups,
  listRunChanges,
  listServiceAccounts,
  listSettings,
  releaseRunGroup,
  takeRunGroup,
  updateActualGroup,
  updateHeldRunChanges,
  updateRun,
  type ChangeMark,
  type Db,
  type PassEnd,
} from '@ketnoi/db'
import { ENDED_STATES, liveGroup, type GroupId, type QuietHours } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { adoptByPolicy } from '../drift/adopt-lines.ts'
import { makeActualGroup } from '../groups/set-link.ts'
import { compareGroupNow } from '../plans/make-plan.ts'
import { getWorld, setUp, WORLD_SETTINGS, worldOf, type World } from '../world.ts'
import { subjectOf } from './hands-on.ts'
import { keepServiceReading } from './keep-service-reading.ts'
import { QUIET_HOURS, quietHoursOf } from './quiet-hours.ts'
import { LeaseLost, type GroupWork, type RunStore } from './run-ports.ts'
import { passesOver } from './work-context.ts'

/** Long enough for the slowest call to a service; a worker that is silent for longer has died. */
const LEASE_SECONDS = 60
/** Through what groups that do not exist yet are made. */
export const NEW_GROUP_SERVICE = 'new-group-service'
/** The same for one group, where somebody said it. */
export const groupServiceSetting = (groupId: GroupId): string => `group-service ${groupId}`

interface DatabaseRunStore extends RunStore {
  /** As they were when the group was taken. */
  readonly quietHours: () => QuietHours | null
}

/** The store of runs in the database, for one pass. */
export function createRunStore(ctx: Context): DatabaseRunStore {
  // As it was when the last plan of the pass was made: what was asked for by that plan is kept as it understood the world.
  let world: World | null = null
  let quietHours: QuietHours | null = null
  const leaseUntil = (now: string): string => new Date(Date.parse(now) + LEASE_SECONDS * 1_000).toISOString()
  const leaseOf = ({ leaseId }: GroupWork, now: string) => ({ id: leaseId, until: leaseUntil(now) })

  return {
    quietHours: () => quietHours,
    take: async (key, leaseId, now) => {
      const own = groupServiceSetting(key.groupId)
      // What is read after taking it is as whoever had it before left it.
      const [taken, settings, [actual], changes] = await askTogether(ctx.db, (one) => [
        takeRunGroup(one, key, { id: leaseId, now, until: leaseUntil(now) }),
        listSettings(one, [...WORLD_SETTINGS, own, NEW_GROUP_SERVICE, QUIET_HOURS]),
        listActualGroups(one, { groupIds: [key.groupId] }),
        listRunChanges(one, key.runId, key.groupId),
      ])
      if (taken === null) return null
      world = setUp(await worldOf(ctx, settings))
      quietHours = quietHoursOf(settings.get(QUIET_HOURS))
      const { name, passes, failures, held } = taken
      return {
        ...key,
        leaseId,
        name,
        passes,
        failures,
        held,
        service: actual?.service ?? serviceIn(settings, key.groupId),
        externalId: actual?.externalId ?? null,
        asOf: world.asOf,
        creationInDoubt: actual === undefined && taken.madeInDoubt,
        changes,
      }
    },
    isLinked: async (externalId) => (await findGroupOfExternal(ctx.db, externalId)) !== null,
    link: (work, externalId, marks, now) =>
      inTransaction(ctx.db, async (trx) => {
        const { groupId, name, service } = work
        const [held, [known]] = await askTogether(trx, (one) => [
          updateHeldRunChanges(one, work, leaseOf(work, now), marks, now),
          listActualGroups(one, { groupIds: [groupId] }),
        ])
        if (!held) throw new LeaseLost()
        const made = { externalId, service }
        const differs = known?.externalId !== externalId || known.service !== service
        const data = { runId: work.runId, externalId, service }
        await askTogether(trx, (one) => [
          known === undefined
            ? makeActualGroup(one, ctx, { groupId, name, firstRun: false, ...made })
            : differs && updateActualGroup(one, known.id, made),
          insertAuditEvents(one, [
            { at: now, actor: 'run', action: 'group-created', subjectKind: 'group', subjectId: groupId, data },
          ]),
        ])
      }),
    unlink: (work, now) =>
      inTransaction(ctx.db, async (trx) => {
        if (!(await keepRunGroup(trx, work, leaseOf(work, now)))) throw new LeaseLost()
        return deleteUnreadGroup(trx, work.groupId, now)
      }),
    keepReading: (work, read, now) =>
      inTransaction(ctx.db, async (trx) => {
        const [held, [actual]] = await askTogether(trx, (one) => [
          keepRunGroup(one, work, leaseOf(work, now)),
          listActualGroups(one, { groupIds: [work.groupId] }),
        ])
        if (!held) throw new LeaseLost()
        if (actual === undefined) return null
        const known = world ?? (await getWorld(ctx, trx))
        const reading = await keepServiceReading(trx, ctx, known, work, actual, read)
        await adoptByPolicy(trx, ctx, known, work.groupId)
        return liveGroup(reading)
      }),
    planNow: async (groupId) => {
      const { plan, readings, unread, world: now } = await compareGroupNow(ctx, groupId)
      world = now
      const reading = [...readings, ...unread].find((one) => one.groupId === groupId)
      return { plan, group: reading === undefined ? null : liveGroup(reading) }
    },
    accountsOf: async (work, personIds) =>
      work.service === HANDS_ON
        ? new Map(personIds.map((id) => [id, id]))
        : listServiceAccounts(ctx.db, work.service, personIds, work.asOf),
    mark: async (work, marks, now) => {
      if (!(await updateHeldRunChanges(ctx.db, work, leaseOf(work, now), marks, now))) throw new LeaseLost()
    },
    release: async (work, end, marks, now) => {
      const queue = await ctx.queue()
      const given = await inTransaction(ctx.db, async (trx) => {
        const released = await releaseRunGroup(trx, work, work.leaseId, end, marks, now)
        if (released === null) {
          await leaveRunGroup(trx, work, work.leaseId)
          return false
        }
        if (work.service === HANDS_ON && end.state !== 'waiting')
          await closeTasks(trx, [work.groupId], STAY_ASKED.has(end.state) ? stillAsked(work, marks) : [])
        if (end.state === 'waiting') {
          const seconds = Math.max(0, Math.ceil((Date.parse(end.dueAt) - Date.parse(now)) / 1_000))
          await queue.enqueue(trx, passesOver(work.runId, [work.groupId], seconds))
        } else if (end.state !== 'with-people' && !released.othersOpen) await endRun(trx, work.runId, now)
        return true
      })
      if (!given) throw new LeaseLost()
    },
  }
}

/** A group that stopped goes on with the same tasks once somebody has approved what moved. */
const STAY_ASKED: ReadonlySet<PassEnd['state']> = new Set<PassEnd['state']>(['with-people', 'moved'])

/** What people still have to do: the rest has come about without them, or is held by now. */
function stillAsked(work: GroupWork, marks: readonly ChangeMark[]): readonly string[] {
  const asked = new Set(marks.filter(({ state }) => !ENDED_STATES.has(state)).map(({ place }) => place))
  return work.changes.filter(({ place }) => asked.has(place)).map(({ change }) => subjectOf(change))
}

/** A run is over when nothing of it is left to do, or to be proved. */
export async function endRunIfOver(trx: Db, runId: string, now: string): Promise<void> {
  if (!(await hasOpenGroups(trx, runId))) await endRun(trx, runId, now)
}

async function endRun(trx: Db, runId: string, now: string): Promise<void> {
  if (await updateRun(trx, runId, ['running', 'paused'], { state: 'done', endedAt: now }))
    await insertAuditEvents(trx, [
      { at: now, actor: 'run', action: 'run-ended', subjectKind: 'run', subjectId: runId, data: {} },
    ])
}

/** Through what a group is made that does not exist yet. */
export async function findGroupService(db: Db, groupId: GroupId): Promise<string> {
  return serviceIn(await listSettings(db, [groupServiceSetting(groupId), NEW_GROUP_SERVICE]), groupId)
}

function serviceIn(settings: ReadonlyMap<string, unknown>, groupId: GroupId): string {
  const value = settings.get(groupServiceSetting(groupId)) ?? settings.get(NEW_GROUP_SERVICE)
  return typeof value === 'string' ? value : HANDS_ON
}
