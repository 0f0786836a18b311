import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => ({
  reform: await answer(locals.api.reforms.byId({ id: params.id })),
})
