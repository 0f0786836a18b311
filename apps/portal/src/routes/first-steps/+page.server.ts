import { redirect } from '@sveltejs/kit'
import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const own = await answer(locals.api.session.own())
  if (own.steps.length === 0) redirect(303, '/')
  return { own }
}
