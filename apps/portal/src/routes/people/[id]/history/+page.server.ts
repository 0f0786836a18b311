import { askedDay, given } from '#lib/history/asked-day.ts'
import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => ({
  page: await answer(
    locals.api.history.ofPerson({
      id: params.id,
      ...given({ from: askedDay(url, 'from'), to: askedDay(url, 'to') }),
    }),
  ),
})
