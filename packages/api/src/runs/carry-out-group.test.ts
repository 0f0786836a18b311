import { IA_PA_2024, type ServiceFailure } from '@ketnoi/hierarchy'
import { describe, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../test/engine-fixture.ts'
import { createPeopleConnection, type PeopleConnection } from '../../test/people-connection.ts'

const REFUSED: ServiceFailure = { kind: 'failed', code: 'refused', message: 'no', retry: false, effect: 'none' }
const LIMITED: ServiceFailure = { kind: 'failed', code: 'rate-limited', message: '-32', retry: true, effect: 'none' }
const NO_ANSWER: ServiceFailure = { kind: 'failed', code: 'unreachable', message: '', retry: true, effect: 'unknown' }

const VILLAGE = {
  wanted: { v1: { head: 'leader', an: 'deputy', chi: 'member', dung: 'member' } },
  present: { v1: { head: 'leader', an: 'member', gone: 'member' } },
} as const
const DONE = ['promote an: proved', 'add chi: proved', 'add dung: proved', 'remove gone: proved']

describe('a plan that is carried out', () => {
  test('is proved by a second reading', async () => {
    const engine = await createEngine(VILLAGE)
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual(DONE)
    expect(engine.group(run)).toMatchObject({ state: 'proved', passes: 1 })
    expect(engine.members()).toEqual({ head: 'leader', an: 'deputy', chi: 'member', dung: 'member' })
    expect(engine.asked()).toEqual(['deputy an', 'add chi', 'add dung', 'remove gone'])
    expect(engine.plan().changes).toEqual([])
  })

  test('A8 removes nobody from a group that is only added to, and corrects who leads', async () => {
    const model = {
      ...IA_PA_2024,
      groupKinds: IA_PA_2024.groupKinds.map((kind) => ({ ...kind, mode: 'add-only' as const })),
    }
    const engine = await createEngine({ ...VILLAGE, model })
    const run = await engine.approveAndCarryOut()
    expect(engine.group(run).state).toBe('proved')
    expect(engine.members()).toEqual({ head: 'leader', an: 'deputy', gone: 'member', chi: 'member', dung: 'member' })
  })

  test('A9 changes roles in place', async () => {
    const engine = await createEngine({
      wanted: { v1: { head: 'leader', an: 'deputy', chi: 'member' } },
      present: { v1: { head: 'leader', an: 'member', chi: 'deputy' } },
    })
    await engine.approveAndCarryOut()
    expect(engine.asked()).toEqual(['deputy an', 'member chi'])
  })

  test('A11 renames a group that stays the same group', async () => {
    const engine = await createEngine({ ...VILLAGE, facts: { name: 'Thôn cũ' } })
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual(['rename-group: proved', ...DONE])
    expect(engine.service.state().map(({ externalId, name }) => [externalId, name])).toEqual([['real-v1', 'Thôn v1']])
    expect(engine.asked()[0]).toBe('rename')
  })

  test('A15 brings a group back before it works in it, and archives one that is not wanted any more', async () => {
    const engine = await createEngine({ ...VILLAGE, facts: { archived: true } })
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual(['unarchive-group: proved', ...DONE])
    engine.runs.unexpect('village:v1')
    const last = await engine.approveAndCarryOut()
    expect(engine.lines(last)).toEqual(['archive-group: proved'])
    expect(engine.members()).toEqual({ head: 'leader', an: 'deputy', chi: 'member', dung: 'member' })
    expect(engine.plan().changes).toEqual([])
  })

  test('waits for the end of the quiet hours', async () => {
    // It is 8 o'clock in Vietnam.
    const engine = await createEngine({ ...VILLAGE, quietHours: { from: 7, to: 9 } })
    const run = engine.approve()
    expect(await engine.pass(run)).toBe('waiting')
    expect(engine.group(run)).toMatchObject({ code: 'quiet-hours', failures: 0, dueAt: '2026-11-26T02:00:00.000Z' })
    await engine.carryOut(run)
    expect(engine.lines(run)).toEqual(DONE)
  })

  test('waits for a service that nobody has set up yet', async () => {
    const engine = await createEngine(VILLAGE, null)
    const run = engine.approve()
    expect(await engine.pass(run)).toBe('waiting')
    expect(engine.group(run).code).toBe('service-not-set-up')
  })
})

describe('a group that does not exist yet', () => {
  const wanted = { v1: { head: 'leader', an: 'member' } } as const

  test('is created, and filled', async () => {
    const engine = await createEngine({ wanted })
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual(['create-group: proved', 'add head: proved', 'add an: proved'])
    expect(engine.members()).toEqual({ head: 'leader', an: 'member' })
  })

  test('C11 is created once, though the answer was lost', async () => {
    const engine = await createEngine({ wanted })
    engine.service.addFault({ kind: 'write-fails-after-effect' })
    const run = engine.approve()
    await engine.pass(run)
    expect(engine.lines(run)[0]).toBe('create-group: started unreachable')
    engine.service.clearFaults()
    await engine.carryOut(run)
    expect(engine.group(run).state).toBe('proved')
    expect(engine.service.state()).toHaveLength(1)
    expect(engine.asked().filter((call) => call === 'create')).toHaveLength(1)
  })

  test('is not created again while nobody can say whether it was', async () => {
    const engine = await createEngine({ wanted })
    engine.service.addFault({ kind: 'write-fails-after-effect' })
    const run = engine.approve()
    await engine.pass(run)
    engine.service.clearFaults()
    engine.service.addFault({ kind: 'read-fails' })
    await engine.carryOut(run)
    expect(engine.group(run)).toMatchObject({ state: 'failed', code: 'unreachable' })
    expect(engine.asked()).toEqual(['create'])
  })

  test('is created once, though the first run was cancelled before it heard of it, and the second one finds it', async () => {
    const engine = await createEngine({ wanted })
    engine.service.addFault({ kind: 'write-fails-after-effect' })
    const first = engine.approve()
    await engine.pass(first)
    engine.service.clearFaults()
    engine.runs.cancel(first, engine.now())
    const second = await engine.approveAndCarryOut()
    expect(engine.group(second).state).toBe('proved')
    expect(engine.service.state()).toHaveLength(1)
  })

  test('is linked though the plan has moved meanwhile: what was made is not forgotten', async () => {
    const engine = await createEngine({ wanted })
    engine.service.addFault({ kind: 'write-fails-after-effect' })
    const run = engine.approve()
    await engine.pass(run)
    engine.service.clearFaults()
    engine.runs.want('village:v1', 'an', null)
    await engine.carryOut(run)
    expect(engine.group(run)).toMatchObject({ state: 'moved', code: 'plan-changed' })
    expect(engine.lines(run)).toEqual(['create-group: proved', 'add head: cancelled', 'add an: cancelled'])
    await engine.approveAndCarryOut()
    expect(engine.members()).toEqual({ head: 'leader' })
    expect(engine.service.state()).toHaveLength(1)
  })

  test('is not created by a worker who waited so long before the call that another one has the group', async () => {
    const engine = await createEngine({ wanted })
    const { createGroup } = engine.writer
    engine.writer.createGroup = async (name) => {
      engine.writer.createGroup = createGroup
      const stillHolds = engine.stillHolds()
      // Looking for a free place takes minutes; meanwhile the lease ends, and another worker makes the group.
      engine.advance(180)
      expect(await engine.pass(run)).toBe('proved')
      await stillHolds()
      return await createGroup(name)
    }
    const run = engine.approve()
    expect(await engine.pass(run)).toBe('lost')
    expect(engine.service.state()).toHaveLength(1)
  })

  test('is forgotten where the service said that it had made it and never had, and made by the next run', async () => {
    const engine = await createEngine({ wanted })
    const { createGroup } = engine.writer
    engine.writer.createGroup = async () => ({ kind: 'done', externalId: 'nowhere' })
    const run = await engine.approveAndCarryOut()
    expect(engine.group(run)).toMatchObject({ state: 'failed', code: 'group-unknown', passes: 4 })
    expect(engine.lines(run)[0]).toBe('create-group: without-effect')
    engine.writer.createGroup = createGroup
    const next = await engine.approveAndCarryOut()
    expect(engine.group(next).state).toBe('proved')
    expect(engine.members()).toEqual({ head: 'leader', an: 'member' })
  })

  test('is not forgotten where it only shows after a while', async () => {
    const engine = await createEngine({ wanted })
    const { findGroup } = engine.reader
    engine.reader.findGroup = async () => ({ ...REFUSED, code: 'group-unknown' })
    const run = engine.approve()
    expect(await engine.pass(run)).toBe('waiting')
    engine.reader.findGroup = findGroup
    await engine.carryOut(run)
    expect(engine.group(run).state).toBe('proved')
    expect(engine.asked().filter((call) => call === 'create')).toHaveLength(1)
  })

  test('is not created where the service refuses', async () => {
    const engine = await createEngine({ wanted })
    engine.service.addFault({ kind: 'write-fails' })
    const run = await engine.approveAndCarryOut()
    expect(engine.group(run)).toMatchObject({ state: 'failed', code: 'refused' })
    expect(engine.lines(run)).toEqual(['create-group: failed refused', 'add head: cancelled', 'add an: cancelled'])
  })
})

describe('invitations and leaving', () => {
  test('B1 asks once, and leaves the rest to the person', async () => {
    const engine = await createEngine({ ...VILLAGE, invites: true })
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual([
      'promote an: proved',
      'add chi: pending',
      'add dung: pending',
      'remove gone: proved',
    ])
    expect(engine.group(run).state).toBe('incomplete')
    expect(engine.plan().changes).toEqual([])
    engine.service.join('real-v1', '@chi')
    await engine.look()
    expect(engine.plan().changes).toEqual([])
    expect(engine.asked().filter((call) => call.startsWith('add'))).toEqual(['add chi', 'add dung'])
  })

  test('B1 does not ask again whoever was invited meanwhile', async () => {
    const engine = await createEngine({ ...VILLAGE, invites: true })
    const run = engine.approve()
    await engine.service.writer.addMembers('real-v1', [{ accountId: '@chi', role: 'member' }])
    await engine.carryOut(run)
    expect(engine.lines(run)[1]).toBe('add chi: pending')
    expect(engine.asked()).not.toContain('add chi')
  })

  test('B2 withdraws an invitation of somebody who is not wanted any more', async () => {
    const engine = await createEngine({
      wanted: { v1: { head: 'leader' } },
      present: { v1: { head: 'leader', an: 'invited' } },
    })
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual(['withdraw-invitation an: proved'])
    expect(engine.members()).toEqual({ head: 'leader' })
  })

  test('B3 invites once more whoever an invitation did not reach', async () => {
    const engine = await createEngine({
      wanted: { v1: { head: 'leader', an: 'member' } },
      present: { v1: { head: 'leader', an: 'failed' } },
    })
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual(['reinvite an: proved'])
    expect(engine.asked()).toEqual(['add an'])
  })

  test('B5 whoever leaves by themselves stays out, in the same run and in the next', async () => {
    const engine = await createEngine({
      wanted: { v1: { head: 'leader', an: 'member', chi: 'member' } },
      present: { v1: { head: 'leader', an: 'member' } },
    })
    const run = engine.approve()
    engine.service.leave('real-v1', '@an')
    await engine.carryOut(run)
    expect(engine.lines(run)).toEqual(['add chi: proved'])
    expect(engine.plan()).toMatchObject({ changes: [], held: [{ personId: 'an', code: 'left-by-themselves' }] })
    expect(engine.asked()).toEqual(['add chi'])
  })

  test('B6 whoever an administrator put out stays out', async () => {
    const engine = await createEngine({
      wanted: { v1: { head: 'leader', an: 'member', chi: 'member' } },
      present: { v1: { head: 'leader' } },
    })
    const run = engine.approve()
    engine.runs.depart('village:v1', { personId: 'an', by: 'administrator', at: engine.now() })
    await engine.carryOut(run)
    expect(engine.lines(run)).toEqual(['add an: held removed-by-administrator', 'add chi: proved'])
    expect(engine.group(run).state).toBe('incomplete')
  })

  test('B6 whoever a run took out comes back once they are wanted again', async () => {
    const engine = await createEngine({
      wanted: { v1: { head: 'leader' } },
      present: { v1: { head: 'leader', an: 'member' } },
    })
    await engine.approveAndCarryOut()
    engine.runs.want('village:v1', 'an', 'member')
    await engine.approveAndCarryOut()
    expect(engine.members()).toEqual({ head: 'leader', an: 'member' })
  })
})

describe('failures', () => {
  test('C1 one add and one removal fail: the rest goes on, and it is not called a success', async () => {
    const engine = await createEngine({
      wanted: { v1: { head: 'leader', an: 'member', chi: 'member' } },
      present: { v1: { head: 'leader', gone: 'member', left: 'member' } },
    })
    const { addMembers, removeMember } = engine.writer
    engine.writer.addMembers = async (id, additions) =>
      Promise.all(
        additions.map(async (one) =>
          one.accountId === '@an' ? REFUSED : ((await addMembers(id, [one]))[0] ?? REFUSED),
        ),
      )
    engine.writer.removeMember = async (id, account) => (account === '@gone' ? REFUSED : removeMember(id, account))
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual([
      'add an: failed refused',
      'add chi: proved',
      'remove gone: failed refused',
      'remove left: proved',
    ])
    expect(engine.group(run).state).toBe('incomplete')
  })

  test('C2 members cannot be read: nothing is done, and it is tried again later', async () => {
    const engine = await createEngine(VILLAGE)
    engine.service.addFault({ kind: 'read-fails' })
    const run = engine.approve()
    expect(await engine.pass(run)).toBe('waiting')
    expect(engine.group(run)).toMatchObject({ code: 'unreachable', failures: 1 })
    expect(engine.asked()).toEqual([])
    engine.service.clearFaults()
    await engine.carryOut(run)
    expect(engine.lines(run)).toEqual(DONE)
  })

  test('C2 a service that cannot be read for hours is given up, and nothing was done', async () => {
    const engine = await createEngine(VILLAGE)
    engine.service.addFault({ kind: 'read-fails' })
    const run = await engine.approveAndCarryOut()
    expect(engine.group(run)).toMatchObject({ state: 'failed', code: 'unreachable' })
    expect(engine.lines(run).map((line) => line.split(': ')[1])).toEqual(Array(4).fill('cancelled'))
    expect(engine.asked()).toEqual([])
  })

  test('C3 a list that breaks off because the service fails is waited for longer than one that is never whole', async () => {
    const engine = await createEngine({ ...VILLAGE, pageSize: 2 })
    engine.service.addFault({ kind: 'read-fails', fromPage: 1 })
    const run = engine.approve()
    for (let pass = 0; pass < 6; pass++) await engine.pass(run)
    expect(engine.lines(run)).toContain('remove gone: waiting reading-partial')
    engine.service.clearFaults()
    await engine.carryOut(run)
    expect(engine.lines(run)).toContain('remove gone: proved')
  })

  test.each([
    ['page-lost', 'accepted'],
    ['total-unknown', 'proved'],
  ] as const)('C3 C7 a list that is not complete (%s) lets people in and nobody out', async (kind, standing) => {
    const engine = await createEngine({ ...VILLAGE, pageSize: 2 })
    engine.service.addFault({ kind })
    const run = await engine.approveAndCarryOut()
    expect(engine.group(run)).toMatchObject({ state: 'incomplete', passes: 4 })
    expect(engine.lines(run)).toEqual([
      'promote an: proved',
      `add chi: ${standing}`,
      'add dung: proved',
      'remove gone: held reading-partial',
    ])
    expect(engine.asked()).toEqual(['deputy an', 'add chi', 'add dung'])
    engine.service.clearFaults()
    await engine.look()
    const next = await engine.approveAndCarryOut()
    expect(engine.lines(next)).toEqual(['remove gone: proved'])
  })

  test('C7 somebody leaves while the list is read: nobody else is thought to have left, and nothing is removed by it', async () => {
    const engine = await createEngine({ ...VILLAGE, pageSize: 2 })
    let reads = 0
    const { readGroup } = engine.reader
    engine.reader.readGroup = async (id, cursor) => {
      const page = await readGroup(id, cursor)
      if (++reads === 1) engine.service.leave('real-v1', '@gone')
      return page
    }
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual(DONE)
    expect(engine.asked()).not.toContain('remove gone')
  })

  test('C4 an account that the service does not know is recorded, and the others come', async () => {
    const engine = await createEngine({ ...VILLAGE, unknown: ['chi'] })
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual([
      'promote an: proved',
      'add chi: failed account-unknown',
      'add dung: proved',
      'remove gone: proved',
    ])
  })

  test('somebody without an account is held, and the others come', async () => {
    const engine = await createEngine({ ...VILLAGE, withoutAccount: ['chi'] })
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)[1]).toBe('add chi: held no-account')
    expect(engine.group(run).state).toBe('incomplete')
  })

  test('C5 two workers at once: the second steps aside, and a second run is refused', async () => {
    const engine = await createEngine(VILLAGE)
    const run = engine.approve()
    expect(await Promise.all([engine.pass(run), engine.pass(run)])).toEqual(['proved', 'not-taken'])
    engine.runs.want('village:v1', 'em', 'member')
    const next = engine.approve()
    expect(engine.runs.approve(engine.plan(), engine.now())).toBeNull()
    engine.runs.cancel(next, engine.now())
  })

  test('C8 what was said to be done and has no effect is found out, tried again, and told', async () => {
    const engine = await createEngine(VILLAGE)
    engine.service.addFault({ kind: 'write-without-effect' })
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual([
      'promote an: without-effect',
      'add chi: without-effect',
      'add dung: without-effect',
      'remove gone: without-effect',
    ])
    expect(engine.group(run)).toMatchObject({ state: 'incomplete', passes: 3 })
    expect(engine.group(run).changes.map(({ attempts }) => attempts)).toEqual([3, 3, 3, 3])
  })

  test('C9 a crash at any call: it goes on, and nothing is forgotten', async () => {
    for (let crashAt = 0, died = true; died; crashAt++) {
      const engine = await createEngine(VILLAGE)
      let calls = 0
      const dying =
        <A extends unknown[], R>(call: (...input: A) => Promise<R>) =>
        async (...input: A): Promise<R> => {
          if (calls > crashAt) throw new Error('dead')
          const answer = await call(...input)
          if (calls++ === crashAt) throw new Error('dead')
          return answer
        }
      const { store, writer } = engine
      const kept = [{ ...store }, { ...writer }] as const
      Object.assign(store, {
        mark: dying(store.mark),
        keepReading: dying(store.keepReading),
        planNow: dying(store.planNow),
        release: dying(store.release),
      })
      Object.assign(writer, {
        addMembers: dying(writer.addMembers),
        removeMember: dying(writer.removeMember),
        changeRole: dying(writer.changeRole),
      })
      const run = engine.approve()
      await engine.pass(run).catch(() => {})
      died = calls > crashAt
      Object.assign(store, kept[0])
      Object.assign(writer, kept[1])
      await engine.carryOut(run)
      expect(engine.lines(run), `crash at ${String(crashAt)}`).toEqual(DONE)
      expect(engine.members()).toEqual({ head: 'leader', an: 'deputy', chi: 'member', dung: 'member' })
    }
  })

  test('C11 an error after the effect, and a service that does it later, both end in the right state', async () => {
    for (const kind of ['write-fails-after-effect', 'write-later'] as const) {
      const engine = await createEngine(VILLAGE)
      engine.service.addFault({ kind })
      const run = engine.approve()
      await engine.pass(run)
      engine.service.clearFaults()
      engine.service.settle()
      await engine.carryOut(run)
      await engine.look()
      expect(engine.members()).toEqual({ head: 'leader', an: 'deputy', chi: 'member', dung: 'member' })
      expect(engine.plan().changes).toEqual([])
    }
  })

  test('a service that lets through a few at a time is not given up', async () => {
    const people = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`p${String(at)}`, 'member' as const]))
    const engine = await createEngine({
      wanted: { v1: { head: 'leader' } },
      present: { v1: { head: 'leader', ...people } },
    })
    const { removeMember } = engine.writer
    let calls = 0
    engine.writer.removeMember = async (id, account) => (++calls % 2 === 0 ? LIMITED : removeMember(id, account))
    const run = await engine.approveAndCarryOut()
    expect(engine.members()).toEqual({ head: 'leader' })
    expect(engine.group(run).state).toBe('proved')
  })
})

