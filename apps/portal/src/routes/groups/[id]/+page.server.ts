import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { lookAt } = locals.context
  const page = await answer(locals.api.groups.byId({ id: params.id }))
  return {
    page,
    coming: await answer(locals.api.seats.coming({ unitId: page.group.unitId, above: true })),
    onDay: typeof lookAt !== 'string' ? null : await answer(locals.api.groups.onDay({ id: params.id, day: lookAt })),
  }
}
