import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Sealed, Vault } from './vault.ts'

/** What is known of this device without its password. */
export interface StoredDevice {
  readonly deviceId: string
  readonly accountId: string
  readonly vault: Vault
  /** Since when the password is the one that locks it; missing on devices that have not been told. */
  readonly passwordSetAt?: string | null
  /** The server has said that there is another password by now. */
  readonly passwordIsOld?: boolean
  /** Where its owner was last; a unit says nothing of anybody in it. */
  readonly lastUnitId?: string
}

interface Schema extends DBSchema {
  device: { key: string; value: StoredDevice }
  /** Records in the order in which they were made, under a number of their own. */
  queue: { key: number; value: Sealed & { readonly id: string } }
  /** What was taken along: villages by their units, tasks and what is being typed under names of their own. */
  packs: { key: string; value: Sealed }
}

/** The database of the device. Everything about people in it is sealed. */
export type DeviceStore = IDBPDatabase<Schema>

const NAME = 'ketnoi-field'
const DEVICE = 'this'

export function openStore(): Promise<DeviceStore> {
  return openDB<Schema>(NAME, 1, {
    upgrade: (db) => {
      db.createObjectStore('device')
      db.createObjectStore('queue', { autoIncrement: true })
      db.createObjectStore('packs')
    },
    // Another tab wipes the device, or brings a newer version: this one must not hold it up.
    blocking: (_current, _blocked, event) => {
      if (event.target instanceof IDBDatabase) event.target.close()
    },
  })
}

export async function findDevice(store: DeviceStore): Promise<StoredDevice | null> {
  return (await store.get('device', DEVICE)) ?? null
}

export async function keepDevice(store: DeviceStore, device: StoredDevice): Promise<void> {
  await store.put('device', device, DEVICE)
}

/**
 * Puts a record at the end of the queue, and a pack that shows it in its place, where there is one, or takes away the one that it was
 * made of. Only when this has resolved does it survive the browser.
 */
export async function keepRecord(
  store: DeviceStore,
  id: string,
  sealed: Sealed,
  pack: { readonly name: string; readonly sealed: Sealed | null } | null = null,
): Promise<void> {
  // `strict`: written to the disk, not only handed to the system.
  const transaction = store.transaction(['queue', 'packs'], 'readwrite', { durability: 'strict' })
  void transaction.objectStore('queue').add({ id, ...sealed })
  if (pack !== null && pack.sealed !== null) void transaction.objectStore('packs').put(pack.sealed, pack.name)
  else if (pack !== null) void transaction.objectStore('packs').delete(pack.name)
  await transaction.done
}

/** The next records after a place in the queue. */
export async function nextRecords(
  store: DeviceStore,
  after: number,
  limit: number,
): Promise<readonly (Sealed & { readonly id: string; readonly place: number })[]> {
  const { store: queue } = store.transaction('queue')
  const range = IDBKeyRange.lowerBound(after, true)
  const [places, records] = await Promise.all([queue.getAllKeys(range, limit), queue.getAll(range, limit)])
  return records.map((record, index) => ({ ...record, place: places[index] ?? 0 }))
}

export async function forgetRecords(store: DeviceStore, places: readonly number[]): Promise<void> {
  const transaction = store.transaction('queue', 'readwrite')
  for (const place of places) void transaction.store.delete(place)
  await transaction.done
}

/** Takes one record away and keeps a pack without it: both or neither. `false`: it is not in the queue any more. */
export async function forgetRecord(
  store: DeviceStore,
  id: string,
  pack: { readonly name: string; readonly sealed: Sealed },
): Promise<boolean> {
  const transaction = store.transaction(['queue', 'packs'], 'readwrite', { durability: 'strict' })
  const queue = transaction.objectStore('queue')
  const [places, records] = await Promise.all([queue.getAllKeys(), queue.getAll()])
  const place = places[records.findIndex((record) => record.id === id)]
  if (place !== undefined) {
    void queue.delete(place)
    void transaction.objectStore('packs').put(pack.sealed, pack.name)
  }
  await transaction.done
  return place !== undefined
}

export function countRecords(store: DeviceStore): Promise<number> {
  return store.count('queue')
}

export async function keepPack(store: DeviceStore, name: string, sealed: Sealed): Promise<void> {
  await store.put('packs', sealed, name)
}

export async function forgetPack(store: DeviceStore, name: string): Promise<void> {
  await store.delete('packs', name)
}

export async function findPack(store: DeviceStore, name: string): Promise<Sealed | null> {
  return (await store.get('packs', name)) ?? null
}

export async function listPacks(store: DeviceStore): Promise<readonly (Sealed & { readonly unitId: string })[]> {
  const { store: packs } = store.transaction('packs')
  const [unitIds, sealed] = await Promise.all([packs.getAllKeys(), packs.getAll()])
  return sealed.map((pack, index) => ({ ...pack, unitId: unitIds[index] ?? '' }))
}

/** Takes everything off this device for good. */
export async function wipeStore(store: DeviceStore): Promise<void> {
  const transaction = store.transaction(['device', 'queue', 'packs'], 'readwrite')
  for (const name of transaction.objectStoreNames) void transaction.objectStore(name).clear()
  await transaction.done
  store.close()
  await deleteDB(NAME, { blocked: () => undefined })
}
