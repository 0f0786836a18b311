import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => ({ own: await answer(locals.api.session.own()) })
