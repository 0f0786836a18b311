import type { Random } from '@ketnoi/hierarchy/testing'
import type { ZaloCall } from '../settings.ts'

/**
 * What goes wrong.
 *
 * - `http-429`, `limit-reached`: one call too many, as a status or as error -32
 * - `server-error`: HTTP 500 without effect
 * - `not-json`: an answer that makes no sense, after the effect
 * - `no-answer-before`, `no-answer-after`: the connection hangs, without or with the effect
 * - `truncated-page`: only the first `rows` rows of a page (half of them by default)
 * - `shifting-page`: pages after the first begin one row too late, as if somebody before them had left
 * - `total-missing`, `total-wrong`: the list does not count itself, or counts one too many
 * - `stale-read`: the members as they were before the last change
 * - `without-effect`: success, and nothing happens
 * - `error-after-effect`: an error, and it has happened
 * - `later`: success, and it happens when `settle` is called
 * - `token-refused`: the access token is taken for invalid
 * - `unknown-error`: a code that no table has
 */
export type SimFaultKind =
  | 'http-429'
  | 'limit-reached'
  | 'server-error'
  | 'not-json'
  | 'no-answer-before'
  | 'no-answer-after'
  | 'truncated-page'
  | 'shifting-page'
  | 'total-missing'
  | 'total-wrong'
  | 'stale-read'
  | 'without-effect'
  | 'error-after-effect'
  | 'later'
  | 'token-refused'
  | 'unknown-error'

export const SIM_FAULT_KINDS: readonly SimFaultKind[] = [
  'http-429',
  'limit-reached',
  'server-error',
  'not-json',
  'no-answer-before',
  'no-answer-after',
  'truncated-page',
  'shifting-page',
  'total-missing',
  'total-wrong',
  'stale-read',
  'without-effect',
  'error-after-effect',
  'later',
  'token-refused',
  'unknown-error',
]

/** A fault, everywhere or where it is told to be, until it is cleared or has happened often enough. */
export interface SimFault {
  readonly kind: SimFaultKind
  readonly call?: ZaloCall
  readonly groupId?: string
  /** How often it happens; without it, always. */
  readonly times?: number
  /** With which probability, from the seed. */
  readonly share?: number
  readonly rows?: number
}

const READ_FAULTS: readonly SimFaultKind[] = [
  'truncated-page',
  'shifting-page',
  'total-missing',
  'total-wrong',
  'stale-read',
]
const WRITE_FAULTS: readonly SimFaultKind[] = [
  'without-effect',
  'error-after-effect',
  'later',
  'no-answer-after',
  'not-json',
]

export interface SimFaults {
  readonly add: (fault: SimFault) => void
  readonly clear: () => void
  readonly list: () => readonly SimFault[]
  /** Faults that happen to this call, of each kind at most one. */
  readonly strike: (call: ZaloCall, groupId: string | null, writes: boolean) => ReadonlyMap<SimFaultKind, SimFault>
}

export function createFaults(random: Random): SimFaults {
  let faults: { fault: SimFault; left: number }[] = []
  return {
    add: (fault) => {
      faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })
    },
    clear: () => {
      faults = []
    },
    list: () => faults.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault)),
    strike: (call, groupId, writes) => {
      const struck = new Map<SimFaultKind, SimFault>()
      for (const entry of faults) {
        const { fault } = entry
        if (fault.call !== undefined && fault.call !== call) continue
        if (fault.groupId !== undefined && fault.groupId !== groupId) continue
        if ((writes ? READ_FAULTS : WRITE_FAULTS).includes(fault.kind) || struck.has(fault.kind)) continue
        if (fault.share !== undefined && random() >= fault.share) continue
        entry.left--
        struck.set(fault.kind, fault)
      }
      faults = faults.filter(({ left }) => left > 0)
      return struck
    },
  }
}
