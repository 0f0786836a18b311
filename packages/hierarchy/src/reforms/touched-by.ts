import type { PersonId, PositionId, UnitId } from '../id.ts'
import type { Relocation } from './relocation.ts'

/** Whom a reform can change anything about: what a database selects people by. Every list is sorted. */
export interface TouchedByReform {
  /** Whoever lives or holds a position there is given to `moveFacts`. */
  readonly endedUnits: readonly UnitId[]
  /** Whoever holds a position there is; residents stay as they are. */
  readonly unitsTakingOver: readonly UnitId[]
  /** Whoever holds one of these positions anywhere is, because a new seat follows it. */
  readonly followedPositions: readonly PositionId[]
  /** They are, because the reform names them. */
  readonly people: readonly PersonId[]
  /** Units whose residents all have to be among the people of a rehearsal: those that are split, end, or are taken into another. */
  readonly unitsToReadWhole: readonly UnitId[]
}

/**
 * Answers whom a reform can change anything about; `moveFacts` gives everybody else back as they are.
 *
 * @example
 * touchedBy(relocation).endedUnits
 */
export function touchedBy(relocation: Relocation): TouchedByReform {
  const { reform, successions } = relocation
  const endedUnits = [...successions.ended.keys()].sort()
  const unitsTakingOver = [...successions.targets].filter((id) => !successions.created.has(id)).sort()
  const named = [
    ...reform.seats.map(({ personId }) => personId),
    ...reform.households.flatMap((placement) => ('personId' in placement ? [placement.personId] : [])),
  ]
  return {
    endedUnits,
    unitsTakingOver,
    followedPositions: [...new Set(reform.model.positions.flatMap(({ exOfficio }) => exOfficio ?? []))].sort(),
    people: [...new Set(named)].sort(),
    unitsToReadWhole: [...endedUnits, ...unitsTakingOver].sort(),
  }
}
