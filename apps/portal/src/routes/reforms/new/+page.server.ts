import { answer } from '#lib/server/answer.ts'
import { openTo } from '#lib/server/pages.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  openTo(locals, '/reforms/new')
  const model = await answer(locals.api.models.active())
  return { tiers: model?.tiers ?? [] }
}
