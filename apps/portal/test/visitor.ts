import { transformer } from '@ketnoi/api'
import { PROCEDURES } from '../../../packages/api/test/attack-input.ts'
import { totpCode } from '../../../test/totp.ts'

/** Somebody at the portal, with the cookies that they were given. */
export interface Visitor {
  readonly cookie: () => string
  /** Calls a procedure as a page does. Fails with `Refused`, or as `fetch` does where no answer comes. */
  readonly call: (path: string, input?: unknown) => Promise<unknown>
}

/** What a procedure answered instead of what it was asked for. */
export class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(path: string, status: number, body: string) {
    super(`${path}: ${String(status)} ${body.slice(0, 300)}`)
    this.status = status
    this.code = codeIn(body)
  }
}

/** Nothing where it is no procedure that answers. */
function codeIn(body: string): string {
  try {
    const { error } = JSON.parse(body) as { readonly error: string }
    return (transformer.deserialize(error) as { readonly data: { readonly code: string } }).data.code
  } catch {
    return ''
  }
}

const PASSWORD = 'con đường làng dài'
const MUTATIONS = new Set(PROCEDURES.filter(({ writes }) => writes).map(({ path }) => path))

/** Logs in for the first time, with a password of their own and a second factor. */
export async function enter(url: string, userName: string, firstPassword: string): Promise<Visitor> {
  const jar = new Map<string, string>()
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const call: Visitor['call'] = async (path, input) => {
    const body = JSON.stringify(transformer.serialize(input))
    const answer = await (MUTATIONS.has(path)
      ? fetch(`${url}/trpc/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: url, cookie: cookie() },
          body,
        })
      : fetch(`${url}/trpc/${path}?input=${encodeURIComponent(body)}`, { headers: { cookie: cookie() } }))
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    const text = await answer.text()
    if (!answer.ok) throw new Refused(path, answer.status, text)
    const { result } = JSON.parse(text) as { readonly result?: { readonly data?: string } }
    return result?.data === undefined ? undefined : transformer.deserialize(result.data)
  }
  await call('session.logIn', { handle: userName, password: firstPassword })
  await call('session.changePassword', { password: PASSWORD })
  const started = await call('session.startSecondFactor', { password: PASSWORD })
  await call('session.confirmSecondFactor', { code: totpCode((started as { readonly secret: string }).secret) })
  return { cookie, call }
}
