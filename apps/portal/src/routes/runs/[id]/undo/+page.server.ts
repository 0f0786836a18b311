import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => ({
  undo: await answer(locals.api.runs.undoPlan({ id: params.id })),
})
