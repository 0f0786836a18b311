import { appRouter } from '@ketnoi/api'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { traceOf } from '#lib/server/error-trace.ts'
import { log } from '#lib/server/log.ts'
import { knownProcedures } from '#lib/server/note-request.ts'
import type { RequestHandler } from './$types'

const answer: RequestHandler = ({ request, locals }) =>
  fetchRequestHandler({
    endpoint: '/trpc',
    req: request,
    router: appRouter,
    createContext: () => locals.context,
    onError: ({ error, path }) => {
      if (error.code !== 'INTERNAL_SERVER_ERROR') return
      const procedures = path === undefined ? [] : knownProcedures(path)
      log('error', 'unexpected', { request: locals.requestId, procedures, trace: traceOf(error) })
    },
  })

export const GET = answer
export const POST = answer
