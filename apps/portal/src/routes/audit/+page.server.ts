import { mayAnywhere } from '@ketnoi/api'
import { askedDay, given } from '#lib/history/asked-day.ts'
import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const asked = (name: string): string | undefined => url.searchParams.get(name)?.trim()
  const filter = given({
    actor: asked('actor'),
    action: asked('action'),
    from: askedDay(url, 'from'),
    to: askedDay(url, 'to'),
    unitId: asked('unit'),
    after: asked('after'),
  })
  const subject = given({ kind: asked('kind'), id: asked('id') })
  const unitId = filter.unitId
  const [page, unit] = await Promise.all([
    answer(locals.api.audit.list({ ...filter, subject })),
    unitId === undefined ? null : answer(locals.api.units.byId({ id: unitId })),
  ])
  const { after: _, unitId: __, ...shown } = filter
  return {
    page,
    unit: unit === null ? null : { id: unit.id, name: unit.name },
    filter: { ...shown, ...subject },
    opensAccounts: mayAnywhere(locals.context.actor, 'accounts.byId'),
  }
}
