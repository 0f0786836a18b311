import { api } from '#lib/api.ts'
import { problemOf, type Problem } from '#lib/problem.ts'
import type { DeviceTasks, TaskPlace } from '#lib/tasks/device-tasks.ts'
import type { KeptTasks } from '#lib/tasks/kept-tasks.ts'
import {
  countRecords,
  findDevice,
  forgetPack,
  keepDevice,
  keepRecord,
  openStore,
  wipeStore,
  type DeviceStore,
  type StoredDevice,
} from './device-store.ts'
import { createDeviceLock, resumeSession, type Opening } from './device-lock.ts'
import { DEVICE_TABS, type TabMessage } from './device-tabs.ts'
import { createDraftKeeper, type DraftKeeper, type EntryAtHand } from './entry-draft.ts'
import { needsLogIn } from './needs-log-in.ts'
import { createRecordSender, PATIENCE_MS, type SendState } from './record-sender.svelte.ts'
import { DRAFT, readPack, readVillages, sealPack, TASKS, writePack, type OpenDevice } from './sealed-packs.ts'
import { unqueue } from './send-queue.ts'
import { createVault, seal } from './vault.ts'
import type { Village } from './village.ts'

/**
 * `unprepared`: nobody has prepared this device; `unknown`: the server does not know it (any more), what it holds stays; `locked`:
 * the password opens it; `wiped`: it was revoked.
 */
export type DeviceState = 'loading' | 'unsupported' | 'unprepared' | 'unknown' | 'locked' | 'open' | 'wiped'

export interface FieldDevice {
  readonly state: DeviceState
  /** How many records have not reached the server. */
  readonly unsent: number
  readonly sending: SendState
  /** After how many seconds what waits is sent again by itself, as of the last try. */
  readonly retriesIn: number | null
  /** Records that a person has to decide about, since this page was opened. */
  readonly held: number
  /** The account has another password by now: the new one is asked for, once. */
  readonly passwordIsOld: boolean
  readonly villages: readonly Village[]
  /** The village that was chosen last on this device, where it is still there. */
  readonly lastVillage: Village | null
  readonly chooseVillage: (unitId: string) => Promise<void>
  /** What is to be done by hand in the groups that its owner may change. */
  readonly tasks: DeviceTasks | null
  readonly prepare: (name: string, password: string) => Promise<Problem | null>
  readonly unlock: (password: string) => Promise<Problem | null>
  readonly lock: () => void
  /** Whom the officer is at. */
  readonly drafts: DraftKeeper
  readonly add: (id: string, payload: unknown) => Promise<void>
  /** The same for what is about the entry at hand: what follows takes its place in the same moment. */
  readonly addAtHand: (id: string, payload: unknown, next: EntryAtHand | null) => Promise<void>
  readonly keepVillage: (village: Village) => Promise<void>
  /** The village with the roster of today, when there is a line. */
  readonly fetchVillage: (unitId: string) => Promise<Village>
  readonly send: () => void
  /** Begins; gives what ends it. */
  readonly start: () => () => void
}

/** As long as a session lasts without a touch. */
const IDLE_MS = 15 * 60_000

