import { answer, answerIfAllowed } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  // A unit that is no more is for those who answer for what it became, and has neither seats nor anything below it.
  const [unit, below, coming] = await Promise.all([
    answer(locals.api.units.byId({ id: params.id })),
    answerIfAllowed(locals.api.units.tree({ parentId: params.id })),
    answerIfAllowed(locals.api.seats.coming({ unitId: params.id })),
  ])
  return { unit, below: below?.units ?? [], coming: coming ?? [] }
}
