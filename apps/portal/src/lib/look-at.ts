import { DAY_PARAMETER } from './day-parameter.ts'

/** Pages that answer for another day; the others say that they do not. */
const ANSWERING: ReadonlySet<string> = new Set([
  '/units',
  '/units/[id]',
  '/units/[id]/seats',
  '/people/[id]',
  '/households/[id]',
  '/groups/[id]',
])

/** Pages that say themselves which days they show, and by what knowledge. */
const SPEAKING: ReadonlySet<string> = new Set(['/groups/[id]/history', '/people/[id]/history', '/units/[id]/history'])

export type DayAnswer = 'shown' | 'said-by-page' | 'not-here'

export function answerForDay(routeId: string | null): DayAnswer {
  if (routeId === null) return 'not-here'
  return ANSWERING.has(routeId) ? 'shown' : SPEAKING.has(routeId) ? 'said-by-page' : 'not-here'
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
