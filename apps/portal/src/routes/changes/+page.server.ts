import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

const VIEWS = { people: ['import', 'selection'], units: ['units'], lists: ['reading'] } as const

export const load: PageServerLoad = async ({ locals, url }) => {
  const wanted = url.searchParams.get('view')
  const view = wanted === 'units' || wanted === 'lists' ? wanted : 'people'
  const { api } = locals
  const waiting = await answer(api.changes.waiting())
  const asked = view === 'people' ? await answer(api.selections.asked()) : []
  return { view, waiting, asked, ...(await answer(api.changes.list({ kinds: [...VIEWS[view]] }))) }
}
