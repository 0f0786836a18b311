import { answer } from '#lib/server/answer.ts'
import { openTo } from '#lib/server/pages.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  openTo(locals, '/people/new')
  const { asOf } = await answer(locals.api.units.tree({}))
  return { asOf }
}
