import { isLoopback } from './settings.ts'

/**
 * Whether the name that the browser asked for is this machine. A foreign page can point its own name at 127.0.0.1 and would then
 * read everything as "its own" server; the name in the request gives it away.
 */
export function isTrustedHost(host: string | undefined): boolean {
  const url = host === undefined ? null : URL.parse(`http://${host}`)
  return url !== null && isLoopback(url.hostname)
}

/**
 * Whether a request may do something, or read through an endpoint: the framework looks at the origin of form posts only, and a
 * JSON post from a foreign page would pass.
 */
export function isForeign(request: Request, ownOrigin: string): boolean {
  const origin = request.headers.get('origin')
  if (origin !== null) return origin !== ownOrigin
  const site = request.headers.get('sec-fetch-site')
  return site === 'cross-site' || site === 'same-site'
}
