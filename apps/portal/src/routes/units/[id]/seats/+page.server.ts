import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => ({
  page: await answer(locals.api.seats.ofUnit({ unitId: params.id })),
})
