import { error } from '@sveltejs/kit'
import { administers } from '#lib/accounts/roles.ts'
import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, parent }) => {
  const { identity } = await parent()
  // Nobody fills in a decision that would be refused at the end.
  if (!administers(identity)) error(403, 'expected')
  const model = await answer(locals.api.models.active())
  return { tiers: model?.tiers ?? [] }
}
