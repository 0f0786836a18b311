/** Limits above which a plan is not carried out without a second look. Counts are of removals and adds, never of the net. */
export interface Brakes {
  /** Share of one group's actual members that may be removed, in percent; counts from `percentFrom` members. */
  readonly removalsPercentPerGroup: number
  /** Below this size a percentage says nothing (one of four is 25 %), and only the absolute caps count. */
  readonly percentFrom: number
  /** Removals from one group, whatever its size. */
  readonly removalsPerGroup: number
  /** Removals from all groups together, in percent of all their actual members. */
  readonly removalsPercentOverall: number
  /** Removals from all groups together. */
  readonly removalsOverall: number
  /** Groups that would have nobody left. */
  readonly emptiedGroups: number
  /** Groups that would be archived. */
  readonly archivedGroups: number
  /** Adds to one group. */
  readonly addsPerGroup: number
  /** Adds to all groups together. */
  readonly addsOverall: number
}

/** The brakes that are on unless a model or a caller sets others. None can be switched off, only waived by name and reason. */
export const DEFAULT_BRAKES: Brakes = {
  // A village loses a handful of people a month; one in ten at once is a broken roster more often than the truth.
  removalsPercentPerGroup: 10,
  // From twenty members on, ten percent is at least two people.
  percentFrom: 20,
  // More than the whole police and political system of one village (about 25) is never one person's mistake.
  removalsPerGroup: 25,
  // One officer's transfer touches some 40 groups by one person each, far below; a lost roster file is far above.
  removalsPercentOverall: 5,
  // The transfers of about ten officers of a large commune; a reform goes through its own approval.
  removalsOverall: 500,
  // A group that empties is archived by a decision, not by a roster.
  emptiedGroups: 0,
  // One group a day may end; more is a reform or a lost unit file.
  archivedGroups: 1,
  // A full group of the service.
  addsPerGroup: 1_000,
  // Every household of a commune twice; a first roll-out of a district is approved on purpose.
  addsOverall: 20_000,
}

/**
 * Answers whether a group would lose more of its members at once than the brakes let pass without a second look.
 *
 * @example
 * losesMany({ size: 40, lost: 5 }, DEFAULT_BRAKES) // true: more than 10 %
 */
export function losesMany(group: { readonly size: number; readonly lost: number }, brakes: Brakes): boolean {
  const { size, lost } = group
  return (
    lost > brakes.removalsPerGroup || (size >= brakes.percentFrom && lost * 100 > size * brakes.removalsPercentPerGroup)
  )
}

/** The names of all brakes. */
export const BRAKE_NAMES: readonly (keyof Brakes)[] = [
  'removalsPercentPerGroup',
  'percentFrom',
  'removalsPerGroup',
  'removalsPercentOverall',
  'removalsOverall',
  'emptiedGroups',
  'archivedGroups',
  'addsPerGroup',
  'addsOverall',
]
