import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { lookAt } = locals.context
  // A group of another day need not exist today.
  if (typeof lookAt === 'string')
    return { onDay: await answer(locals.api.groups.onDay({ id: params.id, day: lookAt })), today: null }
  const page = await answer(locals.api.groups.byId({ id: params.id }))
  const coming = await answer(locals.api.seats.coming({ unitId: page.group.unitId, above: true }))
  return { onDay: null, today: { page, coming } }
}
