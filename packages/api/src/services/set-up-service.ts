import {
  deleteServiceConnection,
  findServiceConnection,
  inTransaction,
  listPersonNames,
  listServiceAccounts,
  takeConsentState,
  updateConsentState,
  updateServiceAccount,
  updateServiceConnection,
  updateServiceError,
  type Db,
  type ServiceConnection,
} from '@ketnoi/db'
import type { PersonId } from '@ketnoi/hierarchy'
import { randomBytes } from 'node:crypto'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError, issuesError } from '../errors.ts'
import { hashToken } from '../private-links/private-page.ts'
import { getWorld } from '../world.ts'
import { OFFICIAL_ACCOUNT, type AccountCheckStep, type OfficialAccount } from './official-account.ts'

/** A person of the roster whose account founds the groups. */
export interface ActingPerson {
  readonly id: PersonId
  readonly name: string
  /** Without a bound account the person founds nothing. */
  readonly bound: boolean
}

/** What is shown of a connection: no secret is among it. */
export interface ConnectionView {
  readonly appId: string
  readonly accountId: string | null
  readonly accountName: string | null
  readonly hasAccountSecret: boolean
  /** What is entered at the service so that it knows who consents; `null`: the kept secrets cannot be opened and must be entered anew. */
  readonly challenge: string | null
  readonly consent: 'never-given' | 'given' | 'lost'
  readonly refreshedAt: string | null
  readonly accessUntil: string | null
  readonly refreshUntil: string | null
  readonly lastError: string | null
  readonly lastErrorAt: string | null
  readonly settings: object
  readonly actingPersons: readonly ActingPerson[]
}

export function getOfficialAccount(ctx: Context): OfficialAccount {
  if (ctx.officialAccount === null) throw notSetUp()
  return ctx.officialAccount
}

export function notSetUp(): ApiError {
  return new ApiError('service-not-set-up', 'nobody has set the service up')
}

async function getConnection(db: Db): Promise<ServiceConnection> {
  const connection = await findServiceConnection(db, OFFICIAL_ACCOUNT)
  if (connection === null) throw notSetUp()
  return connection
}

export async function loadConnection(ctx: Context): Promise<ConnectionView | null> {
  const connection = await findServiceConnection(ctx.db, OFFICIAL_ACCOUNT)
  if (connection === null) return null
  const { actingPersonIds: ids, tokens, lost } = connection
  const names = await listPersonNames(ctx.db, ids)
  const accounts = await listServiceAccounts(ctx.db, OFFICIAL_ACCOUNT, ids, (await getWorld(ctx)).asOf)
  return {
    appId: connection.appId,
    accountId: connection.accountId,
    accountName: connection.accountName,
    hasAccountSecret: connection.accountSecret !== null,
    challenge: getOfficialAccount(ctx).challengeOf(connection),
    consent: tokens === null ? 'never-given' : lost === null ? 'given' : 'lost',
    refreshedAt: connection.refreshedAt,
    accessUntil: connection.accessUntil,
    refreshUntil: connection.refreshUntil,
    lastError: connection.lastError,
    lastErrorAt: connection.lastErrorAt,
    settings: connection.settings,
    actingPersons: ids.map((id) => ({ id, name: names.get(id) ?? id, bound: accounts.has(id) })),
  }
}

export interface ServiceSetUp {
  readonly appId: string
  /** `null`: the kept one stays. */
  readonly appSecret: string | null
  readonly accountSecret: string | null
  /** What differs from what the service is known to do, as JSON. */
  readonly settings: string
  readonly actingPersonIds: readonly PersonId[]
}

/** Keeps what the account's owner entered; another app, or secrets that can no longer be opened, need everything anew. */
export async function setUpService(ctx: Context, input: ServiceSetUp): Promise<void> {
  const account = getOfficialAccount(ctx)
  const settings = readSettings(account, input.settings)
  await inTransaction(ctx.db, async (trx) => {
    const before = await findServiceConnection(trx, OFFICIAL_ACCOUNT)
    const kept = before?.appId === input.appId && account.challengeOf(before) !== null ? before : null
    const appSecret = input.appSecret === null ? kept?.appSecret : account.seal('app-secret', input.appSecret)
    if (appSecret === undefined)
      throw issuesError([{ code: 'secret-missing', message: 'enter the secret of the app', path: ['appSecret'] }])
    const accountSecret =
      input.accountSecret === null ? (kept?.accountSecret ?? null) : account.seal('account-secret', input.accountSecret)
    const named = await listPersonNames(trx, input.actingPersonIds)
    await updateServiceConnection(trx, OFFICIAL_ACCOUNT, {
      appId: input.appId,
      appSecret,
      accountSecret,
      verifier: kept?.verifier ?? account.newVerifier(),
      settings,
      actingPersonIds: input.actingPersonIds.filter((id) => named.has(id)),
      updatedAt: ctx.now(),
    })
    await noteService(ctx, trx, 'service-set-up', {
      appId: input.appId,
      settings,
      actingPersonIds: input.actingPersonIds,
      // That they were entered, and never what.
      secrets: [input.appSecret === null ? '' : 'app', input.accountSecret === null ? '' : 'account'].filter(Boolean),
    })
  })
}

