import { answer, answerIfAllowed } from '#lib/server/answer.ts'
import { openTo } from '#lib/server/pages.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  openTo(locals, '/people/[id]/handover')
  const positionId = url.searchParams.get('position')
  const unitId = url.searchParams.get('unit')
  const successorId = url.searchParams.get('successor')
  const [start, model, successor] = await Promise.all([
    answer(locals.api.handovers.ofPerson({ personId: params.id })),
    answer(locals.api.models.active()),
    successorId === null ? null : answerIfAllowed(locals.api.people.byId({ id: successorId })),
  ])
  return {
    start,
    positions: model?.positions ?? [],
    // A page of one seat leads here with that seat alone, and perhaps with whoever follows.
    asked: {
      seat: positionId === null || unitId === null ? null : { positionId, unitId },
      successor: successor === null ? null : { id: successor.id, name: successor.name },
    },
  }
}
