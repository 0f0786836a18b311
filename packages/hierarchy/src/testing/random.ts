/** Gives the next number in `[0, 1)`. */
export type Random = () => number

/**
 * Makes a generator of pseudo-random numbers that gives the same sequence for the same seed and stream everywhere. Not for secrets.
 *
 * @example
 * const random = createRandom(1)
 * random() < 0.5
 */
export function createRandom(seed: number, stream = 0): Random {
  // Weyl sequence with a 32-bit finaliser (lowbias32): one multiplication chain per number, and streams that do not overlap visibly.
  let state = (Math.imul(seed, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35)) >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let value = state
    value = Math.imul(value ^ (value >>> 16), 0x7feb352d)
    value = Math.imul(value ^ (value >>> 15), 0x846ca68b)
    return ((value ^ (value >>> 16)) >>> 0) / 0x1_0000_0000
  }
}
