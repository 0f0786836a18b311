import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const unitId = url.searchParams.get('unit')
  const [plan, unit] = await Promise.all([
    answer(locals.api.plans.all(unitId === null ? {} : { unitId })),
    unitId === null ? null : answer(locals.api.units.byId({ id: unitId })),
  ])
  // Brakes that passed in thousands of groups say nothing one by one: those of all groups and those that tripped do.
  const checks = plan.checks.filter((check) => check.groupId === null || !check.passed)
  return { plan: { ...plan, checks }, unit: unit === null ? null : { id: unit.id, name: unit.name } }
}
