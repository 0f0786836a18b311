import type { HouseholdId, PersonId, PositionId, PurposeId, UnitId } from '../id.ts'
import type { Interval } from '../interval.ts'

/** A date known to the year (`1950`), the month (`1950-03`) or the day (`1950-03-21`). Rosters often hold the year alone. */
export type PartialDate = string

/** Where a person lives, for a time. */
export interface Residence extends Interval {
  readonly unitId: UnitId
  readonly householdId: HouseholdId | null
  /** Whether the person speaks for the household: the household, not the phone, is the unit of reach. */
  readonly representsHousehold: boolean
  /** Why the person does not live here any more, where somebody said so; nothing for a mere change of household. */
  readonly endReason?: 'moved-away' | 'died'
}

/** A position that a person holds at a unit, for a time. One person may hold several. A position of a body is a seat. */
export interface Appointment extends Interval {
  readonly positionId: PositionId
  readonly unitId: UnitId
}

/** A phone number in E.164 form. Shared by relatives more often than not: never a key to a person. */
export interface Phone extends Interval {
  readonly number: string
}

/** That a person agreed to a purpose, for a time; the ledger with notice and channel is kept outside the hierarchy. */
export interface Consent extends Interval {
  readonly purposeId: PurposeId
}

/** An account at a messaging service. */
export interface MessagingAccount extends Interval {
  readonly service: string
  readonly accountId: string
  readonly displayName: string | null
}

/** Whether and how messages can reach a person. `unknown` until somebody has asked. */
export type Reachability = 'reachable' | 'no-smartphone' | 'shared-phone' | 'left' | 'refused' | 'unknown'

/** Everything about one person that bears on membership. */
export interface Person {
  readonly id: PersonId
  /** The full name exactly as the person writes it (NFC): one string, never split into first and last. */
  readonly name: string
  readonly birth: PartialDate | null
  /** What somebody declared where no date of birth is kept; a known date of birth goes before it. */
  readonly adult: boolean | null
  readonly residences: readonly Residence[]
  readonly appointments: readonly Appointment[]
  readonly phones: readonly Phone[]
  readonly consents: readonly Consent[]
  readonly accounts: readonly MessagingAccount[]
  readonly reachability: Reachability
  /** Who carries messages to the person, e.g. a grandchild with a smartphone. */
  readonly proxyId?: PersonId
}
