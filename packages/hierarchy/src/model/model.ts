import type { Brakes } from '../plans/brakes.ts'
import type { BodyId, GroupKindId, PositionId, PurposeId, TierId } from '../id.ts'
import type { Day, Interval } from '../interval.ts'
import type { Issue } from '../result.ts'
import type { Rule } from '../rules/rule.ts'

/** A text in the languages of the screen: Vietnamese first, English beside it. */
export interface LocalText {
  readonly vi: string
  readonly en: string
}

/** A level of the hierarchy of units. The order of `Model.tiers` is the order from top to bottom. */
export interface Tier extends Interval {
  readonly id: TierId
  readonly name: LocalText
}

/** A body whose positions are seats, e.g. a steering committee. */
export interface Body {
  readonly id: BodyId
  readonly name: LocalText
}

/** A position that people are appointed to at units of one tier. */
export interface Position {
  readonly id: PositionId
  readonly name: LocalText
  readonly tier: TierId
  /** The body it is a seat of, or `null` for a position outside any body. */
  readonly body: BodyId | null
  /** Other titles met in rosters for the same position (`tổ trưởng tổ dân phố` for `trưởng thôn`). */
  readonly aliases: readonly string[]
  /** The position whose holder at the same unit holds this seat by virtue of it; nobody is appointed to such a seat. */
  readonly exOfficio?: PositionId
  /** As a rule several people hold it at one unit, as officers and members of a committee do; absent: one person. */
  readonly severalHolders?: true
  /** The first day on which it can be held, where it was made by a reform: whoever holds what it follows has held it from then on. */
  readonly from?: Day
}

/** Something that people agree to. */
export interface Purpose {
  readonly id: PurposeId
  readonly name: LocalText
}

/** What a member may do in a group, from lowest to highest. */
export type Role = 'member' | 'deputy' | 'leader'

/** One reason to be in a group: whoever the rule matches is wanted in this role. The clauses of a kind are added up. */
export interface Clause {
  readonly id: string
  /** The reason in words, shown on every line it leads to. */
  readonly name: LocalText
  readonly role: Role
  /** Whether everybody matched must really be in the group for it to be complete. */
  readonly required: boolean
  readonly rule: Rule
}

/** A template of groups: one group for every unit of the tier. */
export interface GroupKind extends Interval {
  readonly id: GroupKindId
  readonly name: LocalText
  readonly tier: TierId
  /** The group's name; `{unit}` stands for the full name of its unit, `{unit.short}` without the kind, `{parent}` and `{parent.short}` for the unit above. */
  readonly nameTemplate: string
  readonly clauses: readonly Clause[]
  /** `add-only`: nobody is ever removed by a plan; roles are still corrected. */
  readonly mode: 'manage' | 'add-only'
  /** How many members one group can hold. */
  readonly capacity: number
  /** What differs from the default brakes for groups of this kind. */
  readonly brakes: Partial<Brakes>
  /** Why the groups of this kind are frozen: issues of clauses that could not be read. Empty when all is well. */
  readonly issues: readonly Issue[]
}

/** A whole model: tiers, bodies, positions, purposes and group kinds. Data, so that another country is another document. */
export interface Model {
  readonly formatVersion: 1
  readonly id: string
  readonly version: string
  readonly name: LocalText
  readonly timeZone: string
  readonly tiers: readonly Tier[]
  readonly bodies: readonly Body[]
  readonly positions: readonly Position[]
  readonly purposes: readonly Purpose[]
  readonly groupKinds: readonly GroupKind[]
}
