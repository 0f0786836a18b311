import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const [start, model] = await Promise.all([
    answer(locals.api.handovers.ofPerson({ personId: params.id })),
    answer(locals.api.models.active()),
  ])
  return { start, positions: model?.positions ?? [] }
}
