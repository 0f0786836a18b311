import { redirect } from '@sveltejs/kit'
import { answer } from '#lib/server/answer.ts'
import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = async ({ locals, url, untrack }) => {
  const { api, language, theme } = locals
  // The one page that works without signal is kept on devices: it is the same for everybody, and nothing of anybody is in it.
  if (untrack(() => url.pathname) === '/onboard')
    return { language, theme, identity: null, ready: true, asOf: '', pinned: false, saidOn: '' }
  const identity = await answer(api.session.identity())
  const shared = { language, theme, identity }
  // Whoever may not go on is shown nothing but the page that they were led to.
  if (identity === null || identity.barred !== null)
    return { ...shared, ready: false, asOf: '', pinned: false, saidOn: '' }
  const outset = await answer(api.setup.outset())
  // Looked at once, not at every step: before set-up there is no other page to go to.
  const path = untrack(() => url.pathname)
  if (!outset.ready && path !== '/setup' && path !== '/account') redirect(307, '/setup')
  return { ...shared, ...outset }
}
