import { redirect } from '@sveltejs/kit'
import { nextPage } from '#lib/server/detour.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => {
  const next = nextPage(url.searchParams.get('next'))
  if (locals.context.actor.id === locals.context.visit?.session?.accountId) redirect(303, next)
  return { next }
}
