import type { Clock } from '../clock.ts'
import type { ZaloSettings } from '../settings.ts'

/** Whose call it is: a machine leaves a reserve to people who wait at a page. */
export type Priority = 'machine' | 'person'

/** Keeps the calls of all clients that share it below what the service allows. */
export interface Pace {
  /** Waits until the next call may be made. */
  readonly enter: (priority: Priority) => Promise<void>
  /** Takes in what an answer says about the limit. */
  readonly observe: (headers: Headers) => void
  /** The service refused one call too many. */
  readonly backOff: () => void
}

const MINUTE = 60_000

export function createPace(
  settings: Pick<ZaloSettings, 'callsPerMinute' | 'reserveShare' | 'limitHeader' | 'remainHeader' | 'backOffMs'>,
  clock: Clock,
): Pace {
  // The moments of the calls of the last minute, the oldest first, in a ring: a limit may be thousands a minute.
  let calls: number[] = []
  let oldest = 0
  let limit = settings.callsPerMinute
  let machinesWaitUntil = 0

  const waitOf = (priority: Priority): number => {
    const now = clock.now()
    while (oldest < calls.length && (calls[oldest] ?? 0) <= now - MINUTE) oldest++
    if (oldest > 1_000) {
      calls = calls.slice(oldest)
      oldest = 0
    }
    const allowed = priority === 'person' ? limit : Math.max(1, limit - Math.ceil(limit * settings.reserveShare))
    const first = calls.length - oldest < allowed ? undefined : calls[calls.length - allowed]
    const untilPlace = first === undefined ? 0 : first + MINUTE - now
    return priority === 'person' ? untilPlace : Math.max(untilPlace, machinesWaitUntil - now)
  }

  return {
    enter: async (priority) => {
      for (;;) {
        const wait = waitOf(priority)
        if (wait <= 0) break
        await clock.sleep(wait)
      }
      calls.push(clock.now())
    },
    observe: (headers) => {
      limit = countIn(headers, settings.limitHeader, 1) ?? limit
      const remain = countIn(headers, settings.remainHeader, 0)
      if (remain !== null && remain <= limit * settings.reserveShare)
        machinesWaitUntil = clock.now() + settings.backOffMs
    },
    backOff: () => {
      machinesWaitUntil = clock.now() + settings.backOffMs
    },
  }
}

function countIn(headers: Headers, name: string, smallest: number): number | null {
  const value = Number(headers.get(name) ?? Number.NaN)
  return Number.isInteger(value) && value >= smallest ? value : null
}