describe('D9 the world moved since the approval', () => {
  test('stops, touches nothing and shows what moved', async () => {
    const engine = await createEngine(VILLAGE)
    const run = engine.approve()
    engine.runs.want('village:v1', 'chi', null)
    expect(await engine.pass(run)).toBe('moved')
    expect(engine.asked()).toEqual([])
    expect(engine.group(run)).toMatchObject({
      code: 'plan-changed',
      detail: { appeared: [], disappeared: [{ kind: 'add', personId: 'chi' }] },
    })
    expect(engine.lines(run).every((line) => line.endsWith(': cancelled'))).toBe(true)
  })

  test('does not stop for what came about by itself', async () => {
    const engine = await createEngine(VILLAGE)
    const run = engine.approve()
    engine.service.leave('real-v1', '@gone')
    engine.service.join('real-v1', '@chi')
    await engine.carryOut(run)
    expect(engine.lines(run)).toEqual(DONE)
    expect(engine.asked()).toEqual(['deputy an', 'add dung'])
  })

  test('says what had been done before it moved', async () => {
    const engine = await createEngine(VILLAGE)
    const { removeMember } = engine.writer
    engine.writer.removeMember = async () => NO_ANSWER
    const run = engine.approve()
    expect(await engine.pass(run)).toBe('waiting')
    engine.writer.removeMember = removeMember
    engine.runs.want('village:v1', 'em', 'member')
    engine.advance(10)
    expect(await engine.pass(run)).toBe('moved')
    expect(engine.lines(run)).toEqual([
      'promote an: proved',
      'add chi: proved',
      'add dung: proved',
      'remove gone: cancelled',
    ])
  })
})

