import { addDays, parseGroupId, type Day } from '@ketnoi/hierarchy'
import { redirect } from '@sveltejs/kit'
import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { lookAt } = locals.context
  // A group of another day need not exist today.
  if (typeof lookAt === 'string')
    return { onDay: await answer(locals.api.groups.onDay({ id: params.id, day: lookAt })), today: null }
  const page = await answer(
    locals.api.groups.byId({ id: params.id }).catch(async (cause: unknown) => {
      const lastDay = await lastDayOfUnit(locals.api, params.id)
      // What was printed or kept leads on: a group of a unit that is no more has a past.
      if (lastDay !== null) redirect(307, `/groups/${encodeURIComponent(params.id)}/history?on=${lastDay}`)
      throw cause
    }),
  )
  const coming = await answer(locals.api.seats.coming({ unitId: page.group.unitId, above: true }))
  return { onDay: null, today: { page, coming } }
}

/** The last day of the unit of a group, where it has ended; `null`: it has not, or nobody may tell. */
async function lastDayOfUnit(api: App.Locals['api'], groupId: string): Promise<Day | null> {
  const unitId = parseGroupId(groupId)?.unitId
  const unit = unitId === undefined ? null : await api.units.byId({ id: unitId }).catch(() => null)
  return unit === null || unit.to === null || unit.to > unit.asOf ? null : addDays(unit.to, -1)
}
