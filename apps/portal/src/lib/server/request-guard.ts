import { isLoopback } from '@ketnoi/settings'

/**
 * The address that the browser asked for, when it is one of ours: this machine, or one that was set as `ORIGIN`. A foreign page
 * can point its own name at this server and would then read everything as "its own"; the name in the request gives it away.
 * Whether the way to us is encrypted is known by the address that was set, not by what a request says about itself.
 */
export function originOf(host: string | undefined, origins: readonly URL[]): URL | null {
  const url = host === undefined ? null : URL.parse(`http://${host}`)
  if (url === null) return null
  const known = origins.find((origin) => URL.parse(`${origin.protocol}//${host ?? ''}`)?.host === origin.host)
  return known ?? (isLoopback(url.hostname) ? url : null)
}

/** Whether a person may have typed the target, or followed a damaged link to it. */
export function isPage(target: string | undefined): boolean {
  return target?.startsWith('/') === true && !/^\/(?:\/|\\|trpc\/|_app\/)/u.test(target)
}

/**
 * Whether the target of a request is a path that can be read. The framework answers one that cannot by an error that nobody catches,
 * and one request would end the process. No text of the database holds the character of the number zero: it would be an error there.
 */
export function isReadable(target: string | undefined): boolean {
  if (target?.startsWith('/') !== true || target.startsWith('//')) return false
  try {
    const path = decodeURIComponent(new URL(target, 'http://localhost').pathname)
    return path !== '' && !path.includes('\0') && !target.includes('%00')
  } catch {
    return false
  }
}

/** Set by server.ts alone: the request came from this machine, and no proxy passed it on. */
export const DIRECT_HEADER = 'x-ketnoi-direct'

const PASSED_ON = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via']

/** Whether a request was made on this machine itself: behind a proxy on it, everybody's come from there. */
export function isDirect(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  from: string | undefined,
  asked: URL,
): boolean {
  const here = from !== undefined && isLoopback(from.replace(/^::ffff:/, ''))
  return here && isLoopback(asked.hostname) && PASSED_ON.every((name) => headers[name] === undefined)
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
