import { answer } from '#lib/server/answer.ts'
import { parseGroupFilter } from '#lib/groups/group-filter.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const filter = parseGroupFilter(url.searchParams)
  const [list, model, unit] = await Promise.all([
    answer(locals.api.groups.list({ ...filter, limit: 100 })),
    answer(locals.api.models.active()),
    filter.unitId === undefined ? null : answer(locals.api.units.byId({ id: filter.unitId })),
  ])
  return {
    filter,
    list,
    kinds: (model?.groupKinds ?? []).map(({ id, name }) => ({ id, name })),
    unit: unit === null ? null : { id: unit.id, name: unit.name },
  }
}
