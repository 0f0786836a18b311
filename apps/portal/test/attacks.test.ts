import { get } from 'node:http'
import { connect } from 'node:net'
import { transformer } from '@ketnoi/api'
import { openDatabase, type OpenDatabase } from '@ketnoi/db'
import { createRandom } from '@ketnoi/hierarchy/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attackInput, PROCEDURES, type Known, type Procedure } from '../../../packages/api/test/attack-input.ts'
import { SECRETS, setUpAttacked, type Attacked } from '../../../packages/api/test/attacked-district.ts'
import { contextOf, createCaller } from '../../../packages/api/test/small-district.ts'
import { PERMISSIONS, type Action, type ActorRole } from '../../../packages/api/src/permissions.ts'
import { createPostgresDatabase, dropPostgresDatabase } from '../../../packages/db/test/engines.ts'
import { startPortal, type Portal } from './portal.ts'
import { enter } from './visitor.ts'

// Everybody here is somebody of commune c1, or nobody, and asks about commune c2.
const JSON_BODY = { 'content-type': 'application/json' }
const PEOPLE = {
  officer: { role: 'officer', unitId: 'c1' },
  'commune-administrator': { role: 'commune-administrator', unitId: 'c1' },
  inspector: { role: 'inspector', unitId: 'c1' },
} as const
type Who = keyof typeof PEOPLE

let url: string
let opened: OpenDatabase
let portal: Portal
let there: Attacked
let cookies: Readonly<Record<Who, string>>

beforeAll(async () => {
  url = await createPostgresDatabase()
  opened = await openDatabase({ url })
  const ctx = contextOf(opened.db, 'postgres')
  there = await setUpAttacked(ctx)
  const handed: Partial<Record<Who, string>> = {}
  for (const [who, { role, unitId }] of entriesOf(PEOPLE)) {
    const roles = [{ role, unitId, from: '2024-01-01', to: null }]
    const { firstPassword } = await createCaller(ctx).accounts.create({ name: 'A', userName: who, phone: null, roles })
    handed[who] = firstPassword
  }
  portal = await startPortal({
    DATABASE_URL: url,
    KETNOI_SECRET: 'a secret of the tests, long enough for it',
    ORIGIN: 'https://ketnoi.example.vn',
  })
  const cookieOf = async (who: Who) => (await enter(portal.url, who, handed[who] ?? '')).cookie()
  cookies = {
    officer: await cookieOf('officer'),
    'commune-administrator': await cookieOf('commune-administrator'),
    inspector: await cookieOf('inspector'),
  }
}, 240_000)

afterAll(async () => {
  await portal.end()
  await opened.close()
  await dropPostgresDatabase(url)
})

describe('H1 the table of who may do what, over HTTP', () => {
  it('refuses nobody’s calls with 401 and tells nothing, whatever they send', async () => {
    const random = createRandom(1)
    expect(
      await wrongAnswers(async (procedure) => {
        const answers = [
          await send(procedure, attackInput(random, procedure, aboutThere(), 0)),
          await send(procedure, 7),
        ]
        return isPublic(procedure)
          ? answers.map(withoutStatus)
          : answers.map((answer) => ({ ...answer, expected: [401] }))
      }),
    ).toEqual([])
  }, 120_000)

  it('refuses whoever has the private link of a villager as it refuses nobody', async () => {
    const random = createRandom(2)
    const known = { ids: [there.token], fitting: () => [there.token] }
    const cookie = `ketnoi.session_token=${there.token}`
    expect(
      await wrongAnswers(async (procedure) => {
        // Of themselves they are told: it is their page.
        if (procedure.path.startsWith('privateLinks.')) return []
        const answer = await send(procedure, attackInput(random, procedure, known, 0), { cookie })
        return isPublic(procedure) ? [withoutStatus(answer)] : [{ ...answer, expected: [401] }]
      }),
    ).toEqual([])
  }, 120_000)

  it.each(entriesOf(PEOPLE))(
    'refuses %s of the commune beside with 403 where the table says so',
    async (who, { role }) => {
      const random = createRandom(3, who.length)
      expect(
        await wrongAnswers(async (procedure) => {
          if (procedure.path.startsWith('session.')) return []
          const answers = []
          for (let time = 0; time < 2; time++) {
            const answer = await send(procedure, attackInput(random, procedure, aboutThere(), 0), {
              cookie: cookies[who],
            })
            answers.push(mayEver(procedure, role) ? withoutStatus(answer) : { ...answer, expected: [403] })
          }
          return answers
        }),
      ).toEqual([])
    },
    120_000,
  )

  it.each([
    ['people.byId', () => ({ id: there.personId })],
    ['people.groups', () => ({ id: there.personId })],
    ['people.history', () => ({ id: there.personId })],
    ['people.revealPhone', () => ({ id: there.personId, index: 0 })],
    ['consents.ofPerson', () => ({ personId: there.personId })],
    ['privateLinks.make', () => ({ personId: there.personId })],
    ['households.byId', () => ({ id: there.householdId })],
    ['groups.byId', () => ({ id: 'village:v3' })],
    ['groups.revealPhones', () => ({ id: 'village:v3' })],
    ['groups.setLink', () => ({ id: 'village:v3', joinLink: 'https://zalo.example/x' })],
    ['units.byId', () => ({ id: 'v3' })],
    ['seats.ofUnit', () => ({ unitId: 'c2' })],
    ['runs.byId', () => ({ id: there.runId })],
    ['registrations.poster', () => ({ unitId: 'v3' })],
    ['history.ofPerson', () => ({ id: there.personId })],
    ['history.ofGroup', () => ({ id: 'village:v3' })],
  ])('a guessed id opens nothing: %s', async (path, input) => {
    const procedure = PROCEDURES.find((one) => one.path === path)
    if (procedure === undefined) throw new Error('there is no such procedure')
    for (const who of ['officer', 'commune-administrator'] as const) {
      const { status, text } = await send(procedure, input(), { cookie: cookies[who] })
      expect([status, text]).toEqual([expect.toBeOneOf([403, 404]), expect.not.stringMatching(/Tuyệt Mật|977123/)])
    }
  })
})

