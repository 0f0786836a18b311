import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => ({
  plan: await answer(locals.api.changes.plan({ id: params.id })),
})
