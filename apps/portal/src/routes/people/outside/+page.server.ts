import { openTo } from '#lib/server/pages.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals }) => {
  openTo(locals, '/people/outside')
}