export function createFieldDevice(): FieldDevice {
  let state = $state<DeviceState>('loading')
  let unsent = $state(0)
  let passwordIsOld = $state(false)
  let villages = $state.raw<readonly Village[]>([])
  let tasks = $state.raw<DeviceTasks | null>(null)
  let keptTasks = $state.raw<KeptTasks | null>(null)

  let store: DeviceStore | null = null
  let device: StoredDevice | null = null
  // Only ever here, in memory: closing the page, or fifteen minutes without a touch, lock the device.
  let key: CryptoKey | null = null
  const deviceLock = createDeviceLock()
  let prepared = false
  let tabs: BroadcastChannel | null = null
  let idle: ReturnType<typeof setTimeout> | undefined

  const tell = (message: TabMessage): void => tabs?.postMessage(message)

  const opened = (): OpenDevice | null => (store === null || key === null ? null : { store, key })

  function requireOpen(): OpenDevice {
    const open = opened()
    if (open === null) throw new Error('the device is locked')
    return open
  }

  /** What is kept under a name; nothing where the device was locked meanwhile. */
  async function readOpen(name: string): Promise<unknown> {
    const open = opened()
    const found = open === null ? null : await readPack(open, name)
    return key === null ? null : found
  }

  const placeOfTasks: TaskPlace = {
    shown: () => keptTasks,
    show: (kept) => {
      keptTasks = kept
    },
    read: () => readOpen(TASKS),
    keep: async (kept) => {
      await writePack(requireOpen(), TASKS, kept)
      tell({ kind: 'changed' })
    },
    add: async (id, payload, kept) => add(id, payload, await sealPack(requireOpen(), TASKS, kept)),
    forget: async (id, kept) => {
      const open = requireOpen()
      const pack = await sealPack(open, TASKS, kept)
      const gone = await unqueue({ store: open.store, locks: navigator.locks, id, pack })
      await recount()
      tell({ kind: 'changed' })
      return gone
    },
    fetch: async () => {
      try {
        return await api.tasks.pack.mutate(claim(), { signal: AbortSignal.timeout(PATIENCE_MS) })
      } catch (error) {
        await refused(problemOf(error).code)
        throw error
      }
    },
    locks: () => navigator.locks,
  }

  const drafts = createDraftKeeper({
    read: () => readOpen(DRAFT),
    write: async (entry) => {
      const open = opened()
      if (open === null) return
      if (entry === null) await forgetPack(open.store, DRAFT)
      else await writePack(open, DRAFT, entry)
    },
    locks: () => navigator.locks,
  })

  const sender = createRecordSender({
    opened,
    claim,
    recount,
    note: async (answers) => (await loadTasks()).note(answers),
    refused,
    onsent: () => tell({ kind: 'changed' }),
  })

  /** With the first opening: nobody waits for it who only wants to see the page. */
  async function loadTasks(): Promise<DeviceTasks> {
    const { createDeviceTasks } = await import('#lib/tasks/device-tasks.ts')
    tasks ??= createDeviceTasks(placeOfTasks)
    return tasks
  }

  async function open(made: CryptoKey): Promise<void> {
    if (store === null) return
    key = made
    villages = await readVillages({ store, key: made })
    // Where the line broke before it was here, the device opens without.
    await loadTasks().then(
      (loaded) => loaded.read(),
      () => undefined,
    )
    state = 'open'
    touch()
    sender.send()
  }

  async function prepare(name: string, password: string): Promise<Problem | null> {
    const problem = await prepareNow(name, password)
    if (problem === null) takeTasks()
    return problem
  }

  async function prepareNow(name: string, password: string): Promise<Problem | null> {
    if (store === null) return { code: 'unexpected', data: {} }
    // The server has prepared it already, and what it holds still waits for the old password.
    if (device !== null && prepared) return enter(await deviceLock.open(device, password))
    try {
      const { deviceId, accountId, ...told } = await api.onboarding.prepareDevice.mutate({ name, password })
      if (device === null) {
        const { vault, key: made } = await createVault({ password, secret: told.secret })
        const { passwordSetAt } = told
        return await enter({
          kind: 'open',
          key: made,
          device: { deviceId, accountId, vault, passwordSetAt },
          isNew: true,
        })
      }
      // What waits on a device that the server forgot was sealed with the key that it has: it keeps it.
      prepared = true
      device = { ...device, deviceId, accountId }
      return await enter(await deviceLock.adopt(device, { deviceId, accountId, password, ...told }))
    } catch (error) {
      return problemOf(error)
    }
  }

  async function unlock(password: string): Promise<Problem | null> {
    if (device === null) return { code: 'unexpected', data: {} }
    const opening = await deviceLock.open(device, password)
    if (opening.kind === 'shut') await refused(opening.problem.code)
    const problem = await enter(opening)
    // Not waited for: without a line the device opens all the same.
    if (problem === null) catchUp(password).catch(() => undefined)
    return problem
  }

  /** Goes on with what opening came to, after it is kept. */
  async function enter(opening: Opening): Promise<Problem | null> {
    if (opening.kind === 'shut' || store === null) return opening.kind === 'shut' ? opening.problem : null
    device = opening.device
    passwordIsOld = device.passwordIsOld === true
    prepared = false
    if (opening.isNew) {
      await keepDevice(store, device)
      // Asks the browser not to throw the queue away when the phone is full.
      void navigator.storage.persist?.()
      tell({ kind: 'changed' })
    }
    await open(opening.key)
    return null
  }

  /** It is the password of the account as well. */
  async function catchUp(password: string): Promise<void> {
    await resumeSession(password)
    const completed = device === null ? null : await deviceLock.complete(device, password)
    if (completed === 'old') await refused('device-password-old')
    else if (completed !== null && store !== null) {
      device = completed
      await keepDevice(store, completed)
      tell({ kind: 'changed' })
    }
    sender.send()
    takeTasks()
  }

  /** With every opening, when there is a line: somebody without the right, or without a line, goes on with what is here. */
  function takeTasks(): void {
    loadTasks()
      .then((loaded) => loaded.fetch())
      .catch(() => undefined)
  }

  function lock(): void {
    key = null
    villages = []
    keptTasks = null
    sender.stop()
    if (state === 'open') state = 'locked'
  }

  async function add(id: string, payload: unknown, pack?: Parameters<typeof keepRecord>[3]): Promise<void> {
    const open = requireOpen()
    await keepRecord(open.store, id, await seal(open.key, id, payload), pack)
    await recount()
    tell({ kind: 'changed' })
    sender.again()
  }

  async function addAtHand(id: string, payload: unknown, next: EntryAtHand | null): Promise<void> {
    if (!(await drafts.stop())) return add(id, payload)
    await add(id, payload, next === null ? { name: DRAFT, sealed: null } : await sealPack(requireOpen(), DRAFT, next))
  }

  async function keepVillage(village: Village): Promise<void> {
    const open = opened()
    if (open === null) return
    villages = [...villages.filter(({ unitId }) => unitId !== village.unitId), village]
    await writePack(open, village.unitId, village)
  }

  async function chooseVillage(unitId: string): Promise<void> {
    if (store === null || device === null || device.lastUnitId === unitId) return
    device = { ...device, lastUnitId: unitId }
    await keepDevice(store, device)
  }

  async function fetchVillage(unitId: string): Promise<Village> {
    try {
      const village = await api.onboarding.pack.mutate(
        { ...claim(), unitId },
        { signal: AbortSignal.timeout(PATIENCE_MS) },
      )
      await keepVillage(village)
      return village
    } catch (error) {
      await refused(problemOf(error).code)
      throw error
    }
  }

  function claim(): { readonly deviceId: string; readonly passwordSetAt: string | null } {
    return { deviceId: device?.deviceId ?? '', passwordSetAt: device?.passwordSetAt ?? null }
  }

  async function recount(): Promise<number> {
    if (store !== null) unsent = await countRecords(store)
    return unsent
  }

  /** What the answer of the server means for this device. */
  async function refused(code: string): Promise<SendState> {
    if (code === 'device-revoked') {
      await wipe()
      return 'idle'
    }
    if (code === 'not-found') {
      lock()
      state = 'unknown'
      return 'idle'
    }
    if (code === 'device-password-old' && device !== null && store !== null) {
      device = { ...device, passwordIsOld: true }
      passwordIsOld = true
      lock()
      await keepDevice(store, device)
      tell({ kind: 'changed' })
      return 'idle'
    }
    if (needsLogIn(code)) return 'log-in'
    if (code === 'device-of-another') return 'other-account'
    return code === 'offline' ? 'waiting' : 'failing'
  }

  async function wipe(): Promise<void> {
    lock()
    if (store !== null) await wipeStore(store)
    store = null
    device = null
    unsent = 0
    state = 'wiped'
    tell({ kind: 'wiped' })
  }

  function touch(): void {
    clearTimeout(idle)
    if (key !== null) idle = setTimeout(lock, IDLE_MS)
  }

  async function hear({ data }: MessageEvent<TabMessage>): Promise<void> {
    if (data.kind === 'changed') {
      if (store !== null && device === null) await read()
      else if (store !== null) await reread(store)
      await recount()
      if (key !== null) await tasks?.read()
    } else if (data.kind === 'wiped') {
      lock()
      store = null
      device = null
      unsent = 0
      state = 'wiped'
    } else if (data.kind === 'lock') {
      lock()
    } else if (data.kind === 'key-wanted') {
      if (key !== null && device !== null) tell({ kind: 'key', deviceId: device.deviceId, key })
    } else if (state === 'locked' && device?.deviceId === data.deviceId) {
      await open(data.key)
      takeTasks()
    }
  }

  /** Another tab has locked it anew, or heard that it must be. */
  async function reread(from: DeviceStore): Promise<void> {
    device = (await findDevice(from)) ?? device
    passwordIsOld = device?.passwordIsOld === true
    if (passwordIsOld) lock()
  }

  async function read(): Promise<void> {
    if (store === null) return
    device = await findDevice(store)
    passwordIsOld = device?.passwordIsOld === true
    await recount()
    state = device === null ? 'unprepared' : 'locked'
    // A tab that is open already has the key.
    if (device !== null) tell({ kind: 'key-wanted' })
  }

  function start(): () => void {
    const end = new AbortController()
    const { signal } = end
    tabs = new BroadcastChannel(DEVICE_TABS)
    tabs.addEventListener('message', (event: MessageEvent<TabMessage>) => void hear(event), { signal })
    addEventListener('online', sender.again, { signal })
    addEventListener('pointerdown', touch, { signal, passive: true })
    addEventListener('keydown', touch, { signal, passive: true })
    document.addEventListener('visibilitychange', () => !document.hidden && sender.again(), { signal })
    openStore().then(
      async (opened) => {
        if (signal.aborted) return opened.close()
        store = opened
        await read()
      },
      () => (state = 'unsupported'),
    )
    return () => {
      end.abort()
      lock()
      drafts.close()
      clearTimeout(idle)
      tabs?.close()
      store?.close()
    }
  }

  return {
    get state() {
      return state
    },
    get unsent() {
      return unsent
    },
    get sending() {
      return sender.state
    },
    get retriesIn() {
      return sender.retriesIn
    },
    get held() {
      return sender.held
    },
    get passwordIsOld() {
      return passwordIsOld
    },
    get villages() {
      return villages
    },
    get lastVillage() {
      return villages.find(({ unitId, ended }) => unitId === device?.lastUnitId && ended === undefined) ?? null
    },
    chooseVillage,
    get tasks() {
      return tasks
    },
    prepare,
    unlock,
    lock,
    drafts,
    add,
    addAtHand,
    keepVillage,
    fetchVillage,
    send: sender.send,
    start,
  }
}
