import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => ({
  announcement: await answer(locals.api.announcements.byId({ id: params.id })),
})
