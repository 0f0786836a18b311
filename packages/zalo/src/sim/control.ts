import { isFields, type Fields } from '../client/fields.ts'
import type { SimActs } from './acts.ts'
import { addAsset, addGroup, addUser, type SimGroupOptions } from './create-world.ts'
import { SIM_FAULT_KINDS, type SimFault } from './faults.ts'
import { dayInVietnam } from './groups.ts'
import type { ZaloSim } from './server.ts'
import type { SimAnswer, SimService } from './service.ts'

type Control = (sim: Omit<ZaloSim, 'url' | 'close'>, given: Fields) => unknown

const DAY = 86_400_000

/** What a test or a person does to the service itself: below `/_sim`, with a body of JSON. */
const CONTROLS: Readonly<Record<string, Control>> = {
  'GET /_sim/state': ({ service }) => stateOf(service),
  'GET /_sim/messages': ({ service }) => service.messages(),
  'GET /_sim/faults': ({ service }) => service.faults.list(),
  'POST /_sim/faults': ({ service }, given) => {
    if (!SIM_FAULT_KINDS.some((kind) => kind === given['kind'])) return undefined
    // Tests and demos alone say what goes wrong; a wrong field does nothing.
    service.faults.add(given as unknown as SimFault)
    return service.faults.list()
  },
  'DELETE /_sim/faults': ({ service }) => {
    service.faults.clear()
    return []
  },
  'POST /_sim/semantics': ({ service }, given) => change(service.world.semantics, given),
  'POST /_sim/account': ({ service }, given) => change(service.world.account, given),
  'POST /_sim/settle': ({ service }) => {
    service.settle()
    return {}
  },
  'POST /_sim/tokens': ({ service }) => service.issueTokens(),
  'POST /_sim/users': ({ service }, given) => {
    if (typeof given['userId'] !== 'string') return undefined
    addUser(service.world, { ...given, userId: given['userId'] })
    return {}
  },
  'POST /_sim/assets': ({ service }, given) => {
    if (typeof given['assetType'] !== 'string') return undefined
    return addAsset(service.world, { ...given, assetType: given['assetType'] }, inAYear(), newAssetId(service))
  },
  'POST /_sim/groups': ({ service }, given) => {
    if (typeof given['groupId'] !== 'string' || typeof given['name'] !== 'string') return undefined
    // What else is given is taken as it is: tests and demos alone make groups in this way.
    addGroup(service.world, given as unknown as SimGroupOptions, inAYear(), newAssetId(service))
    return {}
  },
  'POST /_sim/clock': ({ advance }, given) => {
    advance(Number(given['advanceMs'] ?? 0))
    return {}
  },
  'POST /_sim/webhook': ({ sendEventsTo }, given) => {
    sendEventsTo(typeof given['url'] === 'string' ? given['url'] : null)
    return {}
  },
  'POST /_sim/act': ({ service }, given) => {
    const { act, with: values } = given
    if (typeof act !== 'string' || !Object.hasOwn(service.acts, act) || !Array.isArray(values)) return undefined
    const run = service.acts[act as keyof SimActs] as (...values: readonly unknown[]) => unknown
    return { result: run(...(values as readonly unknown[])) }
  },
}

/** Changes what is there, and nothing where a name or a type is wrong. */
function change(state: object, given: Fields): unknown {
  const known = state as Fields
  const fits = Object.entries(given).every(
    ([name, value]) => Object.hasOwn(known, name) && typeof value === typeof known[name],
  )
  return fits ? Object.assign(state, given) : undefined
}

/** Answers what is asked of the service itself; `null` for everything else. */
export function readControl(
  sim: Omit<ZaloSim, 'url' | 'close'>,
  request: { readonly method: string; readonly url: string; readonly body: string },
): SimAnswer | null {
  const { pathname } = new URL(request.url, 'http://sim.invalid')
  if (!pathname.startsWith('/_sim')) return null
  if (pathname === '/_sim') return answer(200, Object.keys(CONTROLS))
  const control = CONTROLS[`${request.method} ${pathname}`]
  if (control === undefined) return answer(404, Object.keys(CONTROLS))
  const given = request.body === '' ? {} : parse(request.body)
  const result = given === null ? undefined : control(sim, given)
  return result === undefined ? answer(400, { message: 'not what this control takes' }) : answer(200, result)
}

function stateOf({ world, events, calls }: SimService): unknown {
  return {
    account: { ...world.account, granted: world.account.granted === 'all' ? 'all' : [...world.account.granted] },
    semantics: world.semantics,
    users: [...world.users.values()],
    assets: [...world.assets.values()],
    groups: [...world.groups.values()].map(({ members, pending, before: _, ...group }) => ({
      ...group,
      members: Object.fromEntries(members),
      pending: Object.fromEntries(pending),
    })),
    unsubscribed: events.unsubscribed(),
    calls: calls(),
  }
}

function inAYear(): string {
  return dayInVietnam(Date.now() + 365 * DAY)
}

function newAssetId(service: SimService): () => string {
  return () => `asset-${String(service.world.assets.size + 1)}`
}

function parse(body: string): Fields | null {
  try {
    const parsed: unknown = JSON.parse(body)
    return isFields(parsed) ? parsed : null
  } catch {
    return null
  }
}

function answer(status: number, body: unknown): SimAnswer {
  return { kind: 'answer', status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
