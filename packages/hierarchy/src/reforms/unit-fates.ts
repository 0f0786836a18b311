import type { UnitId } from '../id.ts'
import { addDays } from '../interval.ts'
import type { Unit } from '../units/unit.ts'
import { codeOn, findUnit, nameOn, parentOn, predecessorsOf, type UnitTree } from '../units/unit-tree.ts'
import type { BeforeAfter, UnitCount, UnitFate } from './rehearsal.ts'
import type { Relocation } from './relocation.ts'

/** Gives what becomes of every unit that does not simply go on as it is, by id. */
export function unitFates(
  { successions }: Relocation,
  trees: BeforeAfter<UnitTree>,
  changed: readonly Unit[],
  counts: readonly UnitCount[],
): UnitFate[] {
  const { day, ended, created, targets } = successions
  const eve = addDays(day, -1)
  const countOf = new Map(counts.map((count) => [count.unitId, count]))
  const fateOf = (id: UnitId): UnitFate['fate'] => {
    const ending = ended.get(id)
    if (ending !== undefined) return ending.how === 'merge' ? 'merged' : ending.how === 'split' ? 'split' : 'ended'
    return created.has(id) ? 'created' : targets.has(id) ? 'takes-over' : 'changed'
  }
  return [...new Set([...changed.map(({ id }) => id), ...targets])].sort().flatMap((id): UnitFate[] => {
    const unit = findUnit(trees.after, id)
    if (unit === undefined) return []
    const fate = fateOf(id)
    const goesOn = !ended.has(id)
    const was = !created.has(id)
    return [
      {
        unitId: id,
        fate,
        successors: goesOn ? [] : unit.successors,
        predecessors: goesOn && targets.has(id) ? predecessorsOf(trees.after, id) : [],
        name: { before: was ? nameOn(unit, eve).full : null, after: goesOn ? nameOn(unit, day).full : null },
        code: { before: codeOn(unit, eve), after: codeOn(unit, day) },
        parent: { before: parentOn(trees.after, id, eve), after: parentOn(trees.after, id, day) },
        residents: countOf.get(id)?.residents ?? null,
        households: countOf.get(id)?.households ?? null,
      },
    ]
  })
}