describe('D14 leaders and acting accounts', () => {
  const HANDED_OVER = {
    wanted: { v1: { next: 'leader', an: 'member' } },
    present: { v1: { head: 'leader', an: 'member' } },
  } as const

  test('a successor who is added leads first, and then the old leader goes, in one run', async () => {
    const engine = await createEngine(HANDED_OVER)
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual(['add next: proved', 'remove head: proved'])
    expect(engine.asked()).toEqual(['add next', 'remove head'])
    expect(engine.members()).toEqual({ next: 'leader', an: 'member' })
  })

  const handover = {
    wanted: { v1: { next: 'leader', head: 'member' } },
    present: { v1: { head: 'leader', next: 'member' } },
  } as const

  test('hands over: the successor first', async () => {
    const engine = await createEngine(handover)
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual(['promote next: proved', 'demote head: proved'])
    expect(engine.asked()).toEqual(['leader next', 'member head'])
  })

  test('keeps the old leader while the promotion of the new one is only said to be done', async () => {
    const engine = await createEngine(handover)
    engine.service.addFault({ kind: 'write-without-effect' })
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual(['promote next: without-effect', 'demote head: held last-leader'])
    expect(engine.asked()).not.toContain('member head')
    expect(engine.members()).toEqual({ head: 'leader', next: 'member' })
  })

  test('never removes the acting account', async () => {
    const engine = await createEngine({
      wanted: { v1: { head: 'leader' } },
      present: { v1: { head: 'leader', bot: 'leader', gone: 'member' } },
      acting: ['bot'],
    })
    await engine.approveAndCarryOut()
    expect(engine.members()).toEqual({ head: 'leader', bot: 'leader' })
  })
})

