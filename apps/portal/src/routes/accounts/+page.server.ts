import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => ({ accounts: await answer(locals.api.accounts.list()) })