describe('bodies that are none', () => {
  // In the form of the transformer each level is one more entry that names the next.
  const deep = JSON.stringify(Array.from({ length: 200_000 }, (_, at) => [at + 1]).concat([[0]]))
  it.each([
    ['no JSON', 'x'],
    ['JSON within none', '"x"'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['an object', '{"json":{}}'],
    ['a number', '7'],
    ['a text that is no list', JSON.stringify('{"a":1}')],
    ['an index beyond the end', JSON.stringify('[{"handle":9}]')],
    ['an index below the beginning', JSON.stringify('[{"handle":-9}]')],
    ['a type that nobody knows', JSON.stringify('[["Nobody",1],2]')],
    ['a prototype', JSON.stringify('[{"__proto__":1},{"handle":2},"a"]')],
    ['a broken day', JSON.stringify('[["Date","x"]]')],
    ['a large number', JSON.stringify('[["BigInt","x"]]')],
    ['broken bytes', JSON.stringify('[["Uint8Array",1],["ArrayBuffer","%%%"]]')],
    ['bytes of a length that lies', JSON.stringify('[["ArrayBuffer",4294967296]]')],
    ['a pattern', JSON.stringify('[["RegExp","(a+)+$",""]]')],
    ['a circle', JSON.stringify('[[0]]')],
    ['a list of a length that lies', JSON.stringify('[[-7,4294967295]]')],
    [
      'one list at every place of another',
      JSON.stringify(JSON.stringify([Array(5_000).fill(1), Array(5_000).fill(2), 'a'])),
    ],
    ['depth without end', JSON.stringify(deep)],
  ])('%s: refused as a mistake of the caller', async (_, body) => {
    const headers = { 'content-type': 'application/json', origin: portal.url }
    const posted = await fetch(`${portal.url}/trpc/session.logIn`, { method: 'POST', headers, body })
    expect([posted.status, await posted.text()]).toEqual([400, expect.stringContaining('input-invalid')])
    if (body.length > 10_000) return
    const asked = await fetch(`${portal.url}/trpc/registrations.page?input=${encodeURIComponent(body)}`)
    expect([asked.status, await asked.text()]).toEqual([400, expect.stringContaining('input-invalid')])
  })
})

describe('what surrounds the procedures', () => {
  it('asks browsers to come encrypted only, where it is reached so, and lets no script in that is not its own', async () => {
    const headers = await new Promise<NodeJS.Dict<string | string[]>>((resolve, reject) => {
      get(`${portal.url}/log-in`, { headers: { host: 'ketnoi.example.vn' } }, (answer) => {
        answer.resume()
        resolve(answer.headers)
      }).once('error', reject)
    })
    expect(headers).toMatchObject({
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('geolocation=()'),
    })
    const scripts = /script-src ([^;]*)/.exec(String(headers['content-security-policy']))?.[1]
    expect(scripts).toMatch(/^'self' 'nonce-[^']+'$/)
    const here = await fetch(`${portal.url}/log-in`)
    expect(here.headers.get('strict-transport-security')).toBeNull()
  })

  it.each([
    ['a form of another site', { origin: 'https://attacker.example', 'content-type': 'text/plain' }],
    ['a page without an origin of its own', { origin: 'null', 'content-type': 'application/json' }],
    ['a browser that says so', { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' }],
  ])('does nothing for %s, whoever’s cookies come with it', async (_, headers) => {
    const path = `${portal.url}/trpc/session.logOut`
    const answer = await fetch(path, { method: 'POST', headers: { ...headers, cookie: cookies.officer } })
    expect(answer.status).toBe(403)
    expect((await send({ path: 'units.tree', writes: false }, {}, { cookie: cookies.officer })).status).toBe(200)
  })

  it.each([
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/_app/..%2f..%2f..%2fpackage.json',
    '/_app/immutable/..%5c..%5c..%5cpackage.json',
    '/favicon.svg/../../server.ts',
    '/%00',
    '/%ff',
    '/register/..%2f..%2fsettings',
    '/me/%2e%2e%2f',
  ])('gives no file of the server for %s', async (path) => {
    const answer = await fetch(portal.url + path, { redirect: 'manual' })
    expect(answer.status).toBeOneOf([303, 400, 404])
    expect(await answer.text()).not.toMatch(/"dependencies"|runServer/)
  })

  it.each([
    '/%ff',
    '//',
    '/%',
    '*',
    'x',
    '/trpc/%ff',
    '/me/%c0%ae',
    'http://attacker.example/',
    '/\\',
    '///',
    '/_app/%ff',
  ])('goes on after somebody asked for %s', async (target) => {
    const { port } = new URL(portal.url)
    const first = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(`GET ${target} HTTP/1.1\r\nhost: localhost:${port}\r\nconnection: close\r\n\r\n`),
      )
      let text = ''
      socket.setEncoding('utf8').on('data', (part: string) => (text += part))
      socket.once('close', () => resolve(text.split('\r\n')[0] ?? ''))
      socket.once('error', reject)
    })
    expect(first).toMatch(/^HTTP\/1\.1 (?:303|308|400|404)/)
    expect((await fetch(`${portal.url}/healthz`)).status).toBe(200)
  })

  it('reads no further than a message of the service can be long', async () => {
    const body = 'x'.repeat(300_000)
    // A sender that goes on sending may find the connection cut before it has read the answer.
    const answer = await fetch(`${portal.url}/hooks/zalo`, { method: 'POST', headers: JSON_BODY, body }).catch(
      () => null,
    )
    expect(answer?.status).toBeOneOf([413, undefined])
    expect((await fetch(`${portal.url}/healthz`)).status).toBe(200)
  })

  it('answers to a name that nobody has as late as to a wrong password', async () => {
    await makeOfficer('timed')
    const timed = async (handle: string): Promise<number> => {
      const start = performance.now()
      const { status } = await send({ path: 'session.logIn', writes: true }, { handle, password: 'sai mật khẩu' })
      expect(status).toBe(401)
      return performance.now() - start
    }
    const known: number[] = []
    const unknown: number[] = []
    for (let time = 0; time < 4; time++) {
      known.push(await timed('timed'))
      unknown.push(await timed(`nobody-${time}`))
    }
    // Hashing takes most of it: without it, a name that nobody has would be answered in a tenth.
    expect(Math.min(...unknown)).toBeGreaterThan(0.4 * Math.min(...known))
  })

  it('gives another session at every log-in, whatever session was planted, and none after logging out', async () => {
    const firstPassword = await makeOfficer('planted')
    const logIn = async (cookie: string): Promise<string> => {
      const answer = await fetch(`${portal.url}/trpc/session.logIn`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: portal.url, cookie },
        body: JSON.stringify(transformer.serialize({ handle: 'planted', password: firstPassword })),
      })
      return (
        answer.headers
          .getSetCookie()
          .find((line) => line.startsWith('ketnoi.session_token='))
          ?.split(';')[0] ?? ''
      )
    }
    const isKnown = async (cookie: string): Promise<boolean> =>
      (await send({ path: 'session.own', writes: false }, undefined, { cookie })).status === 200
    const first = await logIn('ketnoi.session_token=planted')
    expect([first.includes('planted'), await isKnown(first)]).toEqual([false, true])
    const second = await logIn(first)
    expect([second === first, await isKnown(first), await isKnown(second)]).toEqual([false, false, true])
    await send({ path: 'session.logOut', writes: true }, undefined, { cookie: second })
    expect(await isKnown(second)).toBe(false)
  })
})

