import { answer } from '#lib/server/answer.ts'
import { openTo } from '#lib/server/pages.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  openTo(locals, '/runs/new')
  const groupId = url.searchParams.get('group')
  const unitId = url.searchParams.get('unit')
  const scope = groupId !== null ? { groupId } : unitId !== null ? { unitId } : null
  const unit = unitId === null ? null : await answer(locals.api.units.byId({ id: unitId }))
  return {
    scope,
    unit: unit === null ? null : { id: unit.id, name: unit.name },
    proposal: scope === null ? null : await answer(locals.api.runs.proposal(scope)),
  }
}
