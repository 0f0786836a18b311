import type { BodyId, GroupKindId, PositionId, PurposeId, TierId } from '../id.ts'

/**
 * Which units a condition looks at, relative to the unit of the group that the rule is applied to.
 *
 * - `here`: the group's own unit
 * - `within`: the group's own unit and everything below it
 * - `ancestor`: the unit above it at that tier
 * - `descendants`: the units below it at that tier
 */
export type UnitScope =
  | { readonly kind: 'here' }
  | { readonly kind: 'within' }
  | { readonly kind: 'ancestor'; readonly tier: TierId }
  | { readonly kind: 'descendants'; readonly tier: TierId }

/**
 * Who belongs: a closed, serialisable tree of conditions about one person, relative to one unit.
 *
 * A closed tree (instead of a function or an expression text) can be stored, shown, explained condition by condition, compiled
 * to SQL and checked for what it refers to. Every interpreter is tested with the same cases (`@ketnoi/hierarchy/testing`).
 *
 * | kind | true when the person, on the day, … |
 * |---|---|
 * | `holds-position` | holds one of the positions at a unit of the scope |
 * | `holds-seat` | holds any position of the body at a unit of the scope |
 * | `resides` | lives at a unit of the scope |
 * | `represents-household` | lives there and speaks for the household |
 * | `adult` | is at least `age` years old (default 18), or is declared an adult where no date of birth is kept |
 * | `consents` | has agreed to the purpose |
 * | `member-of` | is a desired member of the group of that kind of a unit of the scope |
 * | `all`, `any`, `not` | all, at least one, none of the parts hold; an empty `all` holds, an empty `any` does not |
 */
export type Rule =
  | { readonly kind: 'holds-position'; readonly positions: readonly PositionId[]; readonly at: UnitScope }
  | { readonly kind: 'holds-seat'; readonly body: BodyId; readonly at: UnitScope }
  | { readonly kind: 'resides'; readonly in: UnitScope }
  | { readonly kind: 'represents-household'; readonly in: UnitScope }
  | { readonly kind: 'adult'; readonly age?: number }
  | { readonly kind: 'consents'; readonly purpose: PurposeId }
  | { readonly kind: 'member-of'; readonly groupKind: GroupKindId; readonly of: UnitScope }
  | { readonly kind: 'all'; readonly of: readonly Rule[] }
  | { readonly kind: 'any'; readonly of: readonly Rule[] }
  | { readonly kind: 'not'; readonly rule: Rule }

/** The age from which a person is an adult where a rule names none. Source: Civil Code 91/2015/QH13, article 20. */
export const ADULT_AGE = 18
