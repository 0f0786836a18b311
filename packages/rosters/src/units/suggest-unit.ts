import { parentOn, type Day, type UnitId, type UnitTree } from '@ketnoi/hierarchy'
import type { RosterReading } from '../people/roster.ts'

/**
 * Answers which unit a whole file seems to be about, judged by the rows that are clear: `Thôn 1` exists in several communes, and the
 * office that keeps the list means its own. `null` unless that tells every ambiguous name apart.
 */
export function suggestUnit({ drafts, unknownUnits }: RosterReading, tree: UnitTree, asOf: Day): UnitId | null {
  const ambiguous = unknownUnits.filter((question) => question.candidates.length > 1)
  if (ambiguous.length === 0) return null
  const rows = new Map<UnitId, number>()
  for (const { unitId } of drafts) {
    const above = unitId === null ? null : parentOn(tree, unitId, asOf)
    if (above !== null) rows.set(above, (rows.get(above) ?? 0) + 1)
  }
  const [most] = [...rows].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  if (most === undefined) return null
  const [unitId] = most
  const lies = (id: UnitId): boolean => parentOn(tree, id, asOf) === unitId
  return ambiguous.every(({ candidates }) => candidates.filter(lies).length === 1) ? unitId : null
}
