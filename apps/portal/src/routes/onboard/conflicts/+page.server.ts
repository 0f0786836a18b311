import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const after = url.searchParams.get('after')
  return { conflicts: await answer(locals.api.onboarding.conflicts(after === null ? {} : { after })) }
}
