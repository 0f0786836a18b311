import type { PersonId } from '../id.ts'
import { foldName } from './fold-name.ts'

/** Somebody known, as far as a name and phones tell. */
export interface KnownName {
  readonly personId: PersonId
  readonly name: string
  /** In any one form: full numbers where all of them are, or masked ones where all of them are. */
  readonly phones: readonly string[]
}

/** Somebody who may be the same person, and what speaks for it. */
export interface Alike {
  readonly personId: PersonId
  readonly why: 'same-name-and-phone' | 'similar-name-and-phone' | 'same-name' | 'same-name-other-phone'
}

const ORDER: Readonly<Record<Alike['why'], number>> = {
  'same-name-and-phone': 0,
  'similar-name-and-phone': 1,
  'same-name': 2,
  'same-name-other-phone': 3,
}

/**
 * Answers who of those known may be the person that is being written down, likeliest first. A phone alone says nothing: relatives
 * share it. `same-name`: one of the two has no phone; `same-name-other-phone`: hardly more than a namesake. Cost: linear.
 *
 * @example
 * findAlike({ name: 'Nguyen Van Hung', phones: [] }, [{ personId: 'p', name: 'Nguyễn Văn Hùng', phones: [] }]) // [{ personId: 'p', why: 'same-name' }]
 */
export function findAlike(
  given: { readonly name: string; readonly phones: readonly string[] },
  known: Iterable<KnownName>,
): Alike[] {
  const folded = foldName(given.name)
  if (folded === '') return []
  const found: Alike[] = []
  for (const { personId, name, phones } of known) {
    const other = foldName(name)
    const shared = phones.some((phone) => given.phones.includes(phone))
    if (unspaced(other) === unspaced(folded)) {
      const apart = !shared && phones.length > 0 && given.phones.length > 0
      found.push({ personId, why: shared ? 'same-name-and-phone' : apart ? 'same-name-other-phone' : 'same-name' })
    } else if (shared && isSimilar(folded, other)) found.push({ personId, why: 'similar-name-and-phone' })
  }
  return found.sort((a, b) => ORDER[a.why] - ORDER[b.why])
}

/** `H Nhươn` is `H’Nhươn`: an apostrophe that was left out leaves a space behind. */
function unspaced(folded: string): string {
  return folded.replaceAll(' ', '')
}

/** Shorter names differ from each other by one letter too often. */
const SHORTEST_MISTYPED = 6

/** Whether two folded names may be one: with a part left out, or with one letter mistyped. */
function isSimilar(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  const words = long.split(' ')
  if (short.split(' ').every((word) => words.includes(word))) return true
  return short.length >= SHORTEST_MISTYPED && differInOneLetter(short, long)
}

function differInOneLetter(short: string, long: string): boolean {
  if (long.length - short.length > 1) return false
  let at = 0
  while (at < short.length && short[at] === long[at]) at += 1
  return short.slice(short.length === long.length ? at + 1 : at) === long.slice(at + 1)
}
