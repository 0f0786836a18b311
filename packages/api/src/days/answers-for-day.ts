import type { Action } from '../permissions.ts'

/**
 * What answers for another day that somebody looks at. Whatever is not named here is of today, also from a page of another day: counts
 * that are kept, work that is to be done now, settings and accounts would otherwise mix two days.
 */
export const ANSWERS_FOR_DAY: ReadonlySet<Action> = new Set<Action>([
  'units.tree',
  'units.byId',
  'units.search',
  'seats.ofUnit',
  'seats.coming',
  'people.byId',
  'people.groups',
  'people.explain',
  'people.search',
  'selections.match',
  'households.byId',
  'households.search',
  'groups.listOnDay',
  'coverage.ofUnit',
  'coverage.table',
  'plans.all',
  'expiring.list',
  'reviews.due',
  'history.ofGroup',
  'history.ofPerson',
  'history.ofUnit',
])
