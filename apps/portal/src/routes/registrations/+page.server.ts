import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

const STATES = ['waiting', 'confirmed', 'rejected'] as const

export const load: PageServerLoad = async ({ locals, url }) => {
  const wanted = url.searchParams.get('state')
  const state = STATES.find((one) => one === wanted) ?? 'waiting'
  const unitId = url.searchParams.get('unit') ?? undefined
  return { state, unitId, ...(await answer(locals.api.registrations.list({ state, unitId }))) }
}
