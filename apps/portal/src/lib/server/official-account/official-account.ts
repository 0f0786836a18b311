import { createHash } from 'node:crypto'
import {
  loadServiceKnowledge,
  OFFICIAL_ACCOUNT,
  type Connection,
  type Context,
  type OfficialAccount,
  type ReceivedEvent,
} from '@ketnoi/api'
import { findServiceConnection, updateServiceError, type ServiceConnection } from '@ketnoi/db'
import {
  announce,
  challengeOf,
  checkAccount,
  createConsentLink,
  createPace,
  createPkceVerifier,
  createRoleNotes,
  createTokenKeeper,
  createZaloClient,
  createZaloConnector,
  createZaloSettings,
  dueAlarms,
  estimateCost,
  exchangeCode,
  openSecret,
  parseZaloSettings,
  readEvent,
  deriveSealKey,
  sealPurpose,
  sealSecret,
  SYSTEM_CLOCK,
  UNCONFIRMED_PRICES,
  verifyWebhook,
  type Clock,
  type Fetch,
  type Priority,
  type TokenKeeper,
  type Tokens,
  type ZaloApp,
  type ZaloClient,
  type ZaloConnector,
  type ZaloSettings,
} from '@ketnoi/zalo'
import { createTokenStore } from './token-store.ts'

export interface OfficialAccountOptions {
  /** What the program itself asks the database through. */
  readonly context: () => Context
  /** What lies outside the database: the first seals, each opens what is its own. */
  readonly secrets: () => readonly string[]
  readonly fetch?: Fetch
  readonly clock?: Clock
}

export interface ReachedOfficialAccount {
  readonly account: OfficialAccount
  /** `null`: nobody has set it up, or its secrets cannot be opened. */
  readonly connect: (stillHolds: () => Promise<void>) => Promise<Connection | null>
}

/** A connection with its secrets opened, and what all its clients share. */
interface Opened {
  readonly connection: ServiceConnection
  readonly settings: ZaloSettings
  readonly app: ZaloApp
  readonly accountSecret: string | null
  readonly verifier: string
  readonly keeper: TokenKeeper
  readonly clientOf: (priority: Priority, beforeWrite?: () => Promise<void>) => ZaloClient
}

const LEASE_RESERVE_SECONDS = 20

