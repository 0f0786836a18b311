import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const unitId = url.searchParams.get('unit') ?? undefined
  const after = url.searchParams.get('after') ?? undefined
  const [page, unit] = await Promise.all([
    answer(locals.api.duplicates.list({ unitId, after })),
    unitId === undefined ? null : answer(locals.api.units.byId({ id: unitId })),
  ])
  return { page, unit: unit === null ? null : { id: unit.id, name: unit.name } }
}
