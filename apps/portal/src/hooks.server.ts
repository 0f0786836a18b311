import { barredBy, createCaller, refusal } from '@ketnoi/api'
import { isRedirect, redirect } from '@sveltejs/kit'
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit/hooks'
import { DATABASE_URL, KETNOI_DATA, KETNOI_SECRET } from '$app/env/private'
import { LANGUAGE_COOKIE, parseLanguage } from '#lib/i18n/language.ts'
import { DAY_HEADER, DAY_PARAMETER } from '#lib/day-parameter.ts'
import { dayToLookAt, dependsOnDay, onDay } from '#lib/look-at.ts'
import { answerProgram } from '#lib/server/answer-program.ts'
import { receiveVisit } from '#lib/server/arrival.ts'
import { createContext } from '#lib/server/create-context.ts'
import { detourOf, isWatcher } from '#lib/server/detour.ts'
import { traceOf } from '#lib/server/error-trace.ts'
import { log } from '#lib/server/log.ts'
import { openRequest } from '#lib/server/metrics.ts'
import { noteRequest } from '#lib/server/note-request.ts'
import { isForeign } from '#lib/server/request-guard.ts'
import { startServices } from '#lib/server/services.ts'
import { parseTheme, THEME_COOKIE } from '#lib/ui/theme.ts'

const environment = { DATABASE_URL, KETNOI_DATA, KETNOI_SECRET }
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

export const init: ServerInit = async () => {
  await startServices(environment)
}

export const handle: Handle = async ({ event, resolve }) => {
  const start = performance.now()
  event.locals.requestId = crypto.randomUUID().slice(0, 8)
  let status = 500
  const close = isWatcher(event.url.pathname) ? null : openRequest(start)
  try {
    const response = await answerRequest({ event, resolve })
    status = response.status
    response.headers.set('x-request-id', event.locals.requestId)
    return response
  } catch (thrown) {
    if (isRedirect(thrown)) status = thrown.status
    throw thrown
  } finally {
    close?.()
    noteRequest(event, status, performance.now() - start)
  }
}

const answerRequest: Handle = async ({ event, resolve }) => {
  const answersPrograms = event.url.pathname.startsWith('/trpc/')
  if ((answersPrograms || !READS.has(event.request.method)) && isForeign(event.request, event.url.origin))
    return new Response('This request came from another site and was not carried out.', { status: 403 })

  const services = await startServices(environment)
  const cookies: string[] = []
  const visit = await receiveVisit(event, services, cookies).catch((error: unknown) => {
    if (answersPrograms) return refusal(error)
    throw error
  })
  // In the form that the caller reads: whoever waits for it is told that the database does not answer, and not to look at their network.
  if (visit instanceof Error) return answerProgram(event, () => raise(visit))
  const detour = detourOf(event.url, barredBy(visit), visit.firstCode === null)
  if (detour !== null) redirect(303, detour)
  // In the address, and not in a cookie: two tabs may look at two days. A page that is of today asks for nothing else.
  const inAddress = event.url.searchParams.get(DAY_PARAMETER)
  // A page that said it shows such a day would show today's figures under a wrong date.
  if (inAddress !== null && READS.has(event.request.method) && dayToLookAt(inAddress) === null) {
    const { pathname, search } = new URL(onDay(event.url.href, null))
    redirect(303, pathname + search)
  }
  const ofPage = dependsOnDay(event.route.id) ? inAddress : null
  const context = createContext(services, visit, dayToLookAt(ofPage ?? event.request.headers.get(DAY_HEADER)))
  event.locals.context = context
  event.locals.api = createCaller(context)
  event.locals.language = parseLanguage(event.cookies.get(LANGUAGE_COOKIE))
  event.locals.theme = parseTheme(event.cookies.get(THEME_COOKIE))

  const { language, theme } = event.locals
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace('%ketnoi.lang%', language).replace('%ketnoi.theme%', theme),
  })
  for (const cookie of cookies) response.headers.append('set-cookie', cookie)
  // People's data is in the answers: no cache on the way may keep them, and a browser asks again before it shows them.
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-cache')
  return response
}

function raise(error: Error): never {
  throw error
}

export const handleError: HandleServerError = ({ kind, error, event }) => {
  if (kind !== 'unknown') return
  const reference = event.locals.requestId
  const { method } = event.request
  log('error', 'unexpected', { request: reference, method, route: event.route.id ?? '', trace: traceOf(error) })
  return { message: 'unexpected', reference }
}
