/** How often an address may fail. It guards the server from being kept busy; accounts have locks of their own. */
export interface AttemptLimit {
  /** Seconds until this address may try again; `null`: now. */
  readonly blockedFor: (address: string, now: string) => number | null
  readonly fail: (address: string, now: string) => void
}

// A whole office may share one address: what fails is counted, not what succeeds.
const FAILURES = 50
const WINDOW_MS = 10 * 60_000
/** More addresses than this at once are no offices; the oldest are forgotten first. */
const ADDRESSES = 10_000

export function createAttemptLimit(): AttemptLimit {
  const windows = new Map<string, { readonly from: number; failures: number }>()
  const windowOf = (address: string, now: string) => {
    const window = windows.get(address)
    const age = window === undefined ? WINDOW_MS : Date.parse(now) - window.from
    // One that is yet to begin is from before the clock was put back.
    return age >= 0 && age < WINDOW_MS ? window : undefined
  }
  return {
    blockedFor: (address, now) => {
      const window = windowOf(address, now)
      if (window === undefined || window.failures < FAILURES) return null
      return Math.ceil((window.from + WINDOW_MS - Date.parse(now)) / 1000)
    },
    fail: (address, now) => {
      const window = windowOf(address, now)
      if (window !== undefined) {
        window.failures += 1
        return
      }
      windows.delete(address)
      windows.set(address, { from: Date.parse(now), failures: 1 })
      const [oldest] = windows.keys()
      if (windows.size > ADDRESSES && oldest !== undefined) windows.delete(oldest)
    },
  }
}
