/** A seeded source of numbers: the same seed gives the same example on every machine. */
export interface Random {
  /** In `[0, 1)`. */
  next(): number
  /** A whole number, both ends included. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** Items in a random order, as a new list. */
  shuffle<T>(items: readonly T[]): T[]
  /** `count` different items, or all of them. */
  sample<T>(items: readonly T[], count: number): T[]
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  // mulberry32: 32 bits of state are plenty for an example and the arithmetic is the same everywhere.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  const shuffle = <T>(items: readonly T[]): T[] => {
    const result = [...items]
    for (let i = result.length - 1; i > 0; i--) {
      const j = between(0, i)
      const a = result[i]
      const b = result[j]
      if (a !== undefined && b !== undefined) {
        result[i] = b
        result[j] = a
      }
    }
    return result
  }
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
    shuffle,
    sample: (items, count) => shuffle(items).slice(0, count),
  }
}

/** A seed for a part of the example, so that a change in one part leaves the others as they are. */
export function seedOf(seed: number, part: string): number {
  let hash = seed >>> 0
  for (const letter of part) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash
}
