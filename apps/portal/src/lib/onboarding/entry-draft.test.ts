import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  countRecords,
  findPack,
  forgetPack,
  keepPack,
  keepRecord,
  openStore,
  wipeStore,
  type DeviceStore,
} from './device-store.ts'
import {
  createDraftKeeper,
  type DraftKeeper,
  type EntryAtHand,
  type EntryDraft,
  type RecordedEntry,
} from './entry-draft.ts'
import { createVault, seal, unseal } from './vault.ts'

const { key } = await createVault({ password: 'mật khẩu', secret: null }, 1_000)
const draftOf = (name: string): EntryDraft => ({
  unitId: 'v1',
  at: '2026-01-05T00:00:00.000Z',
  name,
  phone: '0912345678',
  knownId: null,
  distinctFrom: [],
  householdText: '',
  householdId: null,
  represents: true,
  adult: true,
  reachability: 'reachable',
  proxyText: '',
  proxyId: null,
  noticeIds: ['n1'],
})
const RECORDED: RecordedEntry = {
  unitId: 'v1',
  recordId: 'r1',
  name: 'Ksor Một',
  householdId: 'h1',
  canJoin: true,
  groupId: 'village:v1',
}

let store: DeviceStore
let keepers: DraftKeeper[]
let written: number
/** Nothing is written before this has resolved. */
let held: Promise<unknown>

function tab(): DraftKeeper {
  const keeper = createDraftKeeper({
    read: async () => {
      const sealed = await findPack(store, 'draft')
      return sealed === null ? null : unseal(key, 'pack draft', sealed)
    },
    write: async (draft) => {
      await held
      written += 1
      if (draft === null) await forgetPack(store, 'draft')
      else await keepPack(store, 'draft', await seal(key, 'pack draft', draft))
    },
    locks: () => navigator.locks,
  })
  keepers.push(keeper)
  return keeper
}

beforeEach(async () => {
  store = await openStore()
  keepers = []
  written = 0
  held = Promise.resolve()
})
afterEach(async () => {
  for (const keeper of keepers) keeper.close()
  await wipeStore(store)
})

/** Until what was kept is written. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20))
}
/** Closes the browser and opens it again. */
async function reopen(): Promise<EntryAtHand | null> {
  keepers.at(-1)?.close()
  await settled()
  return tab().open()
}

it('what was typed is there after the browser was killed, sealed, as it was last', async () => {
  const first = tab()
  expect(await first.open()).toBeNull()
  for (const name of ['Ks', 'Ksor', 'Ksor Một']) first.keep(draftOf(name))
  await settled()
  expect(written).toBe(2)
  const text = Buffer.from((await findPack(store, 'draft'))?.data ?? new ArrayBuffer()).toString('latin1')
  expect(text.length).toBeGreaterThan(100)
  expect(['0912345678', 'Ksor'].filter((word) => text.includes(word))).toEqual([])
  expect(await reopen()).toEqual(draftOf('Ksor Một'))
})

it('a draft goes with the record that was made of it, also where its last letter was still being written', async () => {
  const first = tab()
  await first.open()
  let go: (value: unknown) => void = () => undefined
  held = new Promise((resolve) => {
    go = resolve
  })
  first.keep(draftOf('Ksor Mộ'))
  first.keep(draftOf('Ksor Một'))
  const stopped = first.stop()
  go(null)
  expect(await stopped).toBe(true)
  await keepRecord(store, 'r1', await seal(key, 'r1', {}), { name: 'draft', sealed: null })
  await settled()
  expect([await countRecords(store), await reopen()]).toEqual([1, null])
})

it('whoever was recorded is there after the browser was killed, sealed, until the officer goes on to the next', async () => {
  const first = tab()
  await first.open()
  first.keep(draftOf('Ksor Một'))
  await first.stop()
  const sealed = await seal(key, 'pack draft', RECORDED)
  await keepRecord(store, 'r1', await seal(key, 'r1', {}), { name: 'draft', sealed })
  expect(Buffer.from((await findPack(store, 'draft'))?.data ?? new ArrayBuffer()).toString('latin1')).not.toContain(
    'Ks',
  )
  expect(await reopen()).toEqual(RECORDED)
  keepers.at(-1)?.keep(null)
  await settled()
  expect(await reopen()).toBeNull()
})

it('what is emptied is forgotten', async () => {
  const first = tab()
  await first.open()
  first.keep(draftOf('Ksor'))
  first.keep(null)
  await settled()
  expect(await reopen()).toBeNull()
})

it('a second tab leaves the draft of the first alone', async () => {
  const first = tab()
  await first.open()
  first.keep(draftOf('Ksor Một'))
  await settled()
  const second = tab()
  expect(await second.open()).toBeNull()
  second.keep(draftOf('Ksor Hai'))
  // Nor does a record that the second makes take its place.
  expect(await second.stop()).toBe(false)
  await settled()
  first.close()
  await settled()
  expect(await second.open()).toEqual(draftOf('Ksor Một'))
})
