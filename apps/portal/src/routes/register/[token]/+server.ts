import { redirect } from '@sveltejs/kit'
import { render } from 'svelte/server'
import { problemText } from '#lib/problem.ts'
import { publicDocument } from '#lib/public/document.ts'
import RegisterPage from '#lib/public/register-page.svelte'
import { fieldOf, foundOrNull, refusalOf, speak } from '#lib/server/visitor.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params: { token }, url }) => {
  const i18n = await speak(url.searchParams.get('lang'))
  const { language } = i18n
  const page = await foundOrNull(locals.api.registrations.page({ token, language }))
  const sent = url.searchParams.has('sent')
  return publicDocument(render(RegisterPage, { props: { i18n, page, sent } }), {
    language,
    status: page === null ? 404 : 200,
  })
}

export const POST: RequestHandler = async ({ locals, params: { token }, request }) => {
  const form = await request.formData()
  const i18n = await speak(fieldOf(form, 'lang'))
  const { language } = i18n
  const name = fieldOf(form, 'name')
  const phone = fieldOf(form, 'phone')
  const unitId = fieldOf(form, 'unitId')
  const agreed = form.has('agreed')
  const refusal = await refusalOf(
    locals.api.registrations.submit({
      token,
      name,
      phone,
      ...(unitId === '' ? {} : { unitId }),
      agreed,
      noticeId: fieldOf(form, 'noticeId'),
      formToken: fieldOf(form, 'formToken'),
      trap: fieldOf(form, 'website'),
    }),
  )
  // Everybody gets this answer, whoever is known, waits already or is turned away.
  if (refusal === null) redirect(303, `?lang=${language}&sent`)
  const page = await foundOrNull(locals.api.registrations.page({ token, language }))
  const tried = { name, phone, unitId, agreed, problem: problemText(i18n.t, refusal) }
  return publicDocument(render(RegisterPage, { props: { i18n, page, tried } }), {
    language,
    status: page === null ? 404 : 400,
  })
}
