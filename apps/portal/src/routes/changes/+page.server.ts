import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

const VIEWS = { people: ['import', 'selection'], units: ['units'], lists: ['reading'] } as const

export const load: PageServerLoad = async ({ locals, url }) => {
  const asked = url.searchParams.get('view')
  const view = asked === 'units' || asked === 'lists' ? asked : 'people'
  const { api } = locals
  const waiting = await answer(api.changes.waiting())
  return { view, waiting, ...(await answer(api.changes.list({ kinds: [...VIEWS[view]] }))) }
}
