import { findDevice, openStore } from './device-store.ts'
import { openVault } from './vault.ts'

/** What the worker of the page is told: to keep the key of a device for the page that is about to open. */
export interface KeyToKeep {
  readonly kind: 'keep-key'
  readonly deviceId: string
  readonly key: CryptoKey
}

/**
 * Opens the device that was prepared in this browser with the password that somebody has just logged in with, and gives what hands its
 * key to the worker of the page, in memory alone: whoever goes on to it within a moment is not asked for the same password again.
 * Nothing is handed over where there is no such device, or where something else opens it: the page asks as always.
 */
export async function openAtLogIn(password: string): Promise<() => void> {
  const registration =
    'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration('/onboard') : undefined
  const worker = registration?.active ?? null
  // Without the worker nobody has prepared anything here: no store is made for nothing.
  if (worker === null) return () => undefined
  const store = await openStore()
  try {
    const device = await findDevice(store)
    if (device === null || device.passwordIsOld === true) return () => undefined
    const key = await openVault(device.vault, password)
    if (key === null) return () => undefined
    const message: KeyToKeep = { kind: 'keep-key', deviceId: device.deviceId, key }
    return () => worker.postMessage(message)
  } finally {
    store.close()
  }
}
