import type { Messages } from './vi/index.ts'

/** A part of the catalogue, in a file of its own. */
export type Area = keyof Messages

/** What the frame around every page speaks. */
const FRAME: readonly Area[] = ['common', 'problems', 'session']

/** What the pages below a path speak beside that; the longest path that fits counts. `areas.test.ts` keeps it true. */
export const AREAS: Readonly<Record<string, readonly Area[]>> = {
  '/': ['overview', 'groups', 'plans'],
  '/account': ['accounts', 'login'],
  '/accounts': ['accounts', 'units'],
  '/announcements': ['announcements'],
  '/announcements/new': ['announcements', 'units'],
  '/changes': ['changes', 'selections'],
  '/consents/notices': ['consents'],
  '/audit': ['audit'],
  '/coverage': ['coverage'],
  '/drift': ['drift', 'units'],
  '/expiring': ['expiring', 'failures'],
  '/first-steps': ['accounts', 'login'],
  '/groups': ['groups', 'units'],
  // What its dialogs speak comes with them.
  '/groups/[id]': ['groups', 'lists', 'plans'],
  '/groups/[id]/checklist': ['checklist', 'groups', 'plans'],
  '/handovers': ['failures', 'handovers', 'records'],
  '/groups/[id]/history': ['groups', 'history'],
  '/import': ['failures', 'files', 'imports', 'units'],
  '/onboard': ['failures', 'onboarding'],
  '/onboard/conflicts': ['onboarding', 'units'],
  '/log-in': ['login'],
  '/households': ['overrides', 'people', 'records', 'units'],
  '/people': ['failures', 'people', 'records', 'selections', 'units'],
  '/people/[id]': ['consents', 'groups', 'overrides', 'people', 'records'],
  '/people/[id]/handover': ['failures', 'groups', 'handovers', 'people', 'records', 'units'],
  '/people/[id]/consents/print': ['consents', 'people'],
  '/people/[id]/history': ['history', 'people'],
  '/people/duplicates': ['duplicates', 'people', 'records', 'units'],
  '/people/new': ['newcomers', 'people', 'records', 'units'],
  '/people/outside': ['people', 'records', 'units'],
  '/plan': ['groups', 'plans'],
  '/reforms': ['reforms'],
  '/reforms/[id]': ['groups', 'overrides', 'people', 'reforms'],
  '/reforms/new': ['reforms', 'units'],
  '/registrations': ['groups', 'overrides', 'people', 'units', 'villagers'],
  '/retention': ['retention'],
  '/reviews': ['reviews'],
  '/reviews/[group]': ['groups', 'reviews'],
  '/runs': ['groups', 'plans', 'runs'],
  '/runs/[id]/undo': ['changes', 'groups', 'plans', 'runs'],
  '/runs/new': ['groups', 'plans', 'runs', 'units'],
  '/tasks': ['failures', 'groups', 'tasks'],
  '/services/trial': ['trial', 'units', 'runs'],
  '/services': ['failures', 'groups', 'people', 'services'],
  '/services/requests': ['groups', 'people', 'services'],
  '/setup': ['accounts', 'failures', 'login', 'setup'],
  '/units': ['records', 'units'],
  '/units/[id]': ['days', 'records', 'units', 'villagers'],
  '/units/[id]/history': ['history', 'units'],
  '/units/[id]/seats': ['overrides', 'people', 'records', 'seats', 'units'],
  '/units/import': ['files', 'units'],
}

/** The areas of the page at a route, e.g. `/groups/[id]`; those of the frame where there is none. */
export function areasOf(routeId: string | null): readonly Area[] {
  let path = routeId ?? ''
  while (path !== '' && !(path in AREAS)) path = path.slice(0, path.lastIndexOf('/'))
  return [...new Set([...FRAME, ...(AREAS[path] ?? [])])]
}