describe('a full group', () => {
  const world = {
    wanted: { v1: { head: 'leader', an: 'member', chi: 'member' } },
    present: { v1: { head: 'leader', gone: 'member', left: 'member' } },
  } as const

  test('lets members out first, where there is no place otherwise', async () => {
    const full = await createEngine({ ...world, facts: { capacity: 3 } })
    await full.approveAndCarryOut()
    expect(full.asked()).toEqual(['remove gone', 'remove left', 'add an', 'add chi'])
    const roomy = await createEngine({ ...world, facts: { capacity: 5 } })
    await roomy.approveAndCarryOut()
    expect(roomy.asked()).toEqual(['add an', 'add chi', 'remove gone', 'remove left'])
  })

  test('holds whom it has no place for, and goes on', async () => {
    const engine = await createEngine({ ...world, facts: { capacity: 3 } })
    engine.writer.removeMember = async (_, account) =>
      account === '@left' ? REFUSED : engine.service.writer.removeMember('real-v1', account)
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual([
      'add an: proved',
      'add chi: held group-full',
      'remove gone: proved',
      'remove left: failed refused',
    ])
  })

  test('takes somebody once a leader has gone who had to wait for the successor', async () => {
    const engine = await createEngine({
      wanted: { v1: { next: 'leader', an: 'member' } },
      present: { v1: { head: 'leader', next: 'leader' } },
      facts: { capacity: 2 },
    })
    const run = await engine.approveAndCarryOut()
    expect(engine.lines(run)).toEqual(['add an: proved', 'remove head: proved'])
  })
})

