import { parseDay, type Day } from '@ketnoi/hierarchy'
import { DAY_PARAMETER } from './day-parameter.ts'

/**
 * How a page answers for another day. `shown`: by the facts of that day; `said-by-page`: it says itself which days it shows, and by
 * what knowledge. The others are of today: `work` is to be done now, `counts` are kept for today alone, `records` have days of their
 * own, and `settings` none.
 * `kept`: as it was kept on a past day, and by the facts of the day for one to come.
 */
export type DayAnswer = 'shown' | 'kept' | 'said-by-page' | 'work' | 'counts' | 'records' | 'settings'

/** Every page, or the part of the address that pages have in common; the longest counts. */
const ANSWERS: Readonly<Record<string, DayAnswer>> = {
  '/': 'kept',
  '/account': 'settings',
  '/accounts': 'settings',
  '/announcements': 'work',
  '/audit': 'records',
  '/changes': 'records',
  '/consents/notices': 'settings',
  '/coverage': 'kept',
  '/coverage/households': 'counts',
  '/drift': 'work',
  '/expiring': 'shown',
  '/first-steps': 'settings',
  '/groups': 'shown',
  '/groups/[id]': 'shown',
  '/groups/[id]/checklist': 'work',
  '/groups/[id]/history': 'said-by-page',
  '/handovers': 'records',
  '/households/[id]': 'shown',
  '/import': 'work',
  '/log-in': 'settings',
  '/onboard': 'work',
  '/people': 'shown',
  '/people/[id]/consents/print': 'work',
  '/people/[id]/handover': 'work',
  '/people/[id]/history': 'said-by-page',
  '/people/duplicates': 'work',
  '/people/new': 'work',
  '/people/outside': 'work',
  '/plan': 'said-by-page',
  '/reforms': 'records',
  '/registrations': 'work',
  '/retention': 'settings',
  '/reviews': 'shown',
  '/reviews/[group]': 'work',
  '/runs': 'work',
  '/services': 'settings',
  '/setup': 'settings',
  '/tasks': 'work',
  '/units': 'shown',
  '/units/[id]/history': 'said-by-page',
  '/units/[id]/poster': 'work',
  '/units/import': 'work',
}

/** `null`: nobody has said how the page answers. */
export function answerForDay(routeId: string | null): DayAnswer | null {
  for (let path = routeId ?? ''; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
    const answer = ANSWERS[path]
    if (answer !== undefined) return answer
  }
  return routeId === '/' ? (ANSWERS['/'] ?? null) : null
}

/** Whether what a page shows is asked for the day that somebody looks at. */
export function dependsOnDay(routeId: string | null): boolean {
  const answer = answerForDay(routeId)
  return answer === 'shown' || answer === 'kept' || answer === 'said-by-page'
}

// No unit and no person of a roster is older, and what lies before a first day is no day for every part of a program.
const EARLIEST = '1900-01-01'

/** A day that somebody can mean to look at; `null` for anything else. */
export function dayToLookAt(text: string | null): Day | null {
  const day = parseDay(text)
  return day.ok && day.value >= EARLIEST ? day.value : null
}

/** The same address on another day, or on today. */
export function onDay(address: string, day: string | null): string {
  const url = new URL(address)
  if (day === null) url.searchParams.delete(DAY_PARAMETER)
  else url.searchParams.set(DAY_PARAMETER, day)
  return url.href
}

/** Lets a form that asks by its address ask for the same day. */
export function keepDayOfForm({ target, formData }: FormDataEvent, day: string): void {
  if (target instanceof HTMLFormElement && target.method === 'get' && !formData.has(DAY_PARAMETER))
    formData.set(DAY_PARAMETER, day)
}

/** Lets a link that is about to be followed lead to the same day, also into another tab. */
export function keepDay(event: MouseEvent, day: string): void {
  if (!(event.target instanceof Element)) return
  const link = event.target.closest('a[href]')
  if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin || link.dataset['today'] !== undefined)
    return
  if (link.pathname !== '/onboard' && !new URL(link.href).searchParams.has(DAY_PARAMETER))
    link.href = onDay(link.href, day)
}
