/** `locked`: the password is enough. `ended`: whoever goes on logs in again. */
export type LockKind = 'locked' | 'ended'

let kind = $state<LockKind | null>(null)
let watched = false
let waiting: (() => void)[] = []

/** The lock of this page, over whatever is being done on it. */
export const screenLock = {
  get kind(): LockKind | null {
    return kind
  },
  /** Says that somebody is logged in on this page, so that it can lock instead of failing. */
  watch(): () => void {
    watched = true
    return () => {
      watched = false
    }
  },
  lock(next: LockKind): void {
    kind = next
  },
  /** Goes on with everything that waits. */
  open(): void {
    kind = null
    const going = waiting
    waiting = []
    for (const go of going) go()
  },
}

const KINDS: Readonly<Record<string, LockKind>> = { 'session-locked': 'locked', 'not-logged-in': 'ended' }

/** Locks because a request was refused with this code, and waits for the unlocking; `null` for any other refusal. */
export function lockFor(code: unknown): Promise<void> | null {
  const next = typeof code === 'string' && watched ? KINDS[code] : undefined
  if (next === undefined) return null
  kind = next
  return new Promise((resolve) => waiting.push(resolve))
}