describe('a run that is stopped', () => {
  test('pauses between two changes, and goes on from there', async () => {
    const engine = await createEngine(VILLAGE)
    const { changeRole } = engine.writer
    const run = engine.approve()
    engine.writer.changeRole = async (...input) => {
      const outcome = await changeRole(...input)
      engine.runs.pause(run)
      return outcome
    }
    expect(await engine.pass(run)).toBe('lost')
    expect(engine.asked()).toEqual(['deputy an'])
    expect(await engine.pass(run)).toBe('not-taken')
    engine.writer.changeRole = changeRole
    engine.runs.resume(run)
    await engine.carryOut(run)
    expect(engine.lines(run)).toEqual(DONE)
    expect(engine.asked()).toEqual(['deputy an', 'add chi', 'add dung', 'remove gone'])
  })

  test('is cancelled between two changes: what was asked for keeps its doubt, the rest is not done', async () => {
    const engine = await createEngine(VILLAGE)
    const { changeRole } = engine.writer
    const run = engine.approve()
    engine.writer.changeRole = async (...input) => {
      const outcome = await changeRole(...input)
      engine.runs.cancel(run, engine.now())
      return outcome
    }
    expect(await engine.pass(run)).toBe('lost')
    expect(engine.asked()).toEqual(['deputy an'])
    expect(engine.lines(run)).toEqual([
      'promote an: started',
      'add chi: cancelled',
      'add dung: cancelled',
      'remove gone: cancelled',
    ])
    await engine.look()
    expect(engine.plan().changes.map(({ kind }) => kind)).toEqual(['add', 'add', 'remove'])
  })

  test('asks for nothing when it was stopped itself for so long that somebody else may have the group', async () => {
    const engine = await createEngine(VILLAGE)
    const { mark } = engine.store
    engine.store.mark = async (...input) => {
      await mark(...input)
      engine.advance(30)
    }
    const run = engine.approve()
    expect(await engine.pass(run)).toBe('lost')
    expect(engine.asked()).toEqual([])
    engine.store.mark = mark
    await engine.carryOut(run)
    expect(engine.lines(run)).toEqual(DONE)
  })
})

