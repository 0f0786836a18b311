import type { Path } from '../document.ts'
import type { TierId, UnitId } from '../id.ts'
import { isValidOn } from '../interval.ts'
import { existsAfter, tierOf, type Check } from './check.ts'

/** Households, seats and surviving groups must be about what there is afterwards. */
export function checkChoices(check: Check): void {
  const { report, reform, successions, model } = check
  const placed = new Set<string>()
  const results = new Set<UnitId>()
  const endedTiers = new Set<TierId>()
  for (const [id, { how, successors }] of successions.ended) {
    if (how === 'split') for (const { unitId } of successors) results.add(unitId)
    if (successors.length === 0) endedTiers.add(tierOf(check, id) ?? '')
  }
  for (const [i, placement] of reform.households.entries()) {
    const path: Path = ['households', i]
    const who = 'personId' in placement ? `person ${placement.personId}` : `household ${placement.householdId}`
    if (placed.has(who)) report('placement-twice', `${who} is placed twice`, path, { ...placement })
    placed.add(who)
    const tier = tierOf(check, placement.unitId)
    // Whoever lives in a unit that ends without a successor can go to any other.
    if (results.has(placement.unitId) || (tier !== undefined && endedTiers.has(tier) && existsAfter(check, placement)))
      continue
    report('placement-not-a-target', `${placement.unitId} is no result of a split`, [...path, 'unitId'], {
      id: placement.unitId,
    })
  }
  const positions = new Map(model.positions.map((position) => [position.id, position]))
  for (const [i, seat] of reform.seats.entries()) {
    const path: Path = ['seats', i]
    const position = positions.get(seat.positionId)
    const tier = position?.tier
    if (position?.exOfficio !== undefined)
      report('seat-follows-position', `the seat follows ${position.exOfficio}`, [...path, 'positionId'], {
        positionId: position.exOfficio,
      })
    if (tier === undefined)
      report('position-unknown', `there is no position ${seat.positionId}`, [...path, 'positionId'], {
        id: seat.positionId,
      })
    if (!existsAfter(check, seat))
      report('unit-unknown', `there is no unit ${seat.unitId} on the day`, [...path, 'unitId'], { id: seat.unitId })
    else if (tier !== undefined && tier !== tierOf(check, seat.unitId))
      report('position-not-here', `${seat.positionId} is no position of this tier`, [...path, 'positionId'], {
        ...seat,
      })
  }
  const groups = new Set<string>()
  for (const [i, { groupId }] of reform.groups.entries()) {
    const separator = groupId.indexOf(':')
    const kind = model.groupKinds.find(({ id }) => id === groupId.slice(0, separator))
    const unitId = groupId.slice(separator + 1)
    const isExpected =
      kind !== undefined &&
      isValidOn(kind, successions.day) &&
      kind.tier === tierOf(check, unitId) &&
      existsAfter(check, { unitId })
    if (!isExpected)
      report('group-unknown', `there is no group ${groupId} on the day`, ['groups', i, 'groupId'], { groupId })
    if (groups.has(groupId)) report('survivor-twice', `${groupId} can go on as one group`, ['groups', i], { groupId })
    groups.add(groupId)
  }
}
