import { redirect } from '@sveltejs/kit'
import { answer } from '#lib/server/answer.ts'
import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = async ({ locals, url, untrack }) => {
  const status = await answer(locals.api.setup.status())
  // Looked at once, not at every step: before set-up there is no other page to go to.
  const path = untrack(() => url.pathname)
  if (!status.ready && path !== '/setup') redirect(307, '/setup')
  return {
    language: locals.language,
    theme: locals.theme,
    ready: status.ready,
    asOf: status.asOf,
    pinned: status.pinned,
  }
}
