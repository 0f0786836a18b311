import { insertJob, listActualGroups, listDesiredRows, listServiceUsers, updateJobEnd } from '@ketnoi/db'
import { createMemoryConnector, type MemoryConnector } from '@ketnoi/hierarchy/testing'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  codeOf,
  contextOf,
  createCaller,
  importVillagers,
  setUpDistrict,
  VILLAGERS,
} from '../../test/small-district.ts'
import { doWork } from '../../test/test-queue.ts'
import type { Caller, Context } from '../index.ts'
import { loadTrialWorld, TRIAL_SERVICE, type TrialService } from './trial.ts'

const VILLAGE = 'village:v1'
const SOME = VILLAGERS.slice(0, 6)

const SERVICE: TrialService = {
  faultKinds: [],
  faults: () => [],
  setFaults: async () => {},
  calls: () => ({ reads: 0, writes: 0 }),
  close: async () => {},
}

describeEngines('a trial', (engine) => {
  let ctx: Context
  let api: Caller
  let service: MemoryConnector

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = {
      ...contextOf(engine.db, engine.kind),
      trial: SERVICE,
      connectTo: async (name) =>
        name === TRIAL_SERVICE
          ? { reader: service.reader, writer: service.writer, carriedOutBy: 'program', actingPersons: [] }
          : null,
    }
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    await insertJob(ctx.db, { id: 'example', kind: 'load-example' })
    await updateJobEnd(ctx.db, 'example', { status: 'done' })
  })

  const save = (names: readonly string[]) =>
    api.readings.save({
      groupId: VILLAGE,
      source: { kind: 'text', text: names.join('\n') },
      completeness: 'complete',
    })

  async function known() {
    return { group: await api.groups.byId({ id: VILLAGE }), groups: await listActualGroups(ctx.db) }
  }

  /** Begins, has the service hold what it begins with, and carries the plan of the village out there. */
  async function carryOutTrial(): Promise<string> {
    await api.trial.start({ unitId: 'v1' })
    const { groups, users } = await loadTrialWorld(ctx)
    service = createMemoryConnector({
      accounts: users.map(({ accountId }) => accountId),
      groups: groups.map(({ externalId, name, members }) => ({
        externalId,
        name: `${name} (thử)`,
        previousNames: [],
        archived: false,
        owner: 'us' as const,
        capacity: 100,
        joinLink: null,
        members: members.map(({ accountId, name: displayName, role, state }) => ({
          ...{ accountId, displayName, role, state },
          phone: null,
        })),
      })),
    })
    const { fingerprint } = await api.runs.proposal({ groupId: VILLAGE })
    const { id } = await api.runs.approve({ scope: { groupId: VILLAGE }, fingerprint })
    await api.runs.start({ id })
    await doWork(ctx)
    return id
  }

  test('leaves what is known of the groups as it was, and its runs in the history', async () => {
    await save(SOME)
    const before = await known()
    const runId = await carryOutTrial()
    expect((await known()).group).not.toEqual(before.group)
    expect((await api.groups.byId({ id: VILLAGE })).reading).toMatchObject({ trial: true })
    expect(await listServiceUsers(ctx.db, TRIAL_SERVICE)).toHaveLength(VILLAGERS.length)

    await api.trial.end()
    expect(await known()).toEqual(before)
    expect(await listServiceUsers(ctx.db, TRIAL_SERVICE)).toEqual([])
    expect((await loadTrialWorld(ctx)).groups).toEqual([])
    const [run] = (await api.runs.list({})).rows
    expect(run).toMatchObject({ id: runId, trial: true })
  })

  test('keeps the list that somebody brought meanwhile', async () => {
    await save(SOME)
    await carryOutTrial()
    await save(VILLAGERS.slice(2))
    await api.trial.end()
    const { reading, lines } = await api.groups.byId({ id: VILLAGE })
    expect(reading).toMatchObject({ completeness: 'complete', members: VILLAGERS.length - 2, undoable: true })
    expect(lines.filter(({ presence }) => presence === 'present')).toHaveLength(VILLAGERS.length - 2)
  })

  test('does not begin where people are still asked for something', async () => {
    await save(SOME)
    expect((await listDesiredRows(ctx.db, [VILLAGE])).length).toBe(VILLAGERS.length)
    const { fingerprint } = await api.runs.proposal({ groupId: VILLAGE })
    const { id } = await api.runs.approve({ scope: { groupId: VILLAGE }, fingerprint })
    await api.runs.start({ id })
    await doWork(ctx)
    expect(await codeOf(api.trial.start({ unitId: 'v1' }))).toBe('trial-tasks-open')
  })
})
