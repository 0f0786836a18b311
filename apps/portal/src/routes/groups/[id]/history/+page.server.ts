import { askedDay, given } from '#lib/history/asked-day.ts'
import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const days = given({ on: askedDay(url, 'on'), compare: askedDay(url, 'compare') })
  const basis = url.searchParams.get('basis') === 'believed' ? 'believed' : 'known'
  return { page: await answer(locals.api.history.ofGroup({ id: params.id, basis, ...days })) }
}
