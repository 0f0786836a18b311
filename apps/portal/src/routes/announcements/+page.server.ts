import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) =>
  answer(locals.api.announcements.list({ after: url.searchParams.get('after') }))
