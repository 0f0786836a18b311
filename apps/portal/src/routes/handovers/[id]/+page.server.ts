import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => ({
  handover: await answer(locals.api.handovers.byId({ id: params.id })),
})
