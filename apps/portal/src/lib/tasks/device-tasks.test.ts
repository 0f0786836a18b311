import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  countRecords,
  findPack,
  keepPack,
  keepRecord,
  openStore,
  wipeStore,
  type DeviceStore,
} from '../onboarding/device-store.ts'
import { sendQueue, unqueue, type QueueRecord, type RecordAnswer } from '../onboarding/send-queue.ts'
import { createVault, seal, unseal } from '../onboarding/vault.ts'
import { createDeviceTasks, type DeviceTasks } from './device-tasks.ts'
import { answeredOf, NO_TASKS, type TaskPack } from './kept-tasks.ts'
import type { Given, Task } from './task-board.ts'

const { key } = await createVault({ password: 'mật khẩu', secret: null }, 1_000)
const DONE: Given = { answer: 'done', laterUntil: null, joinLink: null }

const task = (id: string, facts: Partial<Task> = {}): Task => ({
  id,
  kind: 'add',
  personId: `p-${id}`,
  personName: `Siu ${id}`,
  role: 'member',
  name: null,
  text: null,
  reasons: [],
  required: false,
  reachability: 'unknown',
  maskedPhones: [],
  laterUntil: null,
  ...facts,
})
const packOf = (...tasks: readonly Task[]): TaskPack => ({
  today: '2026-01-05',
  takenAt: '2026-01-05T00:00:00.000Z',
  groups: [
    {
      groupId: 'g',
      name: 'Nhóm',
      joinLink: null,
      clauses: [],
      stopped: null,
      asked: tasks.length,
      answered: 0,
      tasks: [...tasks],
    },
  ],
  open: tasks.length,
  leftToday: 40,
  perDay: 40,
  answered: [],
  phones: { 'p-1': ['0912345678'] },
})

let store: DeviceStore
let pack: TaskPack
let tasks: DeviceTasks

/** A device as it is after its browser was opened. */
async function open(): Promise<DeviceTasks> {
  let shown = NO_TASKS
  const opened = createDeviceTasks({
    shown: () => shown,
    show: (kept) => {
      shown = kept
    },
    read: async () => {
      const sealed = await findPack(store, 'tasks')
      return sealed === null ? null : unseal(key, 'pack tasks', sealed)
    },
    keep: async (kept) => keepPack(store, 'tasks', await seal(key, 'pack tasks', kept)),
    add: async (id, payload, kept) =>
      keepRecord(store, id, await seal(key, id, payload), {
        name: 'tasks',
        sealed: await seal(key, 'pack tasks', kept),
      }),
    forget: async (id, kept) =>
      unqueue({
        store,
        locks: navigator.locks,
        id,
        pack: { name: 'tasks', sealed: await seal(key, 'pack tasks', kept) },
      }),
    fetch: async () => pack,
    locks: () => navigator.locks,
  })
  await opened.read()
  return opened
}

beforeEach(async () => {
  store = await openStore()
  pack = packOf(task('1'), task('2'))
  tasks = await open()
  await tasks.fetch()
})
afterEach(() => wipeStore(store))

const say = (id: string, given: Partial<Given> = {}) => tasks.answer(task(id), { name: 'Nhóm' }, { ...DONE, ...given })
/** Sends what waits to a server that answers so, and gives what it got. */
async function send(answerOf: (record: QueueRecord) => Omit<RecordAnswer, 'id'>): Promise<readonly QueueRecord[]> {
  const got: QueueRecord[] = []
  await sendQueue({
    store,
    key,
    locks: navigator.locks,
    keep: tasks.note,
    submit: async (records) => {
      got.push(...records)
      return records.map((record) => ({ id: record.id, ...answerOf(record) }))
    },
  })
  return got
}
const APPLIED = { outcome: 'applied', code: null } as const
const states = () => tasks.kept.answers.map(({ taskId, state, code }) => [taskId, state, code])

