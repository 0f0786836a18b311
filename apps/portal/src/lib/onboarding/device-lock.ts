import type { RouterOutputs } from '@ketnoi/api'
import { api, BACKGROUND } from '#lib/api.ts'
import { problemOf, type Problem } from '#lib/problem.ts'
import type { StoredDevice } from './device-store.ts'
import { needsLogIn } from './needs-log-in.ts'
import { openVault, relockVault } from './vault.ts'

/** What the server told whoever gave it the password that the account has now. */
interface Proof extends Pick<RouterOutputs['onboarding']['deviceKey'], 'secret' | 'passwordSetAt'> {
  readonly password: string
  readonly deviceId: string
  readonly accountId: string
}

/** `isNew`: what is kept of the device has changed. */
export type Opening =
  | { readonly kind: 'open'; readonly key: CryptoKey; readonly device: StoredDevice; readonly isNew: boolean }
  | { readonly kind: 'shut'; readonly problem: Problem }

/** Opens a device by its password, and locks it again with another one when the account has another one. */
export interface DeviceLock {
  readonly open: (device: StoredDevice, password: string) => Promise<Opening>
  /** The same for a device that was prepared again, and holds something. */
  readonly adopt: (device: StoredDevice, proof: Proof) => Promise<Opening>
  /**
   * Adds what a device of an older program was never told: `old`, when what opened it is not the password of the account any more;
   * `null`, when there is nothing to add, or no line.
   */
  readonly complete: (device: StoredDevice, password: string) => Promise<StoredDevice | 'old' | null>
}

export function createDeviceLock(): DeviceLock {
  // The password of the account is known, and what opens this device is still the old one: it is asked for, once.
  let proven: Proof | null = null

  async function relock(device: StoredDevice, proof: Proof, old: string | null): Promise<Opening> {
    const { secret, password, ...rest } = proof
    const bySecret = secret === null ? null : await relockVault(device.vault, { secret }, proof)
    const relocked = bySecret ?? (old === null ? null : await relockVault(device.vault, { password: old }, proof))
    if (relocked === null) {
      proven = proof
      return shut(old === password || old === null ? 'device-needs-old-password' : 'password-wrong')
    }
    proven = null
    return { kind: 'open', key: relocked.key, device: { ...rest, vault: relocked.vault }, isNew: true }
  }

  return {
    open: async (device, password) => {
      if (proven?.deviceId === device.deviceId) return relock(device, proven, password)
      const key = await openVault(device.vault, password)
      if (key !== null && device.passwordIsOld !== true) return { kind: 'open', key, device, isNew: false }
      const proof = await prove(device, password)
      if (!('code' in proof)) return relock(device, proof, password)
      // Without a line, or a log-in, nobody can tell whether it is the new one: what it opened until now it still opens.
      const unknown = proof.code === 'offline' || needsLogIn(proof.code)
      if (key !== null && unknown) return { kind: 'open', key, device, isNew: false }
      if (proof.code === 'offline') return shut('password-wrong')
      return unknown ? shut('device-password-unknown') : { kind: 'shut', problem: proof }
    },
    adopt: (device, proof) => relock(device, proof, proof.password),
    complete: async (device, password) => {
      if (device.passwordSetAt) return null
      const proof = await prove(device, password)
      if ('code' in proof) return proof.code === 'password-wrong' ? 'old' : null
      const opening = await relock(device, proof, password)
      return opening.kind === 'open' ? opening.device : null
    },
  }
}

function shut(code: string): Opening {
  return { kind: 'shut', problem: { code, data: {} } }
}

/** Asks the server whether this is the password of the account. A session that has locked meanwhile goes on by it. */
async function prove({ deviceId, accountId }: StoredDevice, password: string): Promise<Proof | Problem> {
  try {
    await resumeSession(password)
    const { secret, passwordSetAt } = await api.onboarding.deviceKey.mutate({ deviceId, password })
    return { secret, passwordSetAt, password, deviceId, accountId }
  } catch (error) {
    return problemOf(error)
  }
}

export async function resumeSession(password: string): Promise<void> {
  const { barred } = await api.session.state.query(undefined, BACKGROUND)
  if (barred === 'session-locked') await api.session.unlock.mutate({ password })
}
