/** How the service worker names what it keeps. */
const PREFIX = 'ketnoi-shell-'
const SHELL = '/onboard'
const FILES = /_app\/immutable\/[\w./-]+\.(?:js|css)/gu

/**
 * Brings the page that this device keeps into the language and the colours that were just chosen. Without a line it stays as it is:
 * an old page is better than none.
 */
export async function renewShell(): Promise<void> {
  if (!('caches' in globalThis)) return
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue
    const fresh = await fetch(SHELL, { cache: 'reload' }).catch(() => null)
    if (fresh === null || !fresh.ok || fresh.redirected) continue
    const cache = await caches.open(name)
    // A page of a newer program needs files that this one does not keep: it comes with its own service worker.
    const files = new Set((await fresh.clone().text()).match(FILES))
    const kept = await Promise.all([...files].map((file) => cache.match(`/${file}`)))
    if (kept.every((file) => file !== undefined)) await cache.put(SHELL, fresh)
  }
}
