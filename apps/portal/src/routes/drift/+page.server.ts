import { DRIFT_CLASSES } from '@ketnoi/hierarchy'
import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const groupId = url.searchParams.get('group') || undefined
  const unitId = url.searchParams.get('unit') || undefined
  const kind = DRIFT_CLASSES.find((one) => one === url.searchParams.get('class'))
  const filter = { groupId, unitId, kind }
  const [drift, policies, model, unit] = await Promise.all([
    answer(locals.api.drift.list(filter)),
    answer(locals.api.drift.policies()),
    answer(locals.api.models.active()),
    unitId === undefined ? null : answer(locals.api.units.byId({ id: unitId })),
  ])
  const kinds = (model?.groupKinds ?? []).map(({ id, name }) => ({ id, name }))
  return { drift, policies, kinds, filter, unit: unit === null ? null : { id: unit.id, name: unit.name } }
}
