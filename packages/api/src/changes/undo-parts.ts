import type { Person, PersonId } from '@ketnoi/hierarchy'
import type { PersonUndo } from './judge-batch.ts'

/**
 * Divides those whom an undo changes into parts of about a size, each of which can be judged and taken back by itself: who shares a
 * household, before or after, and who carries messages for whom, are of one part.
 */
export function partsOf(judged: readonly PersonUndo[], size: number): { personId: PersonId; part: number }[] {
  const touched = judged.filter(({ outcome }) => outcome === 'restore' || outcome === 'remove')
  const known = new Set(touched.map(({ id }) => id))
  const above = new Map<string, string>()
  const rootOf = (key: string): string => {
    let root = key
    for (let next = above.get(root); next !== undefined; next = above.get(root)) root = next
    // What was climbed once is near the root from then on: a long chain is climbed once.
    for (let at = key; at !== root;) {
      const next = above.get(at) ?? root
      above.set(at, root)
      at = next
    }
    return root
  }
  const join = (a: string, b: string): void => {
    const [one, other] = [rootOf(a), rootOf(b)]
    if (one !== other) above.set(one, other)
  }
  for (const undo of touched)
    for (const person of undo.outcome === 'restore' ? [undo.now, undo.person] : [undo.now])
      for (const key of sharedBy(person, known)) join(`person ${undo.id}`, key)
  const parts: { personId: PersonId; part: number }[] = []
  let part = 0
  let filled = 0
  for (const together of Map.groupBy(touched, ({ id }) => rootOf(`person ${id}`)).values()) {
    if (filled > 0 && filled + together.length > size) {
      part += 1
      filled = 0
    }
    filled += together.length
    for (const { id } of together) parts.push({ personId: id, part })
  }
  return parts
}

function sharedBy({ residences, proxyId }: Person, known: ReadonlySet<PersonId>): string[] {
  const households = residences.flatMap(({ householdId }) => (householdId === null ? [] : [`household ${householdId}`]))
  return proxyId !== undefined && known.has(proxyId) ? [...households, `person ${proxyId}`] : households
}
