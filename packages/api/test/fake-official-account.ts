import { ok, fail } from '@ketnoi/hierarchy'
import type { OfficialAccount, ReadAsset, ReceivedEvent, ServiceEvent } from '../src/index.ts'

/** An account in memory: what it seals is readable, what it tells is what the test says. */
export interface FakeOfficialAccount extends OfficialAccount {
  readonly told: Map<string, { readonly at: string | null; readonly event: ServiceEvent }>
  readonly assets: Map<string, ReadAsset>
  readonly answered: { readonly externalId: string; readonly accountIds: readonly string[]; readonly answer: string }[]
}

export function createFakeOfficialAccount(): FakeOfficialAccount {
  const told: FakeOfficialAccount['told'] = new Map()
  const assets: FakeOfficialAccount['assets'] = new Map()
  const answered: FakeOfficialAccount['answered'] = []
  return {
    told,
    assets,
    answered,
    seal: (name, secret) => `sealed ${name} ${secret}`,
    newVerifier: () => 'sealed verifier v',
    challengeOf: (connection) => (connection.appSecret.startsWith('sealed ') ? 'challenge' : null),
    parseSettings: (value) =>
      typeof value === 'object' && value !== null && !('wrong' in value)
        ? ok(value)
        : fail([{ code: 'unknown-setting', message: 'there is no such setting', path: ['wrong'] }]),
    consentLink: (_, { redirectUri, state }) =>
      `https://example.org/?${new URLSearchParams({ redirectUri, state }).toString()}`,
    acceptConsent: async (_, { code, accountId }) =>
      code === 'good'
        ? { kind: 'done', id: accountId, name: 'OA Ia Pa' }
        : { kind: 'failed', action: 'check-app-secret', rawCode: -14_003 },
    check: async () => [{ step: 'reachable', outcome: 'ok', action: null, rawCode: null, detail: {} }],
    receive: async (rawBody): Promise<ReceivedEvent | null> => {
      const key = new TextDecoder().decode(rawBody)
      const event = told.get(key)
      return event === undefined ? null : { key, ...event }
    },
    readAsset: async (externalId) => {
      const asset = assets.get(externalId)
      return asset === undefined
        ? { kind: 'failed', code: 'group-unknown', message: 'no such group', retry: false, effect: 'none' }
        : { kind: 'done', asset }
    },
    findUser: async (accountId) => ({ displayName: `Người ${accountId}` }),
    answerRequests: async (externalId, accountIds, answer) => {
      answered.push({ externalId, accountIds, answer })
      return accountIds.map(() => ({ kind: 'done', already: false }))
    },
    dueAlarms: async (watched) =>
      watched.flatMap(({ groupId, validThrough, autoRenew }) =>
        validThrough === null
          ? []
          : [{ groupId, level: 7, daysLeft: 3, validThrough, autoRenew, dissolvesOn: validThrough }],
      ),
    estimateCost: (counts) => ({
      perMonth: Object.values(counts).reduce((sum, count) => sum + count, 0) * 1_000,
      kinds: Object.entries(counts).map(([assetType, count]) => ({ assetType, count, paid: count })),
      withoutPrice: 0,
    }),
    unconfirmedPrices: { groups: {}, included: {}, message: 0 },
  }
}
