import { listDesiredRows, materialiseDesired, updateActiveModel, updateSetting } from '@ketnoi/db'
import { IA_PA_2024, type PersonId } from '@ketnoi/hierarchy'
import { createMemoryConnector, type MemoryConnector } from '@ketnoi/hierarchy/testing'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  callerWith,
  codeOf,
  contextOf,
  createCaller,
  DAY,
  dropRoster,
  finished,
  importVillagers,
  setUpDistrict,
  VILLAGERS,
} from '../../test/small-district.ts'
import { doWork } from '../../test/test-queue.ts'
import type { Caller, Context } from '../index.ts'
import { bumpWorld } from '../world.ts'
import { NEW_GROUP_SERVICE } from './run-store.ts'

const VILLAGE = 'village:v1'

describeEngines('carrying a plan out', (engine) => {
  let ctx: Context
  let api: Caller
  let service: MemoryConnector
  let everybody: readonly PersonId[]

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = {
      ...contextOf(engine.db, engine.kind),
      connectTo: async (name) =>
        name === 'memory'
          ? { reader: service.reader, writer: service.writer, carriedOutBy: 'program', actingPersons: [] }
          : null,
    }
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    everybody = (await listDesiredRows(ctx.db, [VILLAGE])).map((row) => row.personId)
    service = createMemoryConnector({ accounts: everybody.map((id) => `a-${id}`) })
  })

  async function approve(): Promise<string> {
    const { fingerprint } = await api.runs.proposal({ groupId: VILLAGE })
    return (await api.runs.approve({ scope: { groupId: VILLAGE }, fingerprint })).id
  }

  test('by hand: tasks for people, proved by the member list that they bring', async () => {
    const id = await approve()
    expect((await api.runs.start({ id })).moved).toEqual([])
    await doWork(ctx)
    const made = await api.tasks.list({ groupId: VILLAGE })
    expect(made.groups[0]?.tasks.map((task) => task.kind)).toEqual(['create'])
    const creation = made.groups[0]?.tasks[0]?.id ?? ''
    expect(await codeOf(api.tasks.answer({ id: creation, answer: 'done' }))).toBe('link-missing')
    await api.tasks.answer({ id: creation, answer: 'done', joinLink: 'https://zalo.me/g/lang' })
    await doWork(ctx)
    const adds = (await api.tasks.list()).groups[0]?.tasks ?? []
    expect(adds.map((task) => task.personName).sort()).toEqual([...VILLAGERS].sort())
    // Nobody has invited anybody yet: that is no result.
    expect((await api.runs.byId({ id })).counts.changes).toEqual({ proved: 1, 'with-people': 10 })
    expect((await api.runs.changes({ id, groupId: VILLAGE })).map(({ state }) => state)).toContain('with-people')
    expect((await api.runs.list({})).rows[0]).toMatchObject({ firstGroup: 'Làng Trên – Xã Một', groupCount: 1 })

    const [refuses, unseen, ...others] = adds
    await api.tasks.answer({ id: refuses?.id ?? '', answer: 'refused' })
    await api.tasks.answer({ id: unseen?.id ?? '', answer: 'not-found' })
    for (const task of others) await api.tasks.answer({ id: task.id, answer: 'done' })
    await doWork(ctx)
    // A word is no proof yet.
    expect((await api.runs.byId({ id })).counts.changes).toEqual({ proved: 1, accepted: 8, failed: 2 })
    expect((await api.people.byId({ id: refuses?.personId ?? '' })).reachability).toBe('refused')

    const text = others
      .slice(1)
      .map((task) => task.personName)
      .join('\n')
    await api.readings.save({ groupId: VILLAGE, source: { kind: 'text', text }, completeness: 'complete' })
    await doWork(ctx)
    const after = await api.runs.byId({ id })
    expect(after.counts.changes).toEqual({ proved: 8, 'with-people': 1, failed: 2 })
    // Whoever was said to be in and is not on the list is asked for again.
    const again = (await api.tasks.list()).groups[0]?.tasks ?? []
    expect(again.map((task) => task.personName)).toEqual([others[0]?.personName])
    await api.tasks.answer({ id: again[0]?.id ?? '', answer: 'no-smartphone' })
    await doWork(ctx)
    expect(await api.runs.byId({ id })).toMatchObject({ state: 'done', groups: [{ state: 'incomplete' }] })
  })

  test('what somebody said is done, and no list shows yet, is not taken back before there is one', async () => {
    const id = await approve()
    await api.runs.start({ id })
    await doWork(ctx)
    const creation = (await api.tasks.list()).groups[0]?.tasks[0]?.id ?? ''
    await api.tasks.answer({ id: creation, answer: 'done', joinLink: 'https://zalo.me/g/lang' })
    await doWork(ctx)
    for (const task of ((await api.tasks.list()).groups[0]?.tasks ?? []).slice(0, 2))
      await api.tasks.answer({ id: task.id, answer: 'done' })
    await doWork(ctx)
    await api.runs.cancel({ id })
    expect((await api.runs.byId({ id })).counts.changes).toEqual({ proved: 1, accepted: 2, cancelled: 8 })
    const { overrides, kept } = await api.runs.undoPlan({ id })
    expect(overrides).toBe(0)
    expect(kept.map(({ code }) => code)).toEqual(['group-stays', 'not-verified', 'not-verified'])
  })

  test('by a service: from nothing to the proved end, also when the answers are lost', async () => {
    await bindAccounts(ctx, everybody)
    await updateSetting(ctx.db, NEW_GROUP_SERVICE, 'memory')
    const id = await approve()
    await api.runs.start({ id })
    service.addFault({ kind: 'write-fails-after-effect' })
    await doWork(ctx, 3)
    service.clearFaults()
    await doWork(ctx)
    const { state, counts } = await api.runs.byId({ id })
    expect(state).toBe('done')
    expect(counts.changes).toEqual({ proved: 11 })
    expect(service.state()).toHaveLength(1)
    expect(service.state()[0]?.members).toHaveLength(10)
    expect((await api.groups.byId({ id: VILLAGE })).plan.changes).toEqual([])
  })

  test('a village outgrows its group, gets a second one, and gives it up again', async () => {
    await bindAccounts(ctx, everybody)
    await updateSetting(ctx.db, NEW_GROUP_SERVICE, 'memory')
    const groupKinds = IA_PA_2024.groupKinds.map((kind) => (kind.id === 'village' ? { ...kind, capacity: 6 } : kind))
    await updateActiveModel(ctx.db, { ...IA_PA_2024, groupKinds })
    await bumpWorld(ctx.db)
    await materialiseDesired(ctx.db, { ...IA_PA_2024, groupKinds }, DAY)
    const carryOut = async (groupId: string): Promise<void> => {
      const { fingerprint, checks } = await api.runs.proposal({ groupId })
      const waivers = checks
        .filter(({ passed }) => !passed)
        .map(({ code, groupId: id }) => ({ brake: code, groupId: id, reason: 'gộp nhóm theo quyết định' }))
      const { id } = await api.runs.approve({ scope: { groupId }, fingerprint, waivers })
      await api.runs.start({ id })
      await doWork(ctx)
      expect(await api.runs.byId({ id })).toMatchObject({ state: 'done', groups: [{ state: 'proved' }] })
    }
    const members = (): Record<string, number> =>
      Object.fromEntries(
        service.state().flatMap(({ name, archived, members: all }) => (archived ? [] : [[name, all.length]])),
      )
    const FIRST = 'Làng Trên – Xã Một'
    const SECOND = `${VILLAGE}~2`
    const page = await api.groups.byId({ id: SECOND })
    expect(page.parts.map(({ name, desired }) => [name, desired])).toEqual([
      [FIRST, 6],
      [`${FIRST} (2)`, 4],
    ])
    expect((await api.units.byId({ id: 'v1' })).groups.map(({ name }) => name)).toEqual([FIRST, `${FIRST} (2)`])
    const inSecond = page.lines[0]?.personId ?? ''
    const why = (groupId: string) => api.people.explain({ id: inSecond, groupId })
    expect((await why(SECOND)).place).toEqual({ because: 'room' })
    expect((await why(VILLAGE)).place).toEqual({ because: 'elsewhere', groupName: `${FIRST} (2)` })
    await carryOut(VILLAGE)
    await carryOut(SECOND)
    expect((await why(SECOND)).place).toEqual({ because: 'present' })
    expect(members()).toEqual({ [FIRST]: 6, [`${FIRST} (2)`]: 4 })
    // Whoever comes now joins where there is room.
    const { deviceId } = await api.onboarding.prepareDevice({ name: 'Điện thoại', password: 'of nobody' })
    expect((await api.onboarding.pack({ unitId: 'v1', deviceId })).group?.id).toBe(SECOND)
    expect(await codeOf(api.groups.giveUp({ id: SECOND }))).toBe('group-needed')
    expect(await codeOf(api.groups.giveUp({ id: VILLAGE }))).toBe('group-not-further')

    // The first holds more from now on.
    await api.groups.setLink({ id: VILLAGE, joinLink: '', capacity: 20 })
    expect((await api.groups.byId({ id: SECOND })).group).toMatchObject({ isSpare: true, isClosing: false })
    expect(await api.groups.giveUp({ id: SECOND })).toEqual({ gone: false })
    const closing = await api.groups.byId({ id: SECOND })
    expect(closing.group).toMatchObject({ isClosing: true, desired: 4 })
    // Nobody leaves before they are in the other one.
    expect(closing.plan.changes).toEqual([])
    await carryOut(VILLAGE)
    expect(members()).toEqual({ [FIRST]: 10, [`${FIRST} (2)`]: 4 })
    const leaving = (await api.people.groups({ id: inSecond })).find(({ groupId }) => groupId === SECOND)
    expect(leaving?.reasons).toEqual([{ kind: 'in-other-group', groupId: VILLAGE }])
    await carryOut(SECOND)
    expect(members()).toEqual({ [FIRST]: 10 })
    expect((await api.units.byId({ id: 'v1' })).groups.map(({ name }) => name)).toEqual([FIRST])
  })

  test('a run is taken back by exceptions, whose plan goes the other way', async () => {
    await bindAccounts(ctx, everybody)
    await updateSetting(ctx.db, NEW_GROUP_SERVICE, 'memory')
    const id = await approve()
    expect(await codeOf(api.runs.undoPlan({ id }))).toBe('run-not-over')
    await api.runs.start({ id })
    await doWork(ctx)
    engine.statements.length = 0
    const undo = await api.runs.undoPlan({ id })
    // Looking writes nothing, not even for a moment.
    expect(engine.statements.filter((text) => !/^\s*(select|with|begin|set|commit)/iu.test(text))).toEqual([])
    const groupName = 'Làng Trên – Xã Một'
    expect(undo).toMatchObject({ overrides: 10, keptCount: 1, kept: [{ code: 'group-stays', groupName }] })
    expect(undo.lines.map((line) => line.groupName)).toEqual(Array<string>(10).fill(groupName))
    // The first plan of a group adds only.
    expect(undo.plan.remove + undo.plan.held).toBeGreaterThan(0)
    expect((await api.groups.byId({ id: VILLAGE })).group.desired).toBe(10)
    const { fingerprint } = undo
    expect(await codeOf(api.runs.undo({ id, fingerprint: 'another', reason: 'lập nhầm nhóm' }))).toBe(
      'undo-changed-since',
    )
    const elsewhere = await callerWith(ctx, { role: 'commune-administrator', unitId: 'c2' })
    expect(await codeOf(elsewhere.runs.undo({ id, fingerprint, reason: 'lập nhầm nhóm' }))).toBe('forbidden')
    engine.statements.length = 0
    expect(await api.runs.undo({ id, fingerprint, reason: 'lập nhầm nhóm' })).toEqual({ overrides: 10 })
    // However many, in one statement.
    expect(engine.statements.filter((text) => /insert into "?membership_override/iu.test(text))).toHaveLength(1)
    expect((await api.groups.byId({ id: VILLAGE })).group.desired).toBe(0)
    // What was foreseen is what there is.
    expect((await api.groups.byId({ id: VILLAGE })).plan.counts).toEqual(undo.plan)
    expect((await api.runs.undoPlan({ id })).kept.map(({ code }) => code)).toContain('override-exists')
  })

  test('D9: a plan that is not the one that was looked at is not approved, and one that moved since is not begun', async () => {
    expect(await codeOf(api.runs.approve({ scope: { groupId: VILLAGE }, fingerprint: 'another' }))).toBe('plan-changed')
    const id = await approve()
    const [personId = ''] = everybody
    await api.overrides.add({
      groupId: VILLAGE,
      personId,
      kind: 'exclude',
      reason: 'đã chuyển đi nơi khác',
      to: '2024-12-31',
    })
    const { moved } = await api.runs.start({ id })
    expect(moved.map(({ disappeared }) => disappeared)).toMatchObject([[{ kind: 'add', personId }]])
    expect(await api.runs.byId({ id })).toMatchObject({ state: 'moved', counts: { groups: { cancelled: 1 } } })
    expect(await codeOf(api.runs.start({ id }))).toBe('run-state')
  })

  test('what the approved plan held, and is possible by the start, waits for the next plan', async () => {
    const source = { kind: 'text' as const, text: VILLAGERS.join('\n') }
    const save = () => api.readings.save({ groupId: VILLAGE, source, completeness: 'complete' })
    await save()
    const [taken = '', added = ''] = everybody
    const to = '2024-12-31'
    const exclude = { kind: 'exclude', groupId: VILLAGE, reason: 'đã chuyển đi nơi khác', to } as const
    await api.overrides.add({ ...exclude, personId: taken })
    const leader = { kind: 'include', role: 'deputy', groupId: VILLAGE, reason: 'phụ trách', to } as const
    await api.overrides.add({ ...leader, personId: added })
    // The first list of a group removes nobody: the removal is held when the plan is approved, and free at its start.
    const id = await approve()
    await save()
    expect((await api.groups.plan({ id: VILLAGE })).changes.map(({ kind }) => kind)).toEqual(['promote', 'remove'])
    expect((await api.runs.start({ id })).moved).toEqual([])
    await doWork(ctx)
    expect((await api.tasks.list()).groups[0]?.tasks.map(({ kind }) => kind)).toEqual(['role'])
  })

  test('one run at a time in a group; the approval counts once', async () => {
    const id = await approve()
    const { fingerprint } = await api.runs.proposal({ groupId: VILLAGE })
    expect(await codeOf(api.runs.approve({ scope: { groupId: VILLAGE }, fingerprint }))).toBe('group-busy')
    const started = await Promise.allSettled([api.runs.start({ id }), api.runs.start({ id })])
    expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await api.runs.pause({ id })
    await doWork(ctx)
    expect((await api.tasks.list()).open).toBe(0)
    await api.runs.resume({ id })
    await doWork(ctx)
    expect((await api.tasks.list()).open).toBe(1)
    await api.runs.cancel({ id })
    expect((await api.tasks.list()).open).toBe(0)
    expect(await api.runs.byId({ id })).toMatchObject({ state: 'cancelled', counts: { changes: { cancelled: 11 } } })
  })

  /** Ten of twenty-five are to leave the group of the village: more than the brakes let pass. */
  async function makeTooManyLeave(): Promise<void> {
    const more = Array.from({ length: 15 }, (_, index) => `Nay H'Thêm ${String.fromCharCode(65 + index)}`)
    const header = 'STT,Mã hộ,Họ và tên,Ngày sinh,"Thôn, làng",Đại diện hộ,Đồng ý tham gia nhóm'
    const rows = more.map((name, index) => `${String(index)},T${String(index)},${name},1970,Làng Trên,x,x`)
    const importId = await dropRoster(api, [header, ...rows].join('\n'))
    await finished(api, (await api.imports.confirm({ id: importId, leaveUndecided: true })).jobId)
    const source = { kind: 'text' as const, text: [...VILLAGERS, ...more].join('\n') }
    // The first list of a group removes nobody.
    for (let i = 0; i < 2; i++) await api.readings.save({ groupId: VILLAGE, source, completeness: 'complete' })
    for (const personId of everybody)
      await api.overrides.add({
        groupId: VILLAGE,
        personId,
        kind: 'exclude',
        reason: 'thử ngưỡng an toàn',
        to: '2024-12-31',
      })
  }

  /** Approves past the brakes. */
  async function approvePast(by: Caller): Promise<string> {
    const { fingerprint, checks } = await by.runs.proposal({ groupId: VILLAGE })
    const waivers = checks
      .filter((check) => !check.passed)
      .map((check) => ({ brake: check.code, groupId: check.groupId, reason: 'đã họp và thống nhất' }))
    return (await by.runs.approve({ scope: { groupId: VILLAGE }, fingerprint, waivers })).id
  }

  /** What the second person has on the screen. */
  const lookedAt = async (id: string) => ({ id, fingerprint: (await api.runs.byId({ id })).fingerprint })

  test('D11: brakes that trip again and again need an administrator', async () => {
    await makeTooManyLeave()
    const first = await callerWith(ctx, { role: 'commune-administrator', unitId: 'c1' })
    const second = await callerWith(ctx, { role: 'commune-administrator', unitId: 'c1' })
    const beside = await callerWith(ctx, { role: 'commune-administrator', unitId: 'c2' })
    const waitingFor = (...callers: Caller[]) =>
      Promise.all(
        callers.map(async (caller) => {
          const { runs, escalated } = await caller.waiting.count()
          return `${String(runs)} ${String(escalated)}`
        }),
      )
    // One that is given up before it begins does not count.
    await first.runs.cancel({ id: await approvePast(first) })
    for (let trip = 0; trip < 2; trip++) {
      expect((await first.runs.proposal({ groupId: VILLAGE })).escalation).toBeNull()
      const id = await approvePast(first)
      expect((await first.runs.byId({ id })).escalation).toBeNull()
      expect(await waitingFor(first, second, api, beside)).toEqual(['0 0', '1 0', '1 0', '0 0'])
      await second.runs.second(await lookedAt(id))
      await first.runs.start({ id })
      await first.runs.cancel({ id })
    }
    expect((await first.runs.proposal({ groupId: VILLAGE })).escalation).toEqual({
      trips: [expect.any(String), expect.any(String)],
      byAdministrator: false,
    })
    expect((await api.runs.proposal({ groupId: VILLAGE })).escalation?.byAdministrator).toBe(true)
    const id = await approvePast(first)
    expect((await first.runs.byId({ id })).escalation).toMatchObject({ byAdministrator: false })
    expect(await codeOf(second.runs.second(await lookedAt(id)))).toBe('second-not-administrator')
    expect(await codeOf(first.runs.start({ id }))).toBe('second-missing')
    expect(await waitingFor(first, second, api, beside)).toEqual(['0 0', '0 0', '0 1', '0 0'])
    await api.runs.second(await lookedAt(id))
    expect(await waitingFor(first, second, api, beside)).toEqual(['0 0', '0 0', '0 0', '0 0'])
    expect((await first.runs.start({ id })).moved).toEqual([])
    await first.runs.cancel({ id })
    // An administrator who approves has looked: anybody may be the second. After a month it is forgotten.
    const own = await approvePast(api)
    await second.runs.second(await lookedAt(own))
    await api.runs.cancel({ id: own })
    const inAMonth = new Date(Date.now() + 31 * 24 * 3_600_000).toISOString()
    const later = createCaller({ ...ctx, now: () => inAMonth })
    expect((await later.runs.proposal({ groupId: VILLAGE })).escalation).toBeNull()
  })

  test('somebody else answers for a brake that tripped', async () => {
    await makeTooManyLeave()
    const scope = { groupId: VILLAGE }
    const proposal = await api.runs.proposal(scope)
    expect(proposal.passed).toBe(false)
    const { fingerprint } = proposal
    expect(await codeOf(api.runs.approve({ scope, fingerprint }))).toBe('brakes-tripped')
    const waivers = proposal.checks
      .filter((check) => !check.passed)
      .map((check) => ({ brake: check.code, groupId: check.groupId, reason: 'đã họp và thống nhất' }))
    const { id, needsSecond } = await api.runs.approve({ scope, fingerprint, waivers })
    expect(needsSecond).toBe(true)
    expect(await codeOf(api.runs.start({ id }))).toBe('second-missing')
    expect(await codeOf(api.runs.second({ id, fingerprint }))).toBe('second-is-first')
    const other = await callerWith(ctx, { role: 'administrator' })
    expect(await codeOf(other.runs.second({ id, fingerprint: 'another' }))).toBe('plan-changed')
    const [excepted] = (await api.groups.byId({ id: VILLAGE })).overrides
    await api.overrides.end({ overrideId: excepted?.id ?? '', groupId: VILLAGE, reason: 'không còn cần' })
    expect(await codeOf(other.runs.second({ id, fingerprint }))).toBe('plan-changed')
    expect((await api.runs.byId({ id })).secondedBy).toBeNull()
  })

  test('a run that somebody else answered for begins', async () => {
    await makeTooManyLeave()
    const id = await approvePast(api)
    const other = await callerWith(ctx, { role: 'administrator' })
    await other.runs.second(await lookedAt(id))
    expect((await api.runs.start({ id })).moved).toEqual([])
    await doWork(ctx)
    expect((await api.tasks.list()).groups[0]?.tasks).toHaveLength(10)
  })
})

/** People have accounts at the service. */
async function bindAccounts(ctx: Context, personIds: readonly PersonId[]): Promise<void> {
  await ctx.db
    .insertInto('messaging_account')
    .values(personIds.map((id) => ({ person_id: id, service: 'memory', account_id: `a-${id}`, display_name: null })))
    .execute()
}
