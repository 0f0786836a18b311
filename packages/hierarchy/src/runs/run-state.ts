import type { ServiceFailureCode } from '../connector/connector.ts'
import type { HeldCode } from '../plans/change.ts'

/**
 * Where a change of a run stands.
 *
 * - `waiting`: not tried yet, or to be tried again
 * - `started`: asked for, and no answer yet: after a crash only a reading tells
 * - `accepted`: the service, or the person who did it, says done: not proved yet
 * - `pending`: asked for, and carried out later or once the person agrees
 * - `proved`: a reading shows it
 * - `without-effect`: said to be done, and a complete reading shows that it is not
 * - `failed`: refused for good; `code` says why
 * - `held`: not carried out on purpose; `code` says why
 * - `cancelled`: the run was ended before its turn
 */
export type ChangeState =
  'waiting' | 'started' | 'accepted' | 'pending' | 'proved' | 'without-effect' | 'failed' | 'held' | 'cancelled'

/** Why a change of a run is held, beyond what plans hold. */
export type RunHeldCode =
  | HeldCode
  /** The person has no account at the service: they must join by the link, or be bound first. */
  | 'no-account'

/** Why a change failed for good: the service's word, or that of the person who tried. */
export type RunFailureCode =
  | ServiceFailureCode
  /** Whoever carried it out did not find the person. */
  | 'not-found'
  /** The person does not want to. */
  | 'person-refused'
  | 'no-smartphone'
  /** Tried as often as is sensible. */
  | 'gave-up'

/** Where a change stands, and why where that needs a reason. */
export interface ChangeStanding {
  readonly state: ChangeState
  readonly code: RunHeldCode | RunFailureCode | null
}

/** Nothing more happens to these by the run itself. */
export const ENDED_STATES: ReadonlySet<ChangeState> = new Set<ChangeState>([
  'proved',
  'without-effect',
  'failed',
  'held',
  'cancelled',
])
