import { isIPv6 } from 'node:net'
import { ApiError } from './errors.ts'

export interface RateLimit {
  /** How many within the window. */
  readonly most: number
  readonly windowMs: number
}

interface Window {
  readonly endsAt: number
  count: number
}

// In memory: what is counted lives for minutes, and a process that starts anew may well begin at nothing.
const windows = new Map<string, Window>()
const SWEEP_FROM = 10_000

/** Counts one more of what is named, and refuses it with `too-many-requests` above the limit. */
export function countAgainst(name: string, { most, windowMs }: RateLimit, now: number): void {
  if (windows.size >= SWEEP_FROM) for (const [key, window] of windows) if (window.endsAt <= now) windows.delete(key)
  const before = windows.get(name)
  // One that ends later than any that begins now is from before the clock was put back: nobody waits for its end.
  const isOver = before === undefined || before.endsAt <= now || before.endsAt > now + windowMs
  const window = isOver ? { endsAt: now + windowMs, count: 0 } : before
  window.count += 1
  windows.set(name, window)
  if (window.count > most)
    throw new ApiError('too-many-requests', 'too many at once: wait a little', {
      seconds: Math.ceil((window.endsAt - now) / 1000),
    })
}

/** One household of the internet: an IPv4 address, or the /64 network of an IPv6 address, which one subscriber has to themselves. */
export function networkOf(address: string | null): string {
  if (address === null || !isIPv6(address) || address.startsWith('::ffff:')) return address ?? 'unknown'
  const [head = '', tail] = address.split('::')
  const groups = head.split(':').filter((group) => group !== '')
  const filled = tail === undefined ? groups : [...groups, ...Array<string>(8 - groups.length).fill('0')]
  return filled.slice(0, 4).join(':')
}
