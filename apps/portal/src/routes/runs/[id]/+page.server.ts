import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => ({
  run: await answer(locals.api.runs.byId({ id: params.id })),
})
