import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const model = await answer(locals.api.models.active())
  return { tiers: model?.tiers ?? [] }
}
