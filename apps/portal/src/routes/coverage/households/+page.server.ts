import { error } from '@sveltejs/kit'
import { HOUSEHOLD_STATES } from '#lib/coverage/measure.ts'
import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const unitId = url.searchParams.get('unit')
  const state = HOUSEHOLD_STATES.find((one) => one === url.searchParams.get('state'))
  if (unitId === null || state === undefined) error(404, 'expected')
  const after = url.searchParams.get('after') ?? undefined
  return { unitId, state, people: await answer(locals.api.coverage.representatives({ unitId, state, after })) }
}
