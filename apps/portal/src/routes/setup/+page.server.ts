import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => ({
  // `null` while there is no account: nothing is told before somebody has proved that the server is theirs.
  status: locals.context.visit?.session ? await answer(locals.api.setup.status()) : null,
  today: locals.context.today(),
})