describe('tasks on a device', () => {
  it('are answered in the queue, and still are when the browser is opened again', async () => {
    await say('1')
    expect([await countRecords(store), tasks.open]).toEqual([1, 1])
    store.close()
    store = await openStore()
    tasks = await open()
    expect([await countRecords(store), tasks.open, states()]).toEqual([1, 1, [['1', 'waiting', null]]])
    const [record] = await send(() => APPLIED)
    expect(record?.payload).toMatchObject({ kind: 'task', taskId: '1', ...DONE })
    expect([await countRecords(store), states()]).toEqual([0, [['1', 'taken', null]]])
  })

  it('hold nothing of anybody outside the vault', async () => {
    await say('1')
    const sealed = await findPack(store, 'tasks')
    const text = Buffer.from(sealed?.data ?? new ArrayBuffer()).toString('latin1')
    expect(text.length).toBeGreaterThan(100)
    expect(['0912345678', 'Siu 1'].filter((word) => text.includes(word))).toEqual([])
  })

  it('show a new list without what was answered, whether it has arrived or not', async () => {
    await say('1')
    await say('2', { answer: 'later', laterUntil: '2099-01-01' })
    await tasks.fetch()
    expect(tasks.open).toBe(0)
    await send(() => APPLIED)
    // It was on its way before the answers were taken in.
    await tasks.fetch()
    expect(answeredOf(tasks.kept).map(({ taskId }) => taskId)).toEqual(['1', '2'])
    pack = packOf(task('3'))
    await tasks.fetch()
    expect([tasks.open, states()]).toEqual([1, []])
  })

  it('tell what the server did not take, until somebody has read it', async () => {
    await say('1')
    await say('2')
    await send(({ payload }) =>
      (payload as { taskId: string }).taskId === '1' ? { outcome: 'dismissed', code: 'task-closed' } : APPLIED,
    )
    pack = packOf()
    await tasks.fetch()
    tasks = await open()
    expect(states()).toEqual([['1', 'refused', 'task-closed']])
    expect(tasks.kept.answers[0]?.task.personName).toBe('Siu 1')
    await tasks.forgetNotice(tasks.kept.answers[0]?.id ?? '')
    await tasks.fetch()
    expect(states()).toEqual([])
  })

  it('keep the notice although the device dies before the answer has left the queue', async () => {
    await say('1')
    const records: QueueRecord[] = []
    const died = sendQueue({
      store,
      key,
      locks: navigator.locks,
      keep: async (answers) => {
        await tasks.note(answers)
        throw new Error('the phone dies')
      },
      submit: async (sent) => {
        records.push(...sent)
        return sent.map(({ id }) => ({ id, outcome: 'dismissed', code: 'task-answered' }))
      },
    })
    await expect(died).rejects.toThrow()
    expect([await countRecords(store), states()]).toEqual([1, [['1', 'refused', 'task-answered']]])
    const again = await send(() => ({ outcome: 'dismissed', code: 'task-answered' }))
    expect(again.map(({ id }) => id)).toEqual(records.map(({ id }) => id))
    expect(states()).toHaveLength(1)
  })

  it('open again where a group was made and its link leads nowhere', async () => {
    pack = packOf(task('1', { kind: 'create' }))
    await tasks.fetch()
    await say('1', { joinLink: 'https://zalo.me/g/x' })
    expect(tasks.open).toBe(0)
    await send(() => ({ outcome: 'dismissed', code: 'link-missing' }))
    expect(tasks.open).toBe(1)
    await tasks.forgetNotice(tasks.kept.answers[0]?.id ?? '')
    expect([tasks.open, states()]).toEqual([1, []])
  })

  it('are as before when an answer is taken back that has not been sent', async () => {
    await say('1', { answer: 'refused' })
    const [said] = tasks.said
    expect([said?.id, said?.answer, tasks.open]).toEqual(['1', 'refused', 1])
    if (said !== undefined) await tasks.takeBack(said)
    expect([await countRecords(store), tasks.open, tasks.said, states()]).toEqual([0, 2, [], []])
    tasks = await open()
    expect([tasks.open, tasks.said]).toEqual([2, []])
  })

  it('are taken back by another record where the answer has been sent, or is on its way', async () => {
    await say('1', { answer: 'refused' })
    pack = { ...packOf(task('2')), answered: [] }
    const [said] = tasks.said
    if (said === undefined) throw new Error('it was said')
    await send(() => APPLIED)
    await tasks.fetch()
    // What the server has of the same person, also of another device.
    pack = { ...pack, answered: [{ ...said, answer: 'refused' }] }
    await tasks.fetch()
    expect(tasks.said.map(({ id }) => id)).toEqual(['1'])
    await tasks.takeBack(said)
    expect([await countRecords(store), tasks.said]).toEqual([1, []])
    // Open again there: the list that comes with it shows it.
    pack = packOf(task('1'), task('2'))
    const [record] = await send(() => APPLIED)
    expect(record?.payload).toMatchObject({ kind: 'task', taskId: '1', answer: 'taken-back' })
    expect([tasks.open, tasks.said]).toEqual([2, []])
  })

  it('stay answered where the server lets nothing be taken back, and somebody is told', async () => {
    await say('1')
    await send(() => APPLIED)
    const [said] = tasks.said
    if (said !== undefined) await tasks.takeBack(said)
    expect(tasks.open).toBe(2)
    await send(() => ({ outcome: 'dismissed', code: 'task-closed' }))
    expect([tasks.open, states()]).toEqual([1, [['1', 'refused', 'task-closed']]])
  })

  it('let two tabs answer at once', async () => {
    const other = await open()
    await Promise.all([say('1'), other.answer(task('2'), { name: 'Nhóm' }, DONE)])
    await tasks.read()
    expect([await countRecords(store), tasks.open]).toEqual([2, 0])
  })
})
