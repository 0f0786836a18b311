import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const [view, model] = await Promise.all([
    answer(locals.api.imports.byId({ id: params.id })),
    answer(locals.api.models.active()),
  ])
  return { view, purposes: model?.purposes ?? [] }
}
