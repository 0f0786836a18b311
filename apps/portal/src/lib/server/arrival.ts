import { openVisit, type Visit } from '@ketnoi/api'
import type { RequestEvent } from '@sveltejs/kit'
import { isWatcher } from './detour.ts'
import { createContext } from './create-context.ts'
import { findFirstCode, type Services } from './services.ts'

/** Sent by what a page asks for by itself, which keeps no session alive. */
export const BACKGROUND_HEADER = 'x-background'

/** Finds out who sends the request. What is to be set as cookies is collected in `cookies`. */
export async function receiveVisit(event: RequestEvent, services: Services, cookies: string[]): Promise<Visit> {
  const { request } = event
  const address = event.getClientAddress()
  // Whoever watches over the process is nobody, and waits for no question about sessions.
  const watcher = isWatcher(event.url.pathname)
  const headers = new Headers({
    cookie: watcher ? '' : (request.headers.get('cookie') ?? ''),
    'user-agent': request.headers.get('user-agent') ?? '',
    'x-forwarded-for': address,
  })
  const secure = event.url.protocol === 'https:' ? '; Secure' : ''
  return openVisit(createContext(services), {
    auth: services.auth,
    limit: services.limit,
    firstCode: watcher ? services.firstCode : await findFirstCode(services),
    headers,
    address,
    site: new URL(event.url.origin),
    background: request.headers.has(BACKGROUND_HEADER),
    setCookies: (lines) => cookies.push(...lines.map((line) => `${line}${secure}`)),
  })
}