/** Reaches the Official Account that was set up: composes what `@ketnoi/zalo` can with what is kept in the database. */
export function createOfficialAccount(options: OfficialAccountOptions): ReachedOfficialAccount {
  const { context, clock = SYSTEM_CLOCK, fetch: send = fetch } = options
  const keys = () => options.secrets().map(deriveSealKey)
  // What a service that tells no roles took on lasts as long as the process.
  const roleNotes = createRoleNotes()
  let last: Opened | null = null

  const seal = (name: string, secret: string): string => {
    const [key] = keys()
    if (key === undefined) throw new TypeError('there is always a secret')
    return sealSecret(secret, sealPurpose(OFFICIAL_ACCOUNT, name), key)
  }
  const open = (name: string, sealed: string): string | null => {
    const opened = openSecret(sealed, sealPurpose(OFFICIAL_ACCOUNT, name), keys())
    return opened.kind === 'opened' ? opened.secret : null
  }

  const openConnection = (connection: ServiceConnection): Opened | null => {
    // Clients share a pace and the tokens until somebody enters something else.
    if (last?.connection.updatedAt === connection.updatedAt) return { ...last, connection }
    const appSecret = open('app-secret', connection.appSecret)
    const verifier = open('verifier', connection.verifier)
    if (appSecret === null || verifier === null) return null
    const changes = parseZaloSettings(connection.settings)
    const settings = createZaloSettings(changes.ok ? changes.value : {})
    const app = { appId: connection.appId, appSecret }
    const { db } = context()
    const leaseSeconds = Math.ceil(settings.timeoutMs / 1_000) + LEASE_RESERVE_SECONDS
    const store = createTokenStore({ db, service: OFFICIAL_ACCOUNT, keys, leaseSeconds })
    const keeper = createTokenKeeper({ store, settings, app, clock, fetch: send })
    const tokens = saying(context, keeper)
    const pace = createPace(settings, clock)
    last = {
      connection,
      settings,
      app,
      accountSecret: connection.accountSecret === null ? null : open('account-secret', connection.accountSecret),
      verifier,
      keeper,
      clientOf: (priority, beforeWrite) =>
        createZaloClient({
          settings,
          tokens,
          pace,
          priority,
          clock,
          fetch: send,
          ...(beforeWrite === undefined ? {} : { beforeWrite }),
        }),
    }
    return last
  }

  const find = async (): Promise<Opened | null> => {
    const connection = await findServiceConnection(context().db, OFFICIAL_ACCOUNT)
    return connection === null ? null : openConnection(connection)
  }

  const connectorOf = async (client: ZaloClient): Promise<ZaloConnector> => {
    const { isClaimed, wantedLeaders, actingAccounts } = await loadServiceKnowledge(context(), OFFICIAL_ACCOUNT)
    return createZaloConnector({ client, founderIds: actingAccounts, isClaimed, wantedLeaders, roleNotes })
  }

  const notReached = {
    kind: 'failed',
    code: 'not-allowed',
    message: 'nobody has set the service up',
    retry: false,
    effect: 'none',
  } as const

  return {
    connect: async (stillHolds) => {
      const opened = await find()
      if (opened === null || opened.connection.tokens === null) return null
      const client = opened.clientOf('machine', stillHolds)
      const { reader, writer } = await connectorOf(client)
      return {
        reader,
        writer,
        carriedOutBy: 'program',
        actingPersons: opened.connection.actingPersonIds,
        announce: (externalId, text) => announce(client, externalId, text),
      }
    },
    account: {
      seal,
      newVerifier: () => seal('verifier', createPkceVerifier()),
      challengeOf: (connection) => {
        const opened = openConnection(connection)
        return opened === null ? null : challengeOf(opened.verifier)
      },
      parseSettings: parseZaloSettings,
      consentLink: (connection, { redirectUri, state }) => {
        const opened = openConnection(connection)
        if (opened === null) return null
        const challenge = challengeOf(opened.verifier)
        return createConsentLink(opened.settings, { appId: connection.appId, redirectUri, state, challenge })
      },
      acceptConsent: async (connection, { code, accountId }) => {
        const opened = openConnection(connection)
        if (opened === null) return { kind: 'failed', action: 'check-app-secret', rawCode: null }
        const { settings, app, verifier, keeper } = opened
        const answer = await exchangeCode({ settings, app, clock, fetch: send }, code, verifier)
        if (answer.kind === 'failed') return { kind: 'failed', action: answer.action, rawCode: answer.rawCode }
        await keeper.accept(answer.pair)
        const told = await opened.clientOf('person').account()
        return told.kind === 'done'
          ? { kind: 'done', id: told.data.accountId, name: told.data.name }
          : { kind: 'done', id: accountId, name: null }
      },
      check: async () => {
        const opened = await find()
        if (opened === null) return null
        const { actingAccounts } = await loadServiceKnowledge(context(), OFFICIAL_ACCOUNT)
        return (await checkAccount(opened.clientOf('person'), actingAccounts, context().today())).steps
      },
      receive: async (rawBody, headers) => {
        const opened = await find()
        return opened === null ? null : receive(opened, rawBody, headers)
      },
      readAsset: async (externalId) => {
        const opened = await find()
        if (opened === null) return notReached
        const group = await opened.clientOf('machine').group(externalId)
        if (group.kind === 'failed') return group
        const { assetId, assetType, validThrough, autoRenew, dissolvesOn } = group.data
        return { kind: 'done', asset: { assetId, assetType, validThrough, autoRenew, dissolvesOn } }
      },
      findUser: async (accountId) => {
        const user = await (await find())?.clientOf('machine').user(accountId)
        return user?.kind === 'done' ? { displayName: user.data.name } : null
      },
      answerRequests: async (externalId, accountIds, answer) => {
        const opened = await find()
        if (opened === null) return accountIds.map(() => notReached)
        if (answer === 'accept')
          return (await connectorOf(opened.clientOf('person'))).acceptRequests(externalId, accountIds)
        const result = await opened.clientOf('person').rejectPending(externalId, accountIds)
        return accountIds.map(() => (result.kind === 'failed' ? result : { kind: 'done', already: false }))
      },
      dueAlarms: async (assets, today) => dueAlarms((await find())?.settings ?? createZaloSettings(), assets, today),
      estimateCost: (counts, prices) => estimateCost(counts, prices ?? UNCONFIRMED_PRICES),
      unconfirmedPrices: UNCONFIRMED_PRICES,
    },
  }
}

/** Says on the page of the connection why there is no token; each reason once. */
function saying(context: () => Context, keeper: TokenKeeper): Tokens {
  let said: string | null = null
  const heard = async <T extends Awaited<ReturnType<Tokens['current']>>>(outcome: T): Promise<T> => {
    const code = outcome.kind === 'token' ? null : outcome.kind === 'consent-needed' ? 'consent-again' : outcome.action
    if (code !== null && code !== said) {
      const { db, now } = context()
      await updateServiceError(db, OFFICIAL_ACCOUNT, { code, at: now() })
    }
    said = code
    return outcome
  }
  return {
    current: async () => heard(await keeper.current()),
    renew: async (refused) => heard(await keeper.renew(refused)),
  }
}

function receive(opened: Opened, rawBody: Uint8Array, headers: Headers): ReceivedEvent | null {
  const { settings, connection, app, accountSecret } = opened
  const keys = { appId: app.appId, accountId: connection.accountId ?? '', accountSecret, appSecret: app.appSecret }
  if (verifyWebhook(settings, keys, rawBody, headers).kind === 'refused') return null
  const read = readEvent(settings, rawBody)
  // Genuine and of no use: taken, so that it is not sent again.
  if (read.kind === 'malformed') {
    const key = createHash('sha256').update(rawBody).digest('base64url')
    return { key, at: null, event: { kind: 'other', name: 'malformed' } }
  }
  const at = read.at === null ? null : new Date(read.at).toISOString()
  const isOurs = read.accountId === null || connection.accountId === null || read.accountId === connection.accountId
  return { key: read.key, at, event: isOurs ? read.event : { kind: 'other', name: 'another account' } }
}
