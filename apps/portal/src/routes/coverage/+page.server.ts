import { answer } from '#lib/server/answer.ts'
import { parseMeasure } from '#lib/coverage/measure.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => ({
  coverage: await answer(locals.api.coverage.ofUnit({ unitId: url.searchParams.get('unit') })),
  measure: parseMeasure(url.searchParams.get('measure')),
  today: locals.context.today(),
})
