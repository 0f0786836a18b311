import { SESSION_COOKIE } from '@ketnoi/api'
import { redirect } from '@sveltejs/kit'
import { nextPage } from '#lib/server/detour.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => {
  const next = nextPage(url.searchParams.get('next'))
  if (locals.context.actor.id === locals.context.visit?.session?.accountId) redirect(303, next)
  return { next, why: whyHere(locals.context.visit, next) }
}

/** Why somebody who was on their way elsewhere is asked to log in; `null`: they came by themselves. */
function whyHere(visit: App.Locals['context']['visit'], next: string): 'locked' | 'ended' | 'needed' | null {
  if (visit?.session?.locked === true) return 'locked'
  if (visit?.headers.get('cookie')?.includes(SESSION_COOKIE) === true) return 'ended'
  return next === '/' ? null : 'needed'
}
