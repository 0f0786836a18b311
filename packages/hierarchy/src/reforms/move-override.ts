import { groupIdOf } from '../groups/group-id.ts'
import type { Override } from '../groups/override.ts'
import type { GroupId, UnitId } from '../id.ts'
import { isValidOn } from '../interval.ts'
import type { Person } from '../people/person.ts'
import { isOpenFact, laterOf } from './dated-facts.ts'
import { placeAfter, tierAfter, type Relocation } from './relocation.ts'

/** What becomes of an override. */
export interface MovedOverride {
  /** What stands in its place: itself, where nothing changes; else as it ended, and as it goes on. */
  readonly overrides: readonly Override[]
  /** The groups it may go on in where nobody has said which; it then stays as it is. */
  readonly undecided: readonly GroupId[]
}

/**
 * Gives what becomes of an override of a group whose unit ends: it ends on the day and goes on in the group that follows, until its own
 * last day. An exclusion goes on in every group that follows, an inclusion in the one the person goes to. Idempotent.
 *
 * @example
 * moveOverride(relocation, override, person, (_, groupId) => `${override.id} ${groupId}`)
 */
export function moveOverride(
  relocation: Relocation,
  override: Override,
  person: Person | null,
  newId: (override: Override, groupId: GroupId) => string,
): MovedOverride {
  const { successions, model } = relocation
  const separator = override.groupId.indexOf(':')
  const kind = model.groupKinds.find(({ id }) => id === override.groupId.slice(0, separator))
  const unitId = override.groupId.slice(separator + 1)
  const ending = successions.ended.get(unitId)
  if (ending === undefined || kind === undefined || !isOpenFact(override, successions.day))
    return { overrides: [override], undecided: [] }
  const goesOn = (id: UnitId): boolean => tierAfter(relocation, id) === kind.tier && isValidOn(kind, successions.day)
  const candidates = ending.successors.map((successor) => successor.unitId).filter(goesOn)
  let targets = candidates
  if (override.kind === 'include' && candidates.length > 1) {
    const place = person === null ? ending.heir : placeAfter(relocation, person, unitId, ending)
    if (place === null)
      return { overrides: [override], undecided: candidates.map((candidate) => groupIdOf(kind.id, candidate)) }
    targets = [place].filter(goesOn)
  }
  const begun = override.from === null || override.from < successions.day
  return {
    overrides: [
      ...(begun ? [{ ...override, to: successions.day }] : []),
      ...targets.map((target) => {
        const groupId = groupIdOf(kind.id, target)
        return { ...override, id: newId(override, groupId), groupId, from: laterOf(override.from, successions.day) }
      }),
    ],
    undecided: [],
  }
}
