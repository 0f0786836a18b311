import { insertActualGroup, updateActualGroup, updateSetting } from '@ketnoi/db'
import type { ServiceFailure, WriteOutcome } from '@ketnoi/hierarchy'
import { createMemoryConnector } from '@ketnoi/hierarchy/testing'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  callerWith,
  codeOf,
  contextOf,
  createCaller,
  importVillagers,
  setUpDistrict,
} from '../../test/small-district.ts'
import { doWork } from '../../test/test-queue.ts'
import type { Caller, Context } from '../index.ts'
import { PER_MINUTE_SETTING, SECOND_ABOVE_SETTING } from './announcement-limits.ts'
import { sendNextMessage } from './send-message.ts'

const BY_HAND = 'village:v1'
const FIRST = 'village:v2'
const OTHER = 'village:v3'
const TEXT = 'Mất điện từ 8 giờ. [@all]'
const CLEAN = 'Mất điện từ 8 giờ.'
const LATER: ServiceFailure = {
  kind: 'failed',
  code: 'rate-limited',
  message: 'memory -32: limit',
  retry: true,
  effect: 'none',
}
const LOST: ServiceFailure = { ...LATER, code: 'unreachable', message: 'memory: no answer', effect: 'unknown' }
const REFUSED: ServiceFailure = { ...LATER, code: 'not-allowed', message: 'memory -224: package', retry: false }

