import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import type { Db } from '@ketnoi/db'
import {
  actorOf,
  createAttemptLimit,
  createAuth,
  createCaller,
  createFirstCode,
  openVisit,
  type Caller,
  type Context,
  type FirstCode,
} from '../src/index.ts'
import { contextOf } from './small-district.ts'

// Passwords that cost as much as those of a real installation would take most of the time of these tests; the journeys in a browser
// use the real ones.
const { scrypt } = crypto
const cheap: typeof scrypt = Object.assign(
  (...[password, salt, length, options, done]: Parameters<typeof scrypt>) =>
    scrypt(password, salt, length, { ...options, N: 2 }, done),
  scrypt,
)
Object.assign(crypto, { scrypt: cheap })
syncBuiltinESMExports()

/** A server as far as accounts see it, whose clock can be put forward. */
export interface TestServer {
  readonly db: Db
  readonly firstCode: FirstCode
  /** `address`: how the browser knows the server. */
  readonly open: (address?: string) => Browser
  readonly pass: (seconds: number) => void
}

/** Somebody's browser: it keeps cookies, and has another caller at every request. */
export interface Browser {
  readonly visit: <T>(ask: (api: Caller) => Promise<T>, options?: { readonly background?: boolean }) => Promise<T>
  /** What the procedures would get now. */
  readonly context: () => Promise<Context>
  readonly forget: () => void
}

export const TEST_SECRET = 'a secret of the tests, long enough for the library'

export function createTestServer(db: Db, kind: Context['kind'], secret = TEST_SECRET): TestServer {
  const auth = createAuth(db, secret)
  const limit = createAttemptLimit()
  const firstCode = createFirstCode()
  let ahead = 0
  const base = { ...contextOf(db, kind), now: () => new Date(Date.now() + ahead).toISOString() }

  const open = (address = 'http://localhost:5173'): Browser => {
    const site = new URL(address)
    const cookies = new Map<string, string>()
    const setCookies = (lines: readonly string[]) => {
      for (const line of lines) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (/max-age=0\b/i.test(line)) cookies.delete(name)
        else cookies.set(name, value)
      }
    }
    const contextFor = async (background: boolean): Promise<Context> => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = new Headers({ cookie, 'user-agent': 'a browser' })
      const arrival = { auth, headers, address: '192.0.2.1', site, limit, firstCode, setCookies, background }
      const visit = await openVisit(base, arrival)
      return { ...base, visit, actor: actorOf(visit) }
    }
    return {
      visit: async (ask, { background = false } = {}) => ask(createCaller(await contextFor(background))),
      context: () => contextFor(false),
      forget: () => cookies.clear(),
    }
  }
  return { db, firstCode, open, pass: (seconds) => (ahead += seconds * 1000) }
}
