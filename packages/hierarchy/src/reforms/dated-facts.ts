import { overlaps, type Day, type Interval } from '../interval.ts'

/** Whether a fact still holds on the day, or begins later. */
export function isOpenFact({ to }: Interval, day: Day): boolean {
  return to === null || to > day
}

/** The later of the beginning and the day: from when a fact goes on elsewhere. */
export function laterOf(from: Day | null, day: Day): Day {
  return from !== null && from > day ? from : day
}

/** The facts with this one ended on the day; one that would have begun then or later is gone, because it goes on elsewhere. */
export function closeFact<T extends Interval>(
  facts: readonly T[],
  fact: T,
  day: Day,
  close?: (fact: T) => T,
): readonly T[] {
  return facts.flatMap((one) => {
    if (one !== fact) return [one]
    if (fact.from !== null && fact.from >= day) return []
    return [{ ...(close === undefined ? fact : close(fact)), to: day }]
  })
}

/** When two facts say the same. */
export interface Joining<T> {
  readonly isSame: (a: T, b: T) => boolean
  /** Both said in one. */
  readonly join: (a: T, b: T) => T
  /** Whether the one says all that the joined one does. */
  readonly says: (one: T, joined: T) => boolean
}

/** Adds a fact that goes on from elsewhere, or joins it with one that says the same; what was said of earlier days stays. */
export function joinFact<T extends Interval>(
  facts: readonly T[],
  fact: T & { readonly from: Day },
  { isSame, join, says }: Joining<T>,
): readonly T[] {
  const alike = facts.filter((one) => isSame(one, fact) && overlaps(one, fact))
  if (alike.length === 0) return [...facts, fact]
  const joined = alike.reduce<T>((all, one) => ({ ...join(all, one), to: endOf(all, one) }), fact)
  const begun = alike.filter((one) => one.from === null || one.from < fact.from)
  const same = begun.find((one) => says(one, joined))
  const kept = facts.flatMap((one) => {
    if (!alike.includes(one)) return [one]
    if (one === same) return [{ ...one, to: joined.to }]
    return begun.includes(one) ? [{ ...one, to: fact.from }] : []
  })
  return same === undefined ? [...kept, joined] : kept
}

function endOf(a: Interval, b: Interval): Day | null {
  return a.to === null || b.to === null ? null : a.to > b.to ? a.to : b.to
}
