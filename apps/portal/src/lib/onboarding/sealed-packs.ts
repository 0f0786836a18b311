import { findPack, keepPack, listPacks, type DeviceStore } from './device-store.ts'
import { seal, unseal, type Sealed } from './vault.ts'
import type { Village } from './village.ts'

/** What reads and writes what a device holds: it is there while the device is open. */
export interface OpenDevice {
  readonly store: DeviceStore
  readonly key: CryptoKey
}

/** Packs with names of their own; villages are kept by their units. */
export const TASKS = 'tasks'
export const DRAFT = 'draft'

/** What is kept under a name; `null`: nothing, or nothing that can be read. */
export async function readPack({ store, key }: OpenDevice, name: string): Promise<unknown> {
  const sealed = await findPack(store, name)
  // Damaged, or of an older program: taken along again. Answers wait in the queue.
  return sealed === null ? null : unseal(key, labelOf(name), sealed).catch(() => null)
}

export async function writePack(device: OpenDevice, name: string, value: unknown): Promise<void> {
  const { sealed } = await sealPack(device, name, value)
  await keepPack(device.store, name, sealed)
}

/** A pack as it is kept, for whoever keeps it together with something else. */
export async function sealPack(
  { key }: OpenDevice,
  name: string,
  value: unknown,
): Promise<{ readonly name: string; readonly sealed: Sealed }> {
  return { name, sealed: await seal(key, labelOf(name), value) }
}

/** The villages that were taken along, by their names. */
export async function readVillages({ store, key }: OpenDevice): Promise<readonly Village[]> {
  const villages: Village[] = []
  for (const pack of await listPacks(store)) {
    // A pack that an older program wrote, or that is damaged, is fetched again: nothing of the officer's is in it.
    const village = await unseal(key, labelOf(pack.unitId), pack).catch(() => null)
    if (isVillage(village)) villages.push(village)
  }
  return villages.sort((a, b) => a.unitName.localeCompare(b.unitName, 'vi'))
}

function labelOf(name: string): string {
  return `pack ${name}`
}

/** The seal says that this program wrote it; which version of it, the shape says. */
function isVillage(value: unknown): value is Village {
  return typeof value === 'object' && value !== null && 'people' in value && 'households' in value && 'notices' in value
}
