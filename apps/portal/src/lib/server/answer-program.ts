import { appRouter, type Context } from '@ketnoi/api'
import type { RequestEvent } from '@sveltejs/kit'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { traceOf } from './error-trace.ts'
import { log } from './log.ts'
import { knownProcedures } from './note-request.ts'

/** Answers the call of a procedure. What is thrown instead of a context becomes an answer in the same form. */
export function answerProgram({ request, locals }: RequestEvent, createContext: () => Context): Promise<Response> {
  return fetchRequestHandler({
    endpoint: '/trpc',
    req: request,
    router: appRouter,
    createContext,
    onError: ({ error, path }) => {
      if (error.code !== 'INTERNAL_SERVER_ERROR') return
      const procedures = path === undefined ? [] : knownProcedures(path)
      log('error', 'unexpected', { request: locals.requestId, procedures, trace: traceOf(error) })
    },
  })
}
