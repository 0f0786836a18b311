import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const { asOf } = await answer(locals.api.units.tree({}))
  return { asOf }
}