describe('changes that people carry out', () => {
  async function withPeople(
    world: Parameters<typeof createEngine>[0],
  ): Promise<Engine & { readonly people: PeopleConnection }> {
    const people = createPeopleConnection()
    const engine = await createEngine(world, people)
    const [real] = engine.service.state()
    if (real !== undefined) {
      people.bringGroup(real)
      people.bring(real.members)
    }
    return { ...engine, people }
  }

  /** Somebody does it in the messenger, and brings the list of members. */
  async function bringList({ people, service, look }: Awaited<ReturnType<typeof withPeople>>): Promise<void> {
    people.bring(service.state()[0]?.members ?? [])
    await look()
  }

  test('become tasks, are ticked, and are proved by a later list', async () => {
    const engine = await withPeople(VILLAGE)
    const run = await engine.approveAndCarryOut()
    expect(engine.group(run).state).toBe('with-people')
    expect(engine.people.open()).toEqual(['deputy an', 'add chi', 'add dung', 'remove gone'])
    engine.people.answer('deputy an', 'done')
    engine.people.answer('add chi', 'done')
    engine.people.answer('add dung', 'not-found')
    expect(await engine.pass(run)).toBe('with-people')
    expect(engine.lines(run)).toEqual([
      'promote an: accepted',
      'add chi: accepted',
      'add dung: failed account-unknown',
      'remove gone: pending',
    ])
    await engine.service.writer.changeRole('real-v1', '@an', 'deputy')
    await bringList(engine)
    expect(await engine.pass(run)).toBe('with-people')
    expect(engine.lines(run)).toEqual([
      'promote an: proved',
      'add chi: pending',
      'add dung: failed account-unknown',
      'remove gone: pending',
    ])
    expect(engine.people.open()).toEqual(['remove gone', 'add chi'])
    engine.service.join('real-v1', '@chi')
    engine.service.leave('real-v1', '@gone')
    await bringList(engine)
    expect(await engine.pass(run)).toBe('incomplete')
    expect(engine.lines(run)).toEqual([
      'promote an: proved',
      'add chi: proved',
      'add dung: failed account-unknown',
      'remove gone: proved',
    ])
  })

  test('D14 ask for the old leader to be taken down once a list shows the new one', async () => {
    const engine = await withPeople({
      wanted: { v1: { next: 'leader', head: 'member' } },
      present: { v1: { head: 'leader', next: 'member' } },
    })
    const run = await engine.approveAndCarryOut()
    expect(engine.people.open()).toEqual(['leader next'])
    engine.people.answer('leader next', 'done')
    await engine.pass(run)
    expect(engine.lines(run)).toEqual(['promote next: accepted', 'demote head: held last-leader'])
    await engine.service.writer.changeRole('real-v1', '@next', 'leader')
    await bringList(engine)
    expect(await engine.pass(run)).toBe('with-people')
    expect(engine.people.open()).toEqual(['member head'])
  })

  test('begin with the group itself, which somebody makes and says which one it is', async () => {
    const engine = await withPeople({ wanted: { v1: { head: 'leader' } } })
    const run = await engine.approveAndCarryOut()
    expect(engine.people.open()).toEqual(['create Thôn v1'])
    const made = await engine.service.writer.createGroup('Thôn v1')
    const [real] = engine.service.state()
    if (made.kind !== 'done' || real === undefined) throw new Error('not made')
    engine.people.answer('create Thôn v1', 'done')
    engine.people.bringGroup(real)
    expect(await engine.pass(run)).toBe('with-people')
    expect(engine.lines(run)).toEqual(['create-group: proved', 'add head: pending'])
    expect(engine.people.open()).toEqual(['add head'])
  })

  test('give way to a newer run', async () => {
    const engine = await withPeople(VILLAGE)
    const first = await engine.approveAndCarryOut()
    const second = await engine.approveAndCarryOut()
    expect(engine.group(first)).toMatchObject({ state: 'cancelled', code: 'superseded' })
    expect(engine.group(second).state).toBe('with-people')
  })

  test('D9 stop at the world that moved as well', async () => {
    const engine = await withPeople(VILLAGE)
    const run = await engine.approveAndCarryOut()
    engine.runs.want('village:v1', 'chi', null)
    expect(await engine.pass(run)).toBe('moved')
  })
})
