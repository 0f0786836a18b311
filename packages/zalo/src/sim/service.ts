import { createHash } from 'node:crypto'
import { createRandom } from '@ketnoi/hierarchy/testing'
import { isFields, type Fields } from '../client/fields.ts'
import { DEFAULT_ZALO_SETTINGS, type ZaloCall } from '../settings.ts'
import type { ZaloEventMeaning } from '../webhook/event-names.ts'
import { createActs, type SimActs } from './acts.ts'
import { error, type SimCallInput, type SimError } from './call.ts'
import { CALL_OF_PATH, SIM_CALLS, WRITING_CALLS } from './calls.ts'
import { createEvents, type SimEvents } from './events.ts'
import { createFaults, type SimFault, type SimFaultKind, type SimFaults } from './faults.ts'
import { dissolve } from './group-calls.ts'
import { dayInVietnam, isDisabled } from './groups.ts'
import { createWorld, type SimWorldOptions } from './create-world.ts'
import type { SimGroup, SimTokens, SimWorld } from './world.ts'

export interface SimRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type SimAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  | { readonly kind: 'no-answer' }

export interface SimServiceOptions extends SimWorldOptions {
  readonly seed?: number
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/** The service without a network: a request in, an answer out, and nothing happens in between. */
export interface SimService {
  readonly world: SimWorld
  readonly faults: SimFaults
  /** What people do in their messenger, and administrators in the service's own pages. */
  readonly acts: SimActs
  readonly events: SimEvents
  readonly handle: (request: SimRequest) => SimAnswer
  /** A pair of tokens as the service's own page for developers hands it out; the pair before is dead. */
  readonly issueTokens: () => SimTokens
  /** Carries out what was accepted for later. */
  readonly settle: () => void
  /** What was sent to groups and people, the last last. */
  readonly messages: () => readonly { readonly recipient: string; readonly text: string | null }[]
  readonly calls: () => { readonly reads: number; readonly writes: number }
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const ACCESS_LIFE = 90_000_000
const REFRESH_LIFE = 90 * DAY
const DISSOLVED_AFTER = 45 * DAY
const RENEWED_BY = 30 * DAY
const MESSAGES_KEPT = 1_000

/** The service as it is documented, from a seed: the same requests at the same times get the same answers. */
export function createSimService(options: SimServiceOptions = {}): SimService {
  const { seed = 1, now = Date.now } = options
  const random = createRandom(seed)
  const newId = (): string => Array.from({ length: 20 }, () => Math.floor(random() * 16).toString(16)).join('')
  const world = createWorld(options, now(), newId)
  const faults = createFaults(createRandom(seed, 1))
  const events = createEvents(world, now)
  const later: (() => void)[] = []
  const messages: { recipient: string; text: string | null }[] = []
  const calls = { reads: 0, writes: 0 }
  const window = { start: 0, used: 0 }
  let day = ''

  const emit = (meaning: ZaloEventMeaning, groupId: string, userIds: readonly string[]): void => {
    events.emit(meaning, { group_id: groupId, users: userIds.map((id) => ({ id })) })
  }

  /** What time does by itself: assets are renewed or run out, and groups without one are dissolved. */
  const passDay = (): void => {
    const today = dayInVietnam(now())
    if (today === day) return
    day = today
    for (const asset of world.assets.values()) {
      if (!isDisabled(asset, now())) continue
      if (asset.autoRenew) {
        asset.validThrough = dayInVietnam(now() + RENEWED_BY)
        continue
      }
      const group = world.groups.get(asset.usedBy ?? '')
      if (group === undefined || now() < Date.parse(asset.validThrough) + DISSOLVED_AFTER + DAY) continue
      dissolve(world, group)
      emit('dissolved', group.groupId, [])
    }
  }

  const issueTokens = (): SimTokens => {
    world.tokens = {
      accessToken: `access-${newId()}`,
      accessUntil: now() + ACCESS_LIFE,
      refreshToken: `refresh-${newId()}`,
      refreshUntil: now() + REFRESH_LIFE,
    }
    return world.tokens
  }

  const consent = (url: URL): SimAnswer => {
    const back = url.searchParams.get('redirect_uri')
    if (url.searchParams.get('app_id') !== world.account.appId)
      return json(400, {}, refusal(error(-14002, 'app is not active')))
    if (back === null || !URL.canParse(back)) return json(400, {}, refusal(error(-14003, 'invalid redirect uri')))
    const target = new URL(back)
    target.searchParams.set('code', acts.consent(url.searchParams.get('code_challenge')))
    target.searchParams.set('oa_id', world.account.accountId)
    const state = url.searchParams.get('state')
    if (state !== null) target.searchParams.set('state', state)
    return { kind: 'answer', status: 302, headers: { location: target.href }, body: '' }
  }

  const exchange = (request: SimRequest): SimAnswer => {
    const form = new URLSearchParams(request.body)
    if (form.get('app_id') !== world.account.appId) return json(200, {}, refusal(error(-14002, 'app is not active')))
    if (request.headers['secret_key'] !== world.account.appSecret)
      return json(200, {}, refusal(error(-14004, 'Invalid secret key')))
    const struck = faults.strike('account', null, true)
    if (struck.has('no-answer-before')) return NO_ANSWER
    if (form.get('grant_type') === 'refresh_token') {
      const valid = world.tokens?.refreshToken === form.get('refresh_token') && now() < world.tokens.refreshUntil
      if (!valid) return json(200, {}, refusal(error(-14014, 'Invalid refresh token')))
    } else {
      const code = world.codes.get(form.get('code') ?? '')
      world.codes.delete(form.get('code') ?? '')
      const challenge = code?.challenge ?? null
      const verified = challenge === null || challenge === challengeOf(form.get('code_verifier') ?? '')
      if (code === undefined || now() >= code.until || !verified)
        return json(200, {}, refusal(error(-14019, 'Invalid code')))
    }
    const tokens = issueTokens()
    if (struck.has('no-answer-after')) return NO_ANSWER
    return json(
      200,
      {},
      {
        access_token: tokens.accessToken,
        refresh_token: tokens.refreshToken,
        expires_in: String(ACCESS_LIFE / 1_000),
      },
    )
  }

  const limitHeaders = (): Record<string, string> => ({
    'x-ratelimit-limit': String(world.semantics.callsPerMinute),
    'x-ratelimit-remain': String(Math.max(0, world.semantics.callsPerMinute - window.used)),
  })

  const overLimit = (): boolean => {
    if (now() - window.start >= 60_000) {
      window.start = now()
      window.used = 0
    }
    return ++window.used > world.semantics.callsPerMinute
  }

  const gate = (
    call: ZaloCall,
    token: string | undefined,
    struck: ReadonlyMap<SimFaultKind, SimFault>,
  ): SimError | null => {
    const { account, tokens, semantics } = world
    if (tokens === null || token !== tokens.accessToken || struck.has('token-refused'))
      return error(-216, 'Access token is invalid')
    if (now() >= tokens.accessUntil) return error(-220, 'access_token is expired or removed')
    if (overLimit() || struck.has('limit-reached')) return error(-32, 'Your application reached limit call api')
    if (struck.has('unknown-error')) return error(-1999, 'something nobody has met before')
    if (call === 'account') return null
    if (account.granted !== 'all' && !account.granted.has(call)) return error(-223, 'OA has not authorized this API')
    if (!account.verified) return error(-221, 'OA needs to be verified to use this feature')
    if (!GROUPLESS_CALLS.has(call)) {
      if (account.type === 4 && !semantics.governmentOwnsGroups)
        return error(-235, 'This API does not support this type of OA')
      if (PLAIN_PACKAGES.test(account.package)) return error(-224, 'OA needs to upgrade OA Tier Package')
    }
    return null
  }

  const answerCall = (call: ZaloCall, request: SimRequest, fields: Fields): SimAnswer => {
    const writes = WRITING_CALLS.has(call)
    calls[writes ? 'writes' : 'reads']++
    const struck = faults.strike(call, groupOf(fields), writes)
    if (struck.has('http-429')) return json(429, {}, {})
    if (struck.has('server-error')) return json(500, {}, {})
    if (struck.has('no-answer-before')) return NO_ANSWER
    const refused = gate(call, request.headers['access_token'], struck)
    if (refused !== null) return json(200, limitHeaders(), refusal(refused))

    const shifted = struck.has('shifting-page') && Number(fields['offset'] ?? 0) > 0
    const input: SimCallInput = {
      world,
      fields: shifted ? { ...fields, offset: Number(fields['offset']) + 1 } : fields,
      now: now(),
      seen: (group: SimGroup) => (struck.has('stale-read') ? (group.before ?? group) : group),
      newId,
      emit,
      remember: (message) => {
        messages.push(message)
        if (messages.length > MESSAGES_KEPT) messages.shift()
      },
    }
    const outcome = SIM_CALLS[call](input)
    if (outcome.kind === 'error') return json(200, limitHeaders(), refusal(outcome))
    if (outcome.kind === 'read') return json(200, limitHeaders(), success(spoil(outcome.data, struck)))

    if (struck.has('later')) {
      later.push(() => {
        const again = SIM_CALLS[call]({ ...input, now: now() })
        if (again.kind === 'write') again.apply()
      })
    } else if (!struck.has('without-effect')) outcome.apply()
    if (struck.has('no-answer-after')) return NO_ANSWER
    if (struck.has('not-json')) return { kind: 'answer', status: 200, headers: limitHeaders(), body: '<html>' }
    const told = struck.has('error-after-effect') ? error(-200, 'Send message failed') : outcome.error
    return json(200, limitHeaders(), told === null ? success(outcome.data()) : refusal(told))
  }

  const acts = createActs({ world, now, newId, emit, emitEvent: events.emit })

  return {
    world,
    faults,
    acts,
    events,
    handle: (request) => {
      passDay()
      const url = new URL(request.url, 'http://sim.invalid')
      if (url.pathname === DEFAULT_ZALO_SETTINGS.consentPath) return consent(url)
      if (url.pathname === DEFAULT_ZALO_SETTINGS.tokenPath) return exchange(request)
      const call = CALL_OF_PATH.get(url.pathname)
      if (call === undefined) return json(404, {}, refusal(error(404, 'empty api')))
      const fields = request.method === 'POST' ? parseBody(request.body) : Object.fromEntries(url.searchParams)
      return fields === null
        ? json(200, limitHeaders(), refusal(error(-201, 'body is invalid!')))
        : answerCall(call, request, fields)
    },
    issueTokens,
    settle: () => {
      for (const carryOut of later.splice(0)) carryOut()
    },
    messages: () => [...messages],
    calls: () => ({ ...calls }),
  }
}

const NO_ANSWER: SimAnswer = { kind: 'no-answer' }
const GROUPLESS_CALLS: ReadonlySet<ZaloCall> = new Set<ZaloCall>(['account', 'listUsers', 'user', 'sendToUser'])
const PLAIN_PACKAGES = /basic|cơ bản|standard|tiêu chuẩn/i

function success(data: unknown): Fields {
  return { ...(data === undefined ? {} : { data }), error: 0, message: 'Success' }
}

function refusal({ code, message }: SimError): Fields {
  return { error: code, message }
}

function json(status: number, headers: Readonly<Record<string, string>>, body: Fields): SimAnswer {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  }
}

/** Does to a page what the faults say. */
function spoil(data: unknown, struck: ReadonlyMap<SimFaultKind, SimFault>): unknown {
  if (!isFields(data) || typeof data['total'] !== 'number') return data
  const { total, ...rest } = data
  const field = ['members', 'groups', 'users'].find((name) => Array.isArray(data[name])) ?? ''
  const rows = data[field] as readonly unknown[]
  const truncated = struck.get('truncated-page')
  const kept = truncated === undefined ? rows.length : (truncated.rows ?? Math.ceil(rows.length / 2))
  return {
    ...rest,
    [field]: rows.slice(0, kept),
    ...(struck.has('total-missing') ? {} : { total: struck.has('total-wrong') ? total + 1 : total }),
  }
}

function parseBody(body: string): Fields | null {
  try {
    const parsed: unknown = JSON.parse(body)
    return isFields(parsed) ? parsed : null
  } catch {
    return null
  }
}

function groupOf(fields: Fields): string | null {
  const recipient = fields['recipient']
  const groupId = isFields(recipient) ? recipient['group_id'] : fields['group_id']
  return typeof groupId === 'string' ? groupId : null
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
