import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  contextOf,
  createCaller,
  dropRoster,
  finished,
  importVillagers,
  setUpDistrict,
  VILLAGERS,
} from '../../test/small-district.ts'
import { doWork } from '../../test/test-queue.ts'
import type { Actor } from '../authorise.ts'
import type { ActorRole } from '../permissions.ts'
import type { Caller, Context } from '../index.ts'
import type { TaskPayload } from '../onboarding/field-payload.ts'
import type { TaskAnswer } from './answer-task.ts'

const VILLAGE = 'village:v1'
const LINK = 'https://zalo.me/g/lang'

const officerOf = (id: string, unitId: string, role: ActorRole = 'officer'): Actor => {
  const reach = { kind: 'units', roots: [unitId], unitIds: new Set([unitId]) } as const
  return { id, name: id, grants: [{ role, unitId, change: reach, see: reach, search: reach }] }
}
const said = (taskId: string, answer: TaskAnswer, more: Partial<TaskPayload> = {}) => ({
  id: randomUUID(),
  payload: {
    kind: 'task',
    recordedAt: new Date().toISOString(),
    taskId,
    answer,
    laterUntil: null,
    joinLink: null,
    ...more,
  } satisfies TaskPayload,
})

describeEngines('tasks on a device', (engine) => {
  let ctx: Context
  let api: Caller
  let officer: Caller
  let deviceId: string
  let runId: string

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    officer = createCaller({ ...ctx, actor: officerOf('officer', 'v1') })
    ;({ deviceId } = await officer.onboarding.prepareDevice({ name: 'Điện thoại', password: 'of nobody' }))
    runId = await begin()
  })

  async function begin(): Promise<string> {
    const { fingerprint } = await api.runs.proposal({ groupId: VILLAGE })
    const { id } = await api.runs.approve({ scope: { groupId: VILLAGE }, fingerprint })
    await api.runs.start({ id })
    await doWork(ctx)
    return id
  }
  const pack = () => officer.tasks.pack({ deviceId })
  const open = async () => (await pack()).groups[0]?.tasks ?? []
  const submit = async (...records: readonly ReturnType<typeof said>[]) =>
    (await officer.onboarding.submit({ deviceId, records: [...records] })).answers
  /** The group is made; gives the people who are to be added. */
  async function make() {
    const [creation] = await open()
    await submit(said(creation?.id ?? '', 'done', { joinLink: LINK }))
    await doWork(ctx)
    return open()
  }

  test('go along with whoever prepared it: names, numbers and the link of the groups they may change', async () => {
    const adds = await make()
    expect(adds.map((task) => task.personName).sort()).toEqual([...VILLAGERS].sort())
    const { groups, phones } = await pack()
    expect(groups).toMatchObject([{ groupId: VILLAGE, joinLink: LINK, asked: 11, answered: 1 }])
    expect(Object.values(phones).flat()).toContain('0830002010')
    const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10)
    const { leftToday, perDay } = await createCaller({
      ...ctx,
      today: () => today,
      actor: officerOf('officer', 'v1'),
    }).tasks.list()
    expect(perDay - leftToday).toBe(1)
    const stranger = createCaller({ ...ctx, actor: officerOf('stranger', 'v3') })
    const other = await stranger.onboarding.prepareDevice({ name: 'Máy khác', password: 'of nobody' })
    expect(await stranger.tasks.pack(other)).toMatchObject({ groups: [], open: 0, phones: {} })
    await expect(stranger.tasks.pack({ deviceId })).rejects.toThrow('another account')
  })

  test('of required people come first and say so, as on the printed checklist', async () => {
    const adds = await make()
    expect(adds.map(({ required }) => required)).toEqual(Array(10).fill(false))
    const last = adds.at(-1)?.personId ?? ''
    await ctx.db.updateTable('desired_member').set({ required: true }).where('person_id', '=', last).execute()
    expect((await open()).map(({ personId, required }) => [personId, required])).toEqual([
      [last, true],
      ...adds.slice(0, -1).map(({ personId }) => [personId, false]),
    ])
  })

  test('are answered once, however often the answers come', async () => {
    const [first, second, third] = await make()
    const records = [
      said(first?.id ?? '', 'done'),
      said(second?.id ?? '', 'refused'),
      said(third?.id ?? '', 'later', { laterUntil: '2024-02-02' }),
    ]
    const answers = await submit(...records)
    expect(answers.map(({ outcome, code }) => [outcome, code])).toEqual(Array(3).fill(['applied', null]))
    // The line broke before the answer.
    expect(await submit(...records)).toEqual(answers)
    expect(await Promise.all([submit(...records), submit(...records)])).toEqual([answers, answers])
    await doWork(ctx)
    expect((await api.runs.byId({ id: runId })).counts.changes).toEqual({
      proved: 1,
      accepted: 1,
      failed: 1,
      'with-people': 8,
    })
    expect((await api.people.byId({ id: second?.personId ?? '' })).reachability).toBe('refused')
    expect((await open()).filter((task) => task.laterUntil !== null).map(({ id }) => id)).toEqual([third?.id])
    const { rows } = await officer.onboarding.conflicts({})
    expect(rows).toEqual([])
  })

  test('are no longer shown once the roster says otherwise: nobody is to ask whoever has refused', async () => {
    const before = await make()
    const [refuses, ...others] = before
    const { overrideId } = await api.overrides.add({
      groupId: VILLAGE,
      personId: refuses?.personId ?? '',
      kind: 'exclude',
      reason: 'không muốn vào nhóm',
      to: '2024-12-31',
    })
    expect((await open()).map((task) => task.personId)).toEqual(others.map((task) => task.personId))
    expect((await pack()).phones).not.toHaveProperty(refuses?.personId ?? '')
    expect(await officer.tasks.list({ groupId: VILLAGE })).toMatchObject({ open: others.length })
    await api.overrides.end({ overrideId, groupId: VILLAGE, reason: 'đã đồng ý lại' })
    expect(await open()).toEqual(before)
  })

  test('that were closed or answered otherwise meanwhile come back with the reason, always the same', async () => {
    const [first, second, third] = await make()
    await api.tasks.answer({ id: first?.id ?? '', answer: 'refused' })
    for (const gone of [second, third])
      await api.overrides.add({
        groupId: VILLAGE,
        personId: gone?.personId ?? '',
        kind: 'exclude',
        reason: 'đã chuyển đi nơi khác',
        to: '2024-12-31',
      })
    await doWork(ctx)
    const records = [
      said(first?.id ?? '', 'done'),
      said(second?.id ?? '', 'done'),
      said('no-such-task', 'done'),
      said(third?.id ?? '', 'no-smartphone'),
    ]
    const answers = await submit(...records)
    expect(answers.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['dismissed', 'task-answered'],
      ['dismissed', 'task-closed'],
      ['dismissed', 'task-closed'],
      ['dismissed', 'task-closed'],
    ])
    expect(await submit(...records)).toEqual(answers)
    // What was not taken says nothing of anybody either.
    expect((await api.people.byId({ id: third?.personId ?? '' })).reachability).not.toBe('no-smartphone')
  })

  test('of a group that somebody may not change any more are not taken', async () => {
    const [first] = await make()
    officer = createCaller({ ...ctx, actor: officerOf('officer', 'v3') })
    expect(await submit(said(first?.id ?? '', 'done'))).toMatchObject([{ outcome: 'dismissed', code: 'not-theirs' }])
  })

  test('whoever said done may correct themselves; a group without its link is not made', async () => {
    const [creation] = await open()
    const id = creation?.id ?? ''
    expect(await submit(said(id, 'done', { joinLink: 'nhóm làng' }))).toMatchObject([{ code: 'link-missing' }])
    const ofAnother = 'https://zalo.me/g/duoi'
    await api.groups.setLink({ id: 'village:v2', joinLink: ofAnother })
    expect(await submit(said(id, 'done', { joinLink: ofAnother }))).toMatchObject([{ code: 'link-missing' }])
    const [first] = await make()
    const records = [said(first?.id ?? '', 'done'), said(first?.id ?? '', 'not-found')]
    expect(await submit(...records)).toMatchObject([{ outcome: 'applied' }, { outcome: 'applied' }])
    await doWork(ctx)
    expect((await api.runs.byId({ id: runId })).counts.changes).toMatchObject({ failed: 1 })
  })

  test('what was said by mistake is taken back: the task is open again, the run goes on, and the roster is as it was', async () => {
    const [first, second, third] = await make()
    const ids = [first?.id ?? '', second?.id ?? '', third?.id ?? ''] as const
    const before = (await api.people.byId({ id: second?.personId ?? '' })).reachability
    await submit(said(ids[0], 'done'), said(ids[1], 'refused'), said(ids[2], 'later', { laterUntil: '2024-02-09' }))
    await doWork(ctx)
    expect((await api.runs.byId({ id: runId })).counts.changes).toMatchObject({ failed: 1, accepted: 1 })
    expect((await pack()).answered.map(({ id, answer }) => [id, answer]).sort()).toEqual(
      [
        [ids[0], 'done'],
        [ids[1], 'refused'],
      ].sort(),
    )

    // Somebody else does not take it back.
    await expect(api.tasks.answer({ id: ids[1], answer: 'taken-back' })).rejects.toThrow('no longer be taken back')
    const records = ids.map((id) => said(id, 'taken-back'))
    expect((await submit(...records)).map(({ outcome }) => outcome)).toEqual(Array(3).fill('applied'))
    expect((await submit(...records)).map(({ outcome }) => outcome)).toEqual(Array(3).fill('applied'))
    await doWork(ctx)
    expect((await api.runs.byId({ id: runId })).counts.changes).toEqual({ proved: 1, 'with-people': 10 })
    expect((await api.people.byId({ id: second?.personId ?? '' })).reachability).toBe(before)
    const after = await pack()
    expect(after.answered).toEqual([])
    expect(after.groups[0]?.tasks.filter(({ id }) => ids.includes(id))).toMatchObject(
      Array(3).fill({ laterUntil: null }),
    )
    const actions = (await api.audit.list({ subject: { kind: 'task', id: ids[1] } })).rows.map(({ action }) => action)
    expect(actions).toEqual(['task-answer-taken-back', 'task-answered'])

    // And answered rightly.
    await submit(said(ids[1], 'done'))
    await doWork(ctx)
    expect((await api.runs.byId({ id: runId })).counts.changes).toMatchObject({ accepted: 1 })
  })

  /** Somebody new is onboarded in the village. */
  const moveIn = async (name: string): Promise<void> => {
    const header = 'STT,Mã hộ,Họ và tên,Ngày sinh,"Thôn, làng",Đại diện hộ,Đồng ý tham gia nhóm'
    const importId = await dropRoster(api, `${header}\n1,${name},${name},1970,Làng Trên,x,x`)
    await finished(api, (await api.imports.confirm({ id: importId, leaveUndecided: true })).jobId)
  }

  /** Only a complete list says that somebody who is wanted is not in the group yet. */
  const bringEmptyList = async (): Promise<void> => {
    const source = { kind: 'text' as const, text: 'Người Lạ' }
    await api.readings.save({ groupId: VILLAGE, source, completeness: 'complete' })
    await doWork(ctx)
  }

  test('D9: a group that stopped because somebody moved in says so, and goes on with the same tasks once that is approved', async () => {
    const [first, second, third, ...others] = await make()
    await bringEmptyList()
    await submit(said(first?.id ?? '', 'done'))
    await doWork(ctx)
    await moveIn('Nay Mới')
    await submit(said(second?.id ?? '', 'done'))
    await doWork(ctx)
    expect(await api.runs.byId({ id: runId })).toMatchObject({ state: 'done', groups: [{ state: 'moved' }] })

    // What was asked for waits; what is said of it without signal meanwhile is taken.
    const stopped = {
      groupId: VILLAGE,
      runId,
      appeared: [{ kind: 'add', count: 1, names: ['Nay Mới'] }],
      disappeared: [],
      blocked: null,
      approved: 11,
      kept: 3,
    }
    expect((await pack()).groups).toMatchObject([{ tasks: [], stopped: { ...stopped, mayApprove: false } }])
    expect((await api.groups.byId({ id: VILLAGE })).stopped).toEqual({ ...stopped, mayApprove: true })
    expect((await api.runs.byId({ id: runId })).stopped).toEqual([{ ...stopped, mayApprove: true }])
    expect(await submit(said(third?.id ?? '', 'done'))).toMatchObject([{ outcome: 'applied' }])
    expect((await pack()).groups[0]?.stopped).toMatchObject({ kept: 4 })

    const next = await begin()
    const { groups } = await pack()
    const asked = groups[0]?.tasks ?? []
    expect(asked.map(({ id }) => id).sort()).not.toContain(first?.id)
    expect(asked.filter(({ personName }) => personName !== 'Nay Mới')).toEqual(others)
    expect(asked).toHaveLength(others.length + 1)
    expect(groups).toMatchObject([{ stopped: null, asked: 12, answered: 4 }])
    expect((await api.runs.byId({ id: next })).counts.changes).toEqual({ accepted: 3, 'with-people': 8 })
    expect((await api.runs.byId({ id: runId })).stopped).toEqual([])
    expect((await api.groups.byId({ id: VILLAGE })).stopped).toBeNull()
  })

  test('D9: where a group stopped, what is done is told from what was answered otherwise, and nobody is waited for', async () => {
    const [first, second, third] = await make()
    await bringEmptyList()
    await submit(said(first?.id ?? '', 'not-found'), said(second?.id ?? '', 'done'))
    await doWork(ctx)
    await moveIn('Nay Mới')
    await submit(said(third?.id ?? '', 'done'))
    await doWork(ctx)
    const { counts, stopped } = await api.runs.byId({ id: runId })
    expect(counts.groups).toEqual({ moved: 1 })
    expect(counts.changes).toMatchObject({ failed: 1, stopped: 7 })
    expect(counts.changes['with-people']).toBeUndefined()
    expect(stopped).toMatchObject([{ approved: 11, kept: 3 }])
    const states = (await api.runs.changes({ id: runId, groupId: VILLAGE })).map(({ state }) => state)
    expect(states.filter((state) => state === 'stopped')).toHaveLength(7)
  })

  test('D9: a plan that moved before it was begun leaves what the one before it asked for', async () => {
    const [first, ...others] = await make()
    await bringEmptyList()
    await submit(said(first?.id ?? '', 'done'))
    await doWork(ctx)
    await moveIn('Nay Mới')
    const { fingerprint } = await api.runs.proposal({ groupId: VILLAGE })
    const { id } = await api.runs.approve({ scope: { groupId: VILLAGE }, fingerprint })
    await moveIn('Nay Thêm')
    expect((await api.runs.start({ id })).moved).toHaveLength(1)
    expect((await pack()).groups).toMatchObject([
      { tasks: [], stopped: { runId: id, appeared: [{ count: 1, names: ['Nay Thêm'] }] } },
    ])
    await begin()
    expect((await open()).map(({ personName }) => personName).sort()).toEqual(
      [...others.map(({ personName }) => personName), 'Nay Mới', 'Nay Thêm'].sort(),
    )
    expect((await open()).filter((task) => others.some(({ id: before }) => before === task.id))).toHaveLength(9)
  })

  test('what a member list has built on is not taken back', async () => {
    const [first] = await make()
    await submit(said(first?.id ?? '', 'done'))
    const source = { kind: 'text' as const, text: VILLAGERS.join('\n') }
    await api.readings.save({ groupId: VILLAGE, source, completeness: 'complete' })
    expect(await submit(said(first?.id ?? '', 'taken-back'))).toMatchObject([
      { outcome: 'dismissed', code: 'task-closed' },
    ])
  })

  test('a list that was made after somebody said done on the device knows better', async () => {
    const [first, ...others] = await make()
    const record = said(first?.id ?? '', 'done')
    await api.readings.save({
      groupId: VILLAGE,
      source: { kind: 'text', text: others.map((task) => task.personName).join('\n') },
      completeness: 'complete',
    })
    await submit(record)
    await doWork(ctx)
    // Asked for again, and nothing is asked of those whom the list shows.
    expect((await open()).map((task) => task.personName)).toEqual([first?.personName])
  })

  test('say why somebody is to go, lead the leaders, and show how far a group is', async () => {
    await make()
    await api.runs.cancel({ id: runId })
    const source = { kind: 'text' as const, text: VILLAGERS.join('\n') }
    // The first list of a group removes nobody.
    for (let i = 0; i < 2; i++) await api.readings.save({ groupId: VILLAGE, source, completeness: 'complete' })
    const [gone, leads] = (await api.groups.byId({ id: VILLAGE })).lines
    const during = { groupId: VILLAGE, to: '2024-12-31' }
    await api.overrides.add({
      ...during,
      personId: gone?.personId ?? '',
      kind: 'exclude',
      reason: 'đã chuyển đi nơi khác',
    })
    await api.overrides.add({
      ...during,
      personId: leads?.personId ?? '',
      kind: 'include',
      role: 'leader',
      reason: 'phụ trách thôn',
    })
    await begin()
    const [group] = (await officer.tasks.list({ groupId: VILLAGE })).groups
    expect(group).toMatchObject({
      asked: 2,
      answered: 0,
      tasks: [
        { kind: 'role', role: 'leader', personId: leads?.personId },
        { kind: 'remove', reasons: [{ kind: 'exclude', text: 'đã chuyển đi nơi khác' }] },
      ],
    })
    expect(group?.tasks[0]?.reasons.length).toBeGreaterThan(0)
    for (const task of group?.tasks ?? []) await submit(said(task.id, 'done'))
    await doWork(ctx)
    // All is said, and the proof is missing: the group stays on the list.
    expect((await officer.tasks.list()).groups).toMatchObject([{ asked: 2, answered: 2, tasks: [] }])
  })
})
