import { errorCodeOf, errorDataOf } from '@ketnoi/api'
import { redirect } from '@sveltejs/kit'
import type { RequestHandler } from './$types'

/** Where the service sends whoever consented, with a code that serves once. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const given = (name: string): string => url.searchParams.get(name) ?? ''
  const back = { code: given('code'), state: given('state'), accountId: given('oa_id') }
  const outcome = await locals.api.services.finishConsent(back).then(
    () => ({ consent: 'done' }),
    (cause: unknown) => {
      const { rawCode } = errorDataOf(cause)
      return { consent: errorCodeOf(cause), raw: typeof rawCode === 'number' ? String(rawCode) : '' }
    },
  )
  // The code must not stay in the address, nor in the history of the browser.
  redirect(303, `/services?${new URLSearchParams(outcome).toString()}`)
}