function readSettings(account: OfficialAccount, text: string): object {
  let value: unknown
  try {
    value = JSON.parse(text.trim() === '' ? '{}' : text)
  } catch {
    throw issuesError([{ code: 'settings-unreadable', message: 'the settings are no JSON', path: ['settings'] }])
  }
  const parsed = account.parseSettings(value)
  if (parsed.ok) return parsed.value
  throw issuesError(
    parsed.issues.map((issue) => ({ ...issue, path: ['settings'], data: { setting: issue.path.join('.') } })),
  )
}

/** Ends the connection. What is known of groups stays; nobody reaches them until it is set up again. */
export async function removeService(ctx: Context): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    await deleteServiceConnection(trx, OFFICIAL_ACCOUNT)
    await noteService(ctx, trx, 'service-removed')
  })
}

/** Long enough to log in there and to read; the service's own code lives ten minutes. */
const CONSENT_MS = 30 * 60_000

/** Where an administrator of the account consents. Whoever comes back from there with the state must be the one who went. */
export async function startConsent(ctx: Context, redirectUri: string): Promise<{ readonly address: string }> {
  const account = getOfficialAccount(ctx)
  const state = randomBytes(24).toString('base64url')
  const address = account.consentLink(await getConnection(ctx.db), { redirectUri, state })
  if (address === null) throw unreadable()
  await inTransaction(ctx.db, async (trx) => {
    const until = new Date(Date.parse(ctx.now()) + CONSENT_MS).toISOString()
    await updateConsentState(trx, OFFICIAL_ACCOUNT, { sha256: hashToken(state), by: ctx.actor.id, until })
    await noteService(ctx, trx, 'service-consent-asked')
  })
  return { address }
}

function unreadable(): ApiError {
  return new ApiError('secrets-unreadable', 'the kept secrets cannot be opened: enter them anew')
}

/** Takes over what an administrator of the account consented to. */
export async function finishConsent(
  ctx: Context,
  back: { readonly code: string; readonly state: string; readonly accountId: string },
): Promise<{ readonly name: string | null }> {
  const account = getOfficialAccount(ctx)
  const now = ctx.now()
  const asked = { sha256: hashToken(back.state), by: ctx.actor.id, now }
  if (!(await takeConsentState(ctx.db, OFFICIAL_ACCOUNT, asked)))
    throw new ApiError('consent-not-asked', 'nobody asked for this consent, or too long ago: begin again')
  const connection = await getConnection(ctx.db)
  if (account.challengeOf(connection) === null) throw unreadable()
  const accepted = await account.acceptConsent(connection, back)
  if (accepted.kind === 'failed') {
    await updateServiceError(ctx.db, OFFICIAL_ACCOUNT, { code: accepted.action, at: now })
    throw new ApiError('consent-refused', 'the service did not take the consent', { rawCode: accepted.rawCode ?? '' })
  }
  const { id, name } = accepted
  await inTransaction(ctx.db, async (trx) => {
    await updateServiceAccount(trx, OFFICIAL_ACCOUNT, { id, name })
    await updateServiceError(trx, OFFICIAL_ACCOUNT, null)
    await noteService(ctx, trx, 'service-consented', { accountId: id, before: connection.accountId })
  })
  return { name }
}

/** Looks step by step whether the account can keep groups. */
export async function checkService(ctx: Context): Promise<readonly AccountCheckStep[]> {
  const steps = await getOfficialAccount(ctx).check()
  if (steps === null) throw notSetUp()
  const missing = steps.find(({ outcome }) => outcome === 'missing')
  const error = missing === undefined ? null : { code: missing.action ?? missing.step, at: ctx.now() }
  await updateServiceError(ctx.db, OFFICIAL_ACCOUNT, error)
  return steps
}

/** Keeps in the log what is done with the connection itself. */
export async function noteService(ctx: Context, trx: Db, action: string, data: object = {}): Promise<void> {
  await noteEvent(ctx, trx, { action, subjectKind: 'service', subjectId: OFFICIAL_ACCOUNT, data })
}
