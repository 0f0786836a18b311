import { answer } from '#lib/server/answer.ts'
import { parseGroupFilter } from '#lib/groups/group-filter.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const filter = parseGroupFilter(url.searchParams)
  const isAnotherDay = typeof locals.context.lookAt === 'string'
  const { text, unitId, kind } = filter
  const [list, onDay, model, unit] = await Promise.all([
    answer(locals.api.groups.list({ ...filter, limit: isAnotherDay ? 1 : 100 })),
    isAnotherDay ? answer(locals.api.groups.listOnDay({ text, unitId, kind })) : null,
    answer(locals.api.models.active()),
    filter.unitId === undefined ? null : answer(locals.api.units.byId({ id: filter.unitId })),
  ])
  return {
    filter,
    list,
    onDay,
    kinds: (model?.groupKinds ?? []).map(({ id, name }) => ({ id, name })),
    unit: unit === null ? null : { id: unit.id, name: unit.name },
  }
}
