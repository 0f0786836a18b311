import { askedDay, given } from '#lib/history/asked-day.ts'
import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => ({
  page: await answer(locals.api.history.ofUnit({ id: params.id, ...given({ on: askedDay(url, 'on') }) })),
})
