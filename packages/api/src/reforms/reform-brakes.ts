import type { RehearsalCounts } from '@ketnoi/hierarchy'

/** What a reform weighs, held against what one person may answer for alone. */
export interface ReformCheck {
  readonly code: 'units-ended' | 'people-moved' | 'groups-closed'
  readonly value: number
  /** Above it somebody else has to agree as well. */
  readonly limit: number
  readonly tripped: boolean
}

/** A village with its officers; more is many people who lose or get a group by one press of a button. */
export const MOST_PEOPLE_ALONE = 100

const MOST_ALONE = {
  // Two villages of one commune become one: everyday. From two communes on it is a decision of a province.
  'units-ended': 2,
  'people-moved': MOST_PEOPLE_ALONE,
  // What is archived in the service nobody opens again.
  'groups-closed': 2,
} as const

/** The brakes of a reform, with their numbers also where they passed. */
export function reformChecks(counts: RehearsalCounts): readonly ReformCheck[] {
  const values = {
    'units-ended': counts.units.merged + counts.units.split + counts.units.ended,
    'people-moved': Math.max(counts.homesMoved, counts.peopleMoved),
    'groups-closed': counts.groups['merged-into'] + counts.groups.archived,
  }
  return (['units-ended', 'people-moved', 'groups-closed'] as const).map((code) => ({
    code,
    value: values[code],
    limit: MOST_ALONE[code],
    tripped: values[code] > MOST_ALONE[code],
  }))
}
