import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { api, context } = locals
  const [account, events] = await Promise.all([
    answer(api.accounts.byId({ id: params.id })),
    answer(api.accounts.events({ id: params.id })),
  ])
  return { account, events, today: context.today() }
}
