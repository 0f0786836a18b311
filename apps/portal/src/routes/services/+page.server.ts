import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => ({
  ...(await answer(locals.api.services.page())),
  assets: await answer(locals.api.services.assets()),
  origin: url.origin,
  // What came of consenting, where somebody comes back from there: `done`, or the code of what went wrong.
  consent: url.searchParams.get('consent'),
  rawCode: url.searchParams.get('raw'),
})
