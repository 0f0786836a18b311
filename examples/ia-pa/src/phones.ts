import type { Random } from './random.ts'

/** Gives numbers that nobody else in the example has. */
export interface Phones {
  next(): string
}

/**
 * Prefixes of 2018 with the older ones they replaced. All numbers of the example go on with `000`, so that they are seen to be
 * synthetic; no range is reserved for fiction in Viet Nam.
 */
export const PREFIXES: readonly (readonly [string, string])[] = [
  ['32', '0162'],
  ['33', '0163'],
  ['34', '0164'],
  ['35', '0165'],
  ['36', '0166'],
  ['37', '0167'],
  ['38', '0168'],
  ['39', '0169'],
  ['70', '0120'],
  ['79', '0121'],
  ['77', '0122'],
  ['76', '0126'],
  ['78', '0128'],
  ['83', '0123'],
  ['84', '0124'],
  ['85', '0125'],
  ['81', '0127'],
  ['82', '0129'],
]

const PER_PREFIX = 10_000

export function createPhones(random: Random): Phones {
  const size = PREFIXES.length * PER_PREFIX
  // A step without a common factor visits every number once, in an order that looks random.
  const step = 77_773
  let at = random.between(0, size - 1)
  return {
    next: () => {
      at = (at + step) % size
      const [prefix] = PREFIXES[Math.floor(at / PER_PREFIX)] ?? ['39']
      return `+84${prefix}000${String(at % PER_PREFIX).padStart(4, '0')}`
    },
  }
}

/** How offices write a number: the plain form most of the time, and every other form that is met. */
export function writePhone(e164: string, random: Random): string | number {
  const digits = e164.slice(3)
  const roll = random.next()
  if (roll < 0.62) return `0${digits}`
  if (roll < 0.74) return Number(digits)
  if (roll < 0.84) return oldForm(digits)
  if (roll < 0.9) return `0${digits.slice(0, 3)}.${digits.slice(3, 6)}.${digits.slice(6)}`
  if (roll < 0.95) return `0${digits.slice(0, 2)} ${digits.slice(2, 5)} ${digits.slice(5)}`
  if (roll < 0.98) return `+84 ${digits}`
  return `84${digits}`
}

/** The number as it was before 2018. */
export function oldForm(digits: string): string {
  const prefix = PREFIXES.find(([now]) => digits.startsWith(now))
  return prefix === undefined ? `0${digits}` : `${prefix[1]}${digits.slice(2)}`
}
