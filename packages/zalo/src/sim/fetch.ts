import type { Fetch } from '../client/call.ts'
import type { SimService } from './service.ts'

/** The service in the same process, in the shape of `fetch`; what would hang ends at once as a time-out. */
export function createSimFetch(service: Pick<SimService, 'handle'>): Fetch {
  return async (address, init) => {
    const { pathname, search } = new URL(address)
    const answer = service.handle({
      method: init.method ?? 'GET',
      url: `${pathname}${search}`,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: typeof init.body === 'string' ? init.body : '',
    })
    await Promise.resolve()
    if (answer.kind === 'no-answer') throw new DOMException('no answer', 'TimeoutError')
    return new Response(answer.status === 302 ? null : answer.body, { status: answer.status, headers: answer.headers })
  }
}