describeEngines('announcements', (engine) => {
  let ctx: Context
  let api: Caller
  let other: Caller
  let minutes: number
  /** What arrived in the groups. */
  let messages: { readonly group: string; readonly text: string }[]
  /** What the service answers to the calls to come. */
  let answers: (ServiceFailure | ((stillHolds: () => Promise<void>) => Promise<WriteOutcome>))[]

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    messages = []
    answers = []
    minutes = 0
    const { reader, writer } = createMemoryConnector({})
    const announce = async (stillHolds: () => Promise<void>, group: string, text: string): Promise<WriteOutcome> => {
      const answer = answers.shift()
      if (typeof answer === 'function') return answer(stillHolds)
      await stillHolds()
      if (answer === undefined || answer.effect === 'unknown') messages.push({ group, text })
      return answer ?? { kind: 'done', already: false }
    }
    ctx = {
      ...contextOf(engine.db, engine.kind),
      now: () => new Date(Date.parse('2024-02-01T02:00:00Z') + minutes * 60_000).toISOString(),
      connectTo: async (name, stillHolds) =>
        name === 'silent' || name === 'memory'
          ? {
              reader,
              writer,
              carriedOutBy: 'program',
              actingPersons: [],
              ...(name === 'memory' ? { announce: (group, text) => announce(stillHolds, group, text) } : {}),
            }
          : null,
    }
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    other = await callerWith(ctx, { role: 'administrator' })
    await updateSetting(ctx.db, PER_MINUTE_SETTING, 1_000_000)
    await link(BY_HAND, 'hands-on')
    await link(FIRST, 'memory')
    await link(OTHER, 'memory')
  })

  async function link(groupId: string, service: string): Promise<void> {
    const base = { previousNames: [], owner: 'us', archived: false, firstRun: false, capacity: null } as const
    const joinLink = service === 'hands-on' ? `https://zalo.me/g/${groupId}` : null
    await insertActualGroup(ctx.db, {
      ...base,
      id: `real ${groupId}`,
      externalId: `x-${groupId}`,
      groupId,
      name: groupId,
      joinLink,
      service,
    })
  }

  type Scope = Parameters<Caller['announcements']['preview']>[0]['scope']
  const villages: Scope = { unitId: null, kinds: ['village'] }

  async function approve(scope: Scope = villages, text = TEXT): Promise<string> {
    const { fingerprint } = await api.announcements.preview({ text, scope })
    return (await api.announcements.approve({ text, scope, fingerprint })).id
  }
  async function begin(scope: Scope = villages): Promise<string> {
    const id = await approve(scope)
    await api.announcements.start({ id })
    return id
  }
  const statesOf = async (id: string): Promise<Record<string, string>> =>
    Object.fromEntries((await api.announcements.byId({ id })).groups.map((group) => [group.groupId, group.state]))

  test('is shown exactly as it will be sent, with who gets it, through what, and who cannot be reached', async () => {
    const all = await api.announcements.preview({ text: TEXT, scope: { unitId: null } })
    expect(all).toMatchObject({ text: CLEAN, reached: 3, byHand: 1, byService: 2, repeated: 0, needsSecond: false })
    expect(all.unreachable.map(({ code }) => code)).toEqual(['group-unknown', 'group-unknown', 'group-unknown'])
    const below = await api.announcements.preview({ text: TEXT, scope: { unitId: 'c1', kinds: ['village'] } })
    expect(below.groups.map(({ id }) => id).sort()).toEqual([BY_HAND, FIRST])
    await updateActualGroup(ctx.db, `real ${OTHER}`, { service: 'silent' })
    await updateActualGroup(ctx.db, `real ${FIRST}`, { service: 'nobody' })
    await updateActualGroup(ctx.db, `real ${BY_HAND}`, { archived: true })
    const { unreachable } = await api.announcements.preview({ text: TEXT, scope: villages })
    expect(unreachable.map(({ code }) => code).sort()).toEqual([
      'group-archived',
      'not-supported',
      'service-not-set-up',
    ])
    expect(await codeOf(approve())).toBe('announcement-nobody')
    expect(await codeOf(api.announcements.preview({ text: '[@all]', scope: villages }))).toBe('announcement-empty')
    const long = 'x'.repeat(2_001)
    expect(await codeOf(api.announcements.preview({ text: long, scope: villages }))).toBe('announcement-too-long')
    expect(await codeOf(api.announcements.preview({ text: 'a', scope: { groupIds: ['village:none'] } }))).toBe(
      'not-found',
    )
  })

  test('goes to services by itself and to ordinary groups by hand, and ends with the last of it', async () => {
    const id = await begin()
    expect(messages).toEqual([])
    await doWork(ctx)
    expect(messages).toEqual([
      { group: `x-${FIRST}`, text: CLEAN },
      { group: `x-${OTHER}`, text: CLEAN },
    ])
    const { groups } = await api.tasks.list()
    expect(groups).toMatchObject([
      { groupId: BY_HAND, joinLink: `https://zalo.me/g/${BY_HAND}`, tasks: [{ kind: 'announce', text: CLEAN }] },
    ])
    const task = groups[0]?.tasks[0]?.id ?? ''
    expect(await codeOf(api.tasks.answer({ id: task, answer: 'refused' }))).toBe('task-answer')
    expect((await api.announcements.byId({ id })).state).toBe('running')
    await api.tasks.answer({ id: task, answer: 'done' })
    await api.tasks.answer({ id: task, answer: 'done' })
    expect(await codeOf(api.tasks.answer({ id: task, answer: 'later' }))).toBe('task-closed')
    const after = await api.announcements.byId({ id })
    expect(after).toMatchObject({ state: 'done', counts: { sent: 2, done: 1 }, missed: 0 })
    expect(await codeOf(api.announcements.start({ id }))).toBe('announcement-state')
    // Tasks of people are counted for a day; passing something on is none of them.
    expect((await api.tasks.list()).leftToday).toBe((await api.tasks.list()).perDay)
  })

  test('tries again, later each time, what the service was too busy for; keeps its words where it refuses', async () => {
    answers = [LATER, LATER, REFUSED]
    const id = await begin({ groupIds: [FIRST, OTHER] })
    await sendNextMessage(ctx, id)
    await sendNextMessage(ctx, id)
    // The whole announcement waits for a service that is asked too much.
    expect(answers).toHaveLength(2)
    minutes += 1
    await sendNextMessage(ctx, id)
    minutes += 1
    await sendNextMessage(ctx, id)
    // Whoever waits lets the others go first.
    expect(await statesOf(id)).toEqual({ [FIRST]: 'failed', [OTHER]: 'waiting' })
    minutes += 1
    await sendNextMessage(ctx, id)
    const { groups, state, missed } = await api.announcements.byId({ id })
    expect({ state, missed, sent: messages.length }).toEqual({ state: 'done', missed: 1, sent: 1 })
    expect(groups).toMatchObject([
      { state: 'failed', code: 'not-allowed', message: 'memory -224: package', attempts: 2 },
      { state: 'sent', attempts: 2 },
    ])

    const again = await approve({ missedBy: id })
    expect(await codeOf(approve({ missedBy: id }))).toBe('announcement-nobody')
    await api.announcements.start({ id: again })
    await doWork(ctx)
    expect(messages).toHaveLength(2)
    expect(await api.announcements.byId({ id: again })).toMatchObject({ state: 'done', againOf: id })
    expect((await api.announcements.byId({ id })).missed).toBe(0)
  })

  test('is not sent again where the answer was lost: a person looks, and decides', async () => {
    answers = [LOST]
    const id = await begin({ groupIds: [FIRST, OTHER] })
    await doWork(ctx)
    minutes += 60
    await sendNextMessage(ctx, id)
    expect(messages).toHaveLength(2)
    expect(await api.announcements.byId({ id })).toMatchObject({ counts: { unknown: 1, sent: 1 }, missed: 0 })
    await api.announcements.settle({ id, groupId: FIRST, arrived: true })
    expect(await codeOf(api.announcements.settle({ id, groupId: FIRST, arrived: false }))).toBe('message-settled')
    expect(await api.announcements.byId({ id })).toMatchObject({ counts: { sent: 2 }, groups: [{ code: 'seen' }, {}] })

    answers = [LOST]
    const later = await begin({ groupIds: [OTHER, BY_HAND] })
    await doWork(ctx)
    await api.announcements.settle({ id: later, groupId: OTHER, arrived: false })
    const preview = await api.announcements.preview({ text: 'Nhắc lại', scope: { missedBy: later } })
    expect(preview.groups.map((group) => group.id)).toEqual([OTHER])
  })

  test('a worker that dies between the message and the note leaves a question, not a second message', async () => {
    const id = await begin({ groupIds: [FIRST, OTHER] })
    let answer: (outcome: WriteOutcome) => void = () => {}
    answers = [
      () => {
        messages.push({ group: 'first', text: CLEAN })
        return new Promise((resolve) => (answer = resolve))
      },
    ]
    const dying = sendNextMessage(ctx, id)
    await expect.poll(() => messages.length).toBe(1)
    // While its lease holds, nobody else sends anything.
    await sendNextMessage(ctx, id)
    expect(messages).toHaveLength(1)
    minutes += 3
    await sendNextMessage(ctx, id)
    await sendNextMessage(ctx, id)
    expect(messages).toHaveLength(2)
    expect(await statesOf(id)).toEqual({ [FIRST]: 'unknown', [OTHER]: 'sent' })
    // It was only slow: what it says late is true all the same.
    answer({ kind: 'done', already: false })
    await dying
    expect(await statesOf(id)).toEqual({ [FIRST]: 'sent', [OTHER]: 'sent' })
    expect(messages).toHaveLength(2)
  })

  test('a worker that waited for its turn at the service for too long sends nothing', async () => {
    const id = await begin({ groupIds: [FIRST] })
    let goOn: () => void = () => {}
    const wait = async (stillHolds: () => Promise<void>): Promise<WriteOutcome> => {
      await new Promise<void>((resolve) => (goOn = resolve))
      await stillHolds()
      throw new Error('was sent')
    }
    answers = [wait]
    const pausing = sendNextMessage(ctx, id)
    await expect.poll(() => answers.length).toBe(0)
    await api.announcements.pause({ id })
    goOn()
    await pausing
    expect(await api.announcements.byId({ id })).toMatchObject({ groups: [{ state: 'waiting', attempts: 0 }] })
    await api.announcements.resume({ id })

    answers = [wait]
    const late = sendNextMessage(ctx, id)
    await expect.poll(() => answers.length).toBe(0)
    minutes += 3
    // To everybody else it looked as if it had died in the middle, and everything was over.
    await sendNextMessage(ctx, id)
    goOn()
    await late
    expect(await api.announcements.byId({ id })).toMatchObject({ state: 'done', counts: { cancelled: 1 }, missed: 1 })
  })

  test('a call that breaks off is a question too, and the rest goes on', async () => {
    const id = await begin({ groupIds: [FIRST, OTHER] })
    answers = [() => Promise.reject(new Error('a bug'))]
    await expect(sendNextMessage(ctx, id)).rejects.toThrow('a bug')
    await doWork(ctx)
    expect(await statesOf(id)).toEqual({ [FIRST]: 'unknown', [OTHER]: 'sent' })
  })

  test('two workers send each message once, at the rate that was set', async () => {
    const id = await begin({ groupIds: [FIRST, OTHER] })
    await Promise.all(Array.from({ length: 6 }, () => sendNextMessage(ctx, id)))
    await doWork(ctx)
    expect(messages.map(({ group }) => group).sort()).toEqual([`x-${FIRST}`, `x-${OTHER}`])

    await updateSetting(ctx.db, PER_MINUTE_SETTING, 2)
    const slow = await begin({ groupIds: [OTHER, FIRST] })
    for (let at = 0; at < 4; at++) await sendNextMessage(ctx, slow)
    expect(messages).toHaveLength(3)
    minutes += 0.5
    for (let at = 0; at < 4; at++) await sendNextMessage(ctx, slow)
    expect(messages).toHaveLength(4)
  })

  test('pauses, also for those who do it by hand, goes on, and ends', async () => {
    const id = await begin()
    await sendNextMessage(ctx, id)
    await api.announcements.pause({ id })
    await doWork(ctx)
    expect(messages).toHaveLength(1)
    expect((await api.tasks.list()).open).toBe(0)
    await api.announcements.resume({ id })
    expect((await api.tasks.list()).open).toBe(1)
    await api.announcements.cancel({ id })
    await doWork(ctx)
    expect(messages).toHaveLength(1)
    expect((await api.tasks.list()).open).toBe(0)
    expect(await api.announcements.byId({ id })).toMatchObject({
      state: 'cancelled',
      counts: { sent: 1, cancelled: 2 },
      missed: 2,
    })
  })

  test('a message that is on its way when everything ends is still told of', async () => {
    const id = await begin({ groupIds: [FIRST, OTHER] })
    answers = [
      async () => {
        await api.announcements.cancel({ id })
        return { kind: 'done', already: false }
      },
    ]
    await sendNextMessage(ctx, id)
    expect(await statesOf(id)).toEqual({ [FIRST]: 'sent', [OTHER]: 'cancelled' })
  })

  test('waits in the quiet hours', async () => {
    await updateSetting(ctx.db, 'quiet-hours', { from: 8, to: 14 })
    const id = await begin({ groupIds: [FIRST] })
    await sendNextMessage(ctx, id)
    expect(messages).toEqual([])
    expect((await api.announcements.byId({ id })).nextAt).toBe('2024-02-01T07:00:00.000Z')
    minutes += 5 * 60
    await doWork(ctx)
    expect(messages).toHaveLength(1)
  })

  test('writes to no group that is reached in another way by now, and leaves the tasks of plans alone', async () => {
    const id = await begin()
    await updateActualGroup(ctx.db, `real ${FIRST}`, { externalId: 'another' })
    await doWork(ctx)
    expect((await api.announcements.byId({ id, states: ['failed'] })).groups).toMatchObject([{ code: 'group-changed' }])
    expect(messages.map(({ group }) => group)).toEqual([`x-${OTHER}`])
    // A plan that is approved for the group does not close what is to be announced there.
    const { fingerprint } = await api.runs.proposal({ groupId: BY_HAND })
    await api.runs.approve({ scope: { groupId: BY_HAND }, fingerprint })
    expect((await api.tasks.list()).groups[0]?.tasks).toMatchObject([{ kind: 'announce' }])
  })

  test('to many groups needs somebody else as well; the same text twice is not approved by a slip', async () => {
    await updateSetting(ctx.db, SECOND_ABOVE_SETTING, 2)
    const preview = await api.announcements.preview({ text: TEXT, scope: villages })
    expect(preview).toMatchObject({ needsSecond: true, secondAbove: 2 })
    const wanted = { text: TEXT, scope: villages, fingerprint: preview.fingerprint }
    const both = await Promise.allSettled([api.announcements.approve(wanted), other.announcements.approve(wanted)])
    const done = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(done).toHaveLength(1)
    expect(await codeOf(api.announcements.approve(wanted))).toBe('announcement-changed')
    expect((await api.announcements.preview({ text: TEXT, scope: villages })).repeated).toBe(3)

    const id = done[0]?.id ?? ''
    const [first, second] = (await api.announcements.byId({ id })).ownApproval ? [api, other] : [other, api]
    expect(await codeOf(first.announcements.start({ id }))).toBe('second-missing')
    const looked = (await second.announcements.byId({ id })).fingerprint ?? ''
    expect(looked).not.toBe('')
    expect(await codeOf(first.announcements.second({ id, fingerprint: looked }))).toBe('second-is-first')
    expect(await codeOf(second.announcements.second({ id, fingerprint: 'another' }))).toBe('announcement-changed')
    // Another real group was linked between looking and agreeing.
    await updateActualGroup(ctx.db, `real ${FIRST}`, { externalId: 'another' })
    expect(await codeOf(second.announcements.second({ id, fingerprint: looked }))).toBe('announcement-changed')
    await updateActualGroup(ctx.db, `real ${FIRST}`, { externalId: `x-${FIRST}` })
    await second.announcements.second({ id, fingerprint: looked })
    expect(await codeOf(second.announcements.second({ id, fingerprint: looked }))).toBe('announcement-state')
    expect((await second.announcements.byId({ id })).fingerprint).toBeNull()
    const started = await Promise.allSettled([first.announcements.start({ id }), second.announcements.start({ id })])
    expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await doWork(ctx)
    expect(messages).toHaveLength(2)

    const old = await approve({ groupIds: [BY_HAND] }, 'Khác')
    minutes += 25 * 60
    expect(await codeOf(api.announcements.start({ id: old }))).toBe('approval-expired')
  })

  test('all of its groups lie within the area of whoever approves; others see what concerns them', async () => {
    const commune = await callerWith(ctx, { role: 'commune-administrator', unitId: 'c1' })
    const officer = await callerWith(ctx, { role: 'officer', unitId: 'c2' })
    const own = await commune.announcements.preview({ text: TEXT, scope: villages })
    expect(own.groups.map(({ id }) => id).sort()).toEqual([BY_HAND, FIRST])
    for (const scope of [{ groupIds: [FIRST, OTHER] }, { unitId: 'd' }, { unitId: 'c2' }])
      expect(await codeOf(commune.announcements.preview({ text: TEXT, scope }))).toBe('forbidden')
    expect(await codeOf(officer.announcements.preview({ text: TEXT, scope: { groupIds: [OTHER] } }))).toBe('forbidden')

    answers = [REFUSED, LOST]
    const id = await begin()
    await doWork(ctx)
    expect(await codeOf(commune.announcements.second({ id, fingerprint: '' }))).toBe('forbidden')
    for (const how of ['pause', 'resume', 'cancel', 'start'] as const)
      expect(await codeOf(commune.announcements[how]({ id }))).toBe('forbidden')
    expect(await codeOf(commune.announcements.preview({ text: 'a', scope: { missedBy: id } }))).toBe('forbidden')
    expect(await officer.announcements.byId({ id })).toMatchObject({
      maySteer: false,
      groupCount: 1,
      groups: [{ groupId: OTHER, state: 'unknown' }],
    })
    expect((await officer.announcements.list()).rows).toMatchObject([{ id, groupCount: 1 }])
    expect(await codeOf(commune.announcements.settle({ id, groupId: OTHER, arrived: true }))).toBe('forbidden')
    await officer.announcements.settle({ id, groupId: OTHER, arrived: true })
    const elsewhere = await begin({ groupIds: [FIRST] })
    expect(await codeOf(officer.announcements.byId({ id: elsewhere }))).toBe('forbidden')
    expect((await officer.announcements.list()).rows.map((row) => row.id)).toEqual([id])
  })
})
