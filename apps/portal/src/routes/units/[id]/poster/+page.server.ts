import { parseLanguage } from '#lib/i18n/language.ts'
import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const poster = await answer(locals.api.registrations.poster({ unitId: params.id }))
  return {
    poster,
    size: url.searchParams.get('size') === 'a5' ? ('a5' as const) : ('a4' as const),
    posterLanguage: parseLanguage(url.searchParams.get('lang') ?? undefined),
    address: `${url.origin}/register/${poster.token}`,
    // A phone cannot reach the machine under the name that the machine has for itself.
    isLocal: /^(?:localhost|127\.|\[::1\])/u.test(url.hostname),
  }
}
