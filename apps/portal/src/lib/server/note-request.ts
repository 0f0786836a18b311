import { appRouter } from '@ketnoi/api'
import type { RequestEvent } from '@sveltejs/kit'
import { isWatcher } from './detour.ts'
import { log } from './log.ts'
import { countRequest } from './metrics.ts'

const PROCEDURES = new Set(Object.keys(appRouter._def.procedures))
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Counts an answer and logs it: by the pattern of its route, since paths and questions hold ids and names. */
export function noteRequest(event: RequestEvent, status: number, ms: number): void {
  const method = METHODS.has(event.request.method) ? event.request.method : 'OTHER'
  const route = event.route.id ?? '(none)'
  countRequest(method, route, status, ms / 1_000)
  if (isWatcher(event.url.pathname) && status === 200) return
  const path = event.params['path']
  log(status >= 500 ? 'error' : 'info', 'request', {
    request: event.locals.requestId,
    method,
    route,
    ...(route.startsWith('/trpc/') && path !== undefined ? { procedures: knownProcedures(path) } : {}),
    status,
    ms: Math.round(ms),
  })
}

/** The procedures of a path; anybody can write anything else there. */
export function knownProcedures(path: string): string[] {
  return path.split(',').filter((one) => PROCEDURES.has(one))
}
