import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => ({
  review: await answer(locals.api.reviews.ofGroup({ groupId: params.group })),
})