describe('what pages offer', () => {
  it.each(entriesOf(PEOPLE))(
    'no link on any page leads %s to where they are refused, nor to an error',
    async (who) => {
      const refused: string[] = []
      const seen = new Set<string>()
      const waiting: { readonly path: string; readonly from: string }[] = [{ path: '/', from: 'the start' }]
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { path, from } = next
        const kind = path
          .replace(/\?.*/u, '')
          .replaceAll(/(?<=\/(?:\w+)\/)(?!new|requests|trial|devices|notices)[^/]+/gu, '…')
        if (seen.has(kind)) continue
        seen.add(kind)
        const answer = await fetch(portal.url + path, { headers: { cookie: cookies[who], accept: 'text/html' } })
        const html = await answer.text()
        if (answer.status >= 400) refused.push(`${path} from ${from}: ${String(answer.status)}`)
        for (const [, href = ''] of html.matchAll(/<a\b[^>]*\bhref="(\/[^"#]*)/gu))
          waiting.push({ path: href.replaceAll('&amp;', '&'), from: path })
      }
      expect(refused).toEqual([])
      expect(seen.size).toBeGreaterThan(15)
    },
    60_000,
  )
})

interface Answer {
  readonly path: string
  readonly status: number
  readonly text: string
  readonly expected: readonly number[] | null
}

async function send(
  { path, writes }: Pick<Procedure, 'path' | 'writes'>,
  input: unknown,
  headers = {},
): Promise<Answer> {
  const body = JSON.stringify(transformer.serialize(input))
  const answer = await (writes
    ? fetch(`${portal.url}/trpc/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: portal.url, ...headers },
        body,
      })
    : fetch(`${portal.url}/trpc/${path}?input=${encodeURIComponent(body)}`, { headers }))
  return { path, status: answer.status, text: await answer.text(), expected: null }
}

/** Whatever is not as it must be: an error of the server, something of the other commune, another status than the table’s. */
async function wrongAnswers(ask: (procedure: Procedure) => Promise<readonly Answer[]>): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const procedure of PROCEDURES)
    for (const { path, status, text, expected } of await ask(procedure))
      if (
        status >= 500 ||
        (expected !== null && !expected.includes(status)) ||
        SECRETS.some((secret) => text.includes(secret))
      )
        wrong.push(`${path}: ${String(status)} ${text.slice(0, 300)}`)
  return wrong
}

const withoutStatus = (answer: Answer): Answer => ({ ...answer, expected: null })
const permissionOf = ({ path }: Procedure) => PERMISSIONS[path as Action]
const isPublic = (procedure: Procedure): boolean => permissionOf(procedure).scope === 'public'
const mayEver = (procedure: Procedure, role: ActorRole): boolean =>
  isPublic(procedure) || permissionOf(procedure).roles.some((one) => one === role)

function aboutThere(): Known {
  const { personId, householdId, runId } = there
  const ids: Readonly<Record<string, readonly string[]>> = {
    unitId: ['v3', 'c2'],
    parentId: ['c2'],
    personId: [personId],
    householdId: [householdId],
    groupId: ['village:v3', 'commune-committee:c2'],
    'people.id': [personId],
    'households.id': [householdId],
    'groups.id': ['village:v3'],
    'units.id': ['v3'],
    'runs.id': [runId],
    'reforms.id': ['r-2'],
  }
  return {
    ids: ['v3', 'c2', personId, householdId, runId, 'village:v3'],
    fitting: (path, field) => ids[`${path.split('.')[0] ?? ''}.${field}`] ?? ids[field] ?? [],
  }
}

/** Makes an account, and gives the password that is handed out with it. */
async function makeOfficer(userName: string): Promise<string> {
  const roles = [{ role: 'officer' as const, unitId: 'c1', from: '2024-01-01', to: null }]
  const api = createCaller(contextOf(opened.db, 'postgres'))
  return (await api.accounts.create({ name: 'A', userName, phone: null, roles })).firstPassword
}

/** Logs in for the first time, and does what must be done first; gives the cookies. */
function entriesOf<K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(record) as [K, V][]
}
