import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countRecords, keepRecord, openStore, wipeStore, type DeviceStore } from './device-store.ts'
import { sendQueue, waitBefore, type QueueRecord, type RecordAnswer } from './send-queue.ts'
import { createVault, seal } from './vault.ts'

const { key } = await createVault({ password: 'mật khẩu', secret: null }, 1_000)
let store: DeviceStore

beforeEach(async () => {
  store = await openStore()
})
afterEach(() => wipeStore(store))

async function keep(...names: readonly string[]): Promise<void> {
  for (const name of names) await keepRecord(store, `id-${name}`, await seal(key, `id-${name}`, { name }))
}

/** A server that knows records by their ids, behind a line that may break before or after it has them. */
function serverOf(breaks: (call: number) => 'before' | 'after' | null = () => null) {
  const taken: string[] = []
  let calls = 0
  const submit = async (records: readonly QueueRecord[]): Promise<readonly RecordAnswer[]> => {
    const broken = breaks(calls++)
    if (broken === 'before') throw new Error('no line')
    for (const { id } of records) if (!taken.includes(id)) taken.push(id)
    if (broken === 'after') throw new Error('the answer got lost')
    return records.map(({ id }) => ({ id, outcome: 'applied', code: null }))
  }
  return { taken, submit, calls: () => calls }
}
const send = (submit: ReturnType<typeof serverOf>['submit']) =>
  sendQueue({ store, key, submit, locks: navigator.locks })

describe('the queue', () => {
  it('is sent in its order, in parts, and is empty then', async () => {
    const names = Array.from({ length: 45 }, (_, index) => String(index))
    await keep(...names)
    const server = serverOf()
    expect(await send(server.submit)).toBe('done')
    expect(server.taken).toEqual(names.map((name) => `id-${name}`))
    expect(server.calls()).toBe(3)
    expect(await countRecords(store)).toBe(0)
  })

  it('survives a closed browser', async () => {
    await keep('một', 'hai')
    store.close()
    store = await openStore()
    expect(await countRecords(store)).toBe(2)
  })

  it('loses nothing and doubles nothing, however often the line breaks', async () => {
    await keep('một', 'hai', 'ba')
    const breaks = ['before', 'after', 'after', 'before'] as const
    const server = serverOf((call) => breaks[call] ?? null)
    for (const _ of breaks) {
      await expect(send(server.submit)).rejects.toThrow()
      expect(await countRecords(store)).toBe(3)
    }
    await send(server.submit)
    expect(server.taken).toEqual(['id-một', 'id-hai', 'id-ba'])
    expect(await countRecords(store)).toBe(0)
  })

  it('keeps what the server could not take in, and sends the others', async () => {
    await keep('một', 'hai', 'ba')
    const submit = async (records: readonly QueueRecord[]): Promise<readonly RecordAnswer[]> =>
      records.map(({ id }) => ({ id, outcome: id === 'id-hai' ? 'failed' : 'open', code: null }))
    expect(await send(submit)).toBe('kept')
    expect(await countRecords(store)).toBe(1)
    expect(await send(serverOf().submit)).toBe('done')
  })

  it('is sent by one tab at a time', async () => {
    await keep('một')
    const server = serverOf()
    const outcomes = await Promise.all([send(server.submit), send(server.submit)])
    expect(outcomes.sort()).toEqual(['busy', 'done'])
    expect(server.calls()).toBe(1)
  })

  it('stays as it is under a wrong key', async () => {
    await keep('một')
    const other = await createVault({ password: 'mật khẩu', secret: null }, 1_000)
    const options = { store, key: other.key, submit: serverOf().submit, locks: navigator.locks }
    await expect(sendQueue(options)).rejects.toThrow()
    expect(await countRecords(store)).toBe(1)
  })
})

describe('the wait before another try', () => {
  it('doubles up to a minute, each device on its own', () => {
    const longest = [0, 1, 2, 3, 4, 5, 20].map((attempt) => waitBefore(attempt, () => 1))
    expect(longest).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
    expect(waitBefore(3, () => 0)).toBe(8_000)
  })
})
