import type { Barred } from '@ketnoi/api'

// Pages for people without an account, what watches over the process, and what services tell, which they sign.
const OPEN = /^\/(?:log-in|healthz|readyz|metrics|register|me|hooks)(?:\/|$)/

/** Where somebody has to go first who opens a page; `null`: they may see it. */
export function detourOf(url: URL, barred: Barred | null, accountsExist: boolean): string | null {
  const { pathname, search } = url
  // Procedures ask for themselves, and answer with a code instead of a page.
  if (pathname.startsWith('/trpc/')) return null
  // The same for everybody, and kept on devices: who may do what there, the procedures ask.
  if (pathname === '/onboard') return null
  if (!accountsExist) return pathname === '/setup' || isWatcher(pathname) ? null : '/setup'
  if (OPEN.test(pathname) || barred === null) return null
  if (barred === 'first-steps') return pathname === '/first-steps' ? null : '/first-steps'
  return pathname === '/' ? '/log-in' : `/log-in?next=${encodeURIComponent(pathname + search)}`
}

/** Whether it is asked for by a program that watches over this one. */
export function isWatcher(pathname: string): boolean {
  return ['/healthz', '/readyz', '/metrics'].includes(pathname)
}

/** The page to go on with after logging in: one of our own, whatever the address says. */
export function nextPage(text: string | null): string {
  return text !== null && /^\/(?![/\\])/.test(text) && !/[\s\\]/.test(text) ? text : '/'
}
