import { answer } from '#lib/server/answer.ts'
import { openTo } from '#lib/server/pages.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  openTo(locals, '/announcements/new')
  const unitId = url.searchParams.get('unit')
  const groupId = url.searchParams.get('group')
  const againId = url.searchParams.get('again')
  const [model, unit, group, again] = await Promise.all([
    answer(locals.api.models.active()),
    unitId === null ? null : answer(locals.api.units.byId({ id: unitId })),
    groupId === null ? null : answer(locals.api.groups.byId({ id: groupId })),
    againId === null ? null : answer(locals.api.announcements.byId({ id: againId })),
  ])
  return {
    kinds: (model?.groupKinds ?? []).map(({ id, name }) => ({ id, name })),
    unit: unit === null ? null : { id: unit.id, name: unit.name },
    group: group === null ? null : { id: group.group.id, name: group.group.name },
    again:
      again === null ? null : { id: again.id, text: again.text, approvedAt: again.approvedAt, missed: again.missed },
  }
}
