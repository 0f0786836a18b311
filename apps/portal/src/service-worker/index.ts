import { version } from '$app/env'
import { assets, immutable } from '$app/manifest'
import { self } from '$app/service-worker'
import { DEVICE_TABS, type TabMessage } from '#lib/onboarding/device-tabs.ts'
import type { KeyToKeep } from '#lib/onboarding/key-at-log-in.ts'

// Keeps the one page that works without signal. Nothing of anybody is ever in these caches: the page is the same for everybody,
// and whatever the server answers about people is left to the page, which seals it.

const SHELL = '/onboard'
const PREFIX = 'ketnoi-shell-'
const CACHE = `${PREFIX}${version}`
const FILES = [...immutable, ...assets].map(({ path }) => `/${path}`)
const KEPT = new Set(FILES)

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE)
      await cache.put(SHELL, await fetchShell())
      await cache.addAll(FILES)
    })(),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name)
      // The page that brought this worker works without signal from now on, not only after it was loaded again.
      await self.clients.claim()
    })(),
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate' && url.pathname === SHELL) event.respondWith(shell())
  else if (KEPT.has(url.pathname)) event.respondWith(kept(request))
})

/** Long enough to find the way from the log-in to the page. */
const KEY_KEPT_MS = 120_000

// Whoever has just logged in typed the password that opens their device. Its key waits here for the page, which asks other tabs for it
// when it opens: in memory, for a moment, for one page.
self.addEventListener('message', (event) => {
  if (isKeyToKeep(event.data)) event.waitUntil(keepKey(event.data))
})

function keepKey({ deviceId, key }: KeyToKeep): Promise<void> {
  return new Promise((resolve) => {
    const tabs = new BroadcastChannel(DEVICE_TABS)
    const forget = (): void => {
      clearTimeout(timer)
      tabs.close()
      resolve()
    }
    const timer = setTimeout(forget, KEY_KEPT_MS)
    tabs.addEventListener('message', ({ data: { kind } }: MessageEvent<TabMessage>) => {
      if (kind === 'key-wanted') tabs.postMessage({ kind: 'key', deviceId, key } satisfies TabMessage)
      if (kind === 'key-wanted' || kind === 'wiped' || kind === 'lock') forget()
    })
  })
}

function isKeyToKeep(data: unknown): data is KeyToKeep {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'keep-key'
}

/** The page as it is kept; where the browser threw it away, a new one. */
async function shell(): Promise<Response> {
  const cache = await caches.open(CACHE)
  const known = await cache.match(SHELL)
  if (known !== undefined) return known
  const fresh = await fetchShell()
  await cache.put(SHELL, fresh.clone())
  return fresh
}

async function fetchShell(): Promise<Response> {
  const response = await fetch(SHELL, { cache: 'reload', headers: { accept: 'text/html' } })
  // Led on to another page, e.g. to log in: that one must not be kept in its place.
  if (!response.ok || response.redirected) throw new Error(`the page answered ${String(response.status)}`)
  return response
}

async function kept(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  return (await cache.match(request.url)) ?? fetch(request)
}
