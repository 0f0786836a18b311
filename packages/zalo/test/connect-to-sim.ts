import type { ContractWorld } from '@ketnoi/hierarchy/testing'
import { createZaloClient, type ZaloClient } from '../src/client/client.ts'
import type { Fetch, Tokens } from '../src/client/call.ts'
import type { Clock } from '../src/clock.ts'
import { createZaloSettings, type ZaloSettingsChanges } from '../src/settings.ts'
import type { SimWorldOptions } from '../src/sim/create-world.ts'
import { createSimFetch } from '../src/sim/fetch.ts'
import { createSimService, type SimService, type SimServiceOptions } from '../src/sim/service.ts'

/** A clock that stands still until somebody sleeps. */
export function virtualClock(start = Date.parse('2026-11-26T08:00:00Z')): Clock & { advance: (ms: number) => void } {
  let now = start
  const advance = (milliseconds: number): void => {
    now += milliseconds
  }
  return { now: () => now, sleep: async (milliseconds) => advance(milliseconds), advance }
}

/** Tokens that the service issued, with nobody to renew them but the service itself. */
export function tokensOf(service: SimService): Tokens {
  service.issueTokens()
  const current = async () => ({ kind: 'token' as const, accessToken: service.world.tokens?.accessToken ?? '' })
  return { current, renew: current }
}

export interface SimClient {
  readonly client: ZaloClient
  readonly service: SimService
  readonly clock: ReturnType<typeof virtualClock>
}

/** A client of a service in the same process, on a virtual clock. */
export function simClient(
  options: SimServiceOptions = {},
  changes: ZaloSettingsChanges = {},
  wrap: (fetch: Fetch) => Fetch = (fetch) => fetch,
): SimClient {
  const clock = virtualClock()
  const service = createSimService({ ...options, now: clock.now })
  const settings = createZaloSettings({ callsPerMinute: 4_000, ...changes })
  const client = createZaloClient({
    settings,
    tokens: tokensOf(service),
    clock,
    fetch: wrap(createSimFetch(service)),
  })
  return { client, service, clock }
}

/** The world of a contract as this service holds it: the account leads, so a leader of the contract is a deputy here. */
export function toSimWorld(world: ContractWorld): SimWorldOptions {
  return {
    users: world.accounts.map((userId) => ({ userId })),
    assets: [{ assetType: 'gmf1000' }],
    groups: world.groups.map(({ externalId, name, capacity, members }) => ({
      groupId: externalId,
      name,
      ...(capacity === null ? {} : { capacity }),
      members: Object.fromEntries(
        members
          .filter(({ state }) => state === 'member')
          .map(({ accountId, role }) => [accountId, role === 'member' ? 'member' : 'deputy']),
      ),
      pending: Object.fromEntries(
        members.filter(({ state }) => state === 'invited').map(({ accountId }) => [accountId, 'invited']),
      ),
    })),
  }
}
