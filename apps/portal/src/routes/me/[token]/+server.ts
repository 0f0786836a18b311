import { redirect } from '@sveltejs/kit'
import { render } from 'svelte/server'
import { problemText } from '#lib/problem.ts'
import { publicDocument } from '#lib/public/document.ts'
import PrivatePage from '#lib/public/private-page.svelte'
import { fieldOf, foundOrNull, refusalOf, speak } from '#lib/server/visitor.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params: { token }, url }) => {
  const i18n = await speak(url.searchParams.get('lang'))
  const page = await foundOrNull(locals.api.privateLinks.page({ token }))
  const said = url.searchParams.get('done')
  const done = said === 'left' || said === 'withdrawn' ? said : null
  return publicDocument(render(PrivatePage, { props: { i18n, page, done } }), {
    language: i18n.language,
    status: page === null ? 404 : 200,
  })
}

export const POST: RequestHandler = async ({ locals, params: { token }, request }) => {
  const form = await request.formData()
  const i18n = await speak(fieldOf(form, 'lang'))
  const withdraws = fieldOf(form, 'action') === 'withdraw'
  const refusal = await refusalOf(
    withdraws
      ? locals.api.privateLinks.withdraw({ token, purposeId: fieldOf(form, 'purposeId') })
      : locals.api.privateLinks.leave({ token, groupId: fieldOf(form, 'groupId') }),
  )
  if (refusal === null) redirect(303, `?lang=${i18n.language}&done=${withdraws ? 'withdrawn' : 'left'}`)
  const page = await foundOrNull(locals.api.privateLinks.page({ token }))
  const problem = problemText(i18n.t, refusal)
  return publicDocument(render(PrivatePage, { props: { i18n, page, problem } }), {
    language: i18n.language,
    status: page === null ? 404 : 400,
  })
}
