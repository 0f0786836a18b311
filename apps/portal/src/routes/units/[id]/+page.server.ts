import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const [unit, below, coming] = await Promise.all([
    answer(locals.api.units.byId({ id: params.id })),
    answer(locals.api.units.tree({ parentId: params.id })),
    answer(locals.api.seats.coming({ unitId: params.id })),
  ])
  return { unit, below: below.units, coming }
}
