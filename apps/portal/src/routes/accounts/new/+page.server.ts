import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals }) => ({ today: locals.context.today() })
