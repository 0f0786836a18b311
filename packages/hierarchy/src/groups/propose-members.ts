import type { PersonId } from '../id.ts'
import { foldName } from '../people/fold-name.ts'

/** Enough to find somebody among, few enough to be read. */
const MOST_PROPOSALS = 5
/** The given name is what people are called by; the others are shared by half a village. */
const GIVEN_NAME = 2
const OTHER_NAME = 1
/** A single letter is a form of address (`A Siu`) or a slip. */
const SHORTEST_WORD = 2

/**
 * Answers whom of some people a name in a member list may mean, the most similar first, at most five: those who share a word with it, the
 * given name (the last word of a name) before others. Marks and case do not matter. It is for a person to choose: a nickname proves
 * nothing, so `matchMembers` uses none of it. Give those who are wanted in the group and not found in it. Cost: linear in the people.
 *
 * @example
 * proposeMembers('Bố Tèo bán cafe', [{ personId: 'p-1', name: 'Nguyễn Văn Tèo' }]) // ['p-1']
 */
export function proposeMembers(
  displayName: string,
  people: Iterable<{ readonly personId: PersonId; readonly name: string }>,
): PersonId[] {
  const said = new Set(wordsOf(displayName))
  const found: { readonly personId: PersonId; readonly likeness: number }[] = []
  for (const { personId, name } of people) {
    const words = wordsOf(name)
    const given = words.at(-1)
    const others = new Set(words.slice(0, -1).filter((word) => word !== given && said.has(word)))
    const likeness = (given !== undefined && said.has(given) ? GIVEN_NAME : 0) + others.size * OTHER_NAME
    if (likeness > 0) found.push({ personId, likeness })
  }
  return found
    .sort((a, b) => b.likeness - a.likeness || (a.personId < b.personId ? -1 : 1))
    .slice(0, MOST_PROPOSALS)
    .map(({ personId }) => personId)
}

function wordsOf(name: string): string[] {
  return (
    foldName(name)
      // A year of birth sticks to many a nickname (`phim75`).
      .split(/\P{L}+/u)
      .filter((word) => word.length >= SHORTEST_WORD)
  )
}
