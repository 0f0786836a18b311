import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const unitId = url.searchParams.get('unit')
  return answer(locals.api.expiring.list(unitId === null ? {} : { unitId }))
}
