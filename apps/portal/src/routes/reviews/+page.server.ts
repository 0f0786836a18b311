import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const unitId = url.searchParams.get('unit')
  const [due, setting, model] = await Promise.all([
    answer(locals.api.reviews.due(unitId === null ? {} : { unitId })),
    answer(locals.api.reviews.policies()),
    answer(locals.api.models.active()),
  ])
  return { due, setting, kinds: (model?.groupKinds ?? []).map(({ id, name }) => ({ id, name })) }
}
