import {
  deleteSecondFactor,
  deleteSessions,
  inTransaction,
  insertAuditEvents,
  listSessions,
  updatePassword,
  type Db,
} from '@ketnoi/db'
import { hashPassword } from 'better-auth/crypto'
import type { Context } from '../context.ts'
import { ApiError, NotLoggedInError } from '../errors.ts'
import { beginAttempt } from './attempts.ts'
import { refusalOf } from './auth.ts'
import { leastPasswordLength, requireGoodPassword } from './password-rule.ts'
import { requirePassword } from './unlock.ts'
import { requireVisit, type FirstStep, type Visit, type VisitSession } from './visit.ts'

export interface OwnAccount {
  readonly name: string
  readonly userName: string | null
  readonly phone: string | null
  readonly steps: readonly FirstStep[]
  readonly secondFactor: boolean
  /** Administrators cannot take it off. */
  readonly secondFactorRequired: boolean
  readonly recoveryCodesLeft: number
  readonly leastPasswordLength: number
  readonly sessions: readonly {
    readonly id: string
    readonly createdAt: string
    readonly activeAt: string
    readonly browser: string | null
    readonly address: string | null
    readonly here: boolean
  }[]
}

/** What the app for codes needs, and the codes for the day that it is lost. Shown once. */
export interface NewSecondFactor {
  readonly uri: string
  readonly secret: string
  readonly recoveryCodes: readonly string[]
}

interface Own {
  readonly visit: Visit
  readonly session: VisitSession
}

/** The open session of the visitor, whose first steps may still be missing. */
export function requireOwn(ctx: Context): Own {
  const visit = requireVisit(ctx)
  const { session } = visit
  if (session === null) throw new NotLoggedInError()
  if (session.locked) throw new ApiError('session-locked', 'the session is locked')
  return { visit, session }
}

export async function loadOwnAccount(ctx: Context): Promise<OwnAccount> {
  const { visit, session } = requireOwn(ctx)
  const { account, administrator } = session
  const sessions = await listSessions(ctx.db, account.id, ctx.now())
  const codes = account.secondFactor
    ? (await visit.auth.api.viewBackupCodes({ body: { userId: account.id } })).backupCodes.length
    : 0
  return {
    name: account.name,
    userName: account.userName,
    phone: account.phone,
    steps: session.steps,
    secondFactor: account.secondFactor,
    secondFactorRequired: administrator,
    recoveryCodesLeft: codes,
    leastPasswordLength: leastPasswordLength(account.secondFactor || administrator),
    sessions: sessions.map(({ id, createdAt, activeAt, browser, address }) => ({
      id,
      createdAt,
      activeAt,
      browser,
      address,
      here: id === session.id,
    })),
  }
}

/** Chooses a new password, with the old one unless that was handed out for this. Every other session ends. */
export async function changePassword(
  ctx: Context,
  input: { readonly current?: string | undefined; readonly password: string },
): Promise<void> {
  const { visit, session } = requireOwn(ctx)
  const { account, administrator } = session
  const first = account.firstPasswordUntil !== null
  if (!first) await requirePassword(ctx, visit, session, input.current ?? '')
  requireGoodPassword({
    password: input.password,
    withSecondFactor: account.secondFactor || administrator,
    known: [account.userName, account.phone, account.name],
  })
  if (await isPassword(visit, input.password)) throw new ApiError('password-same', 'that is the present password')
  const passwordHash = await hashPassword(input.password)
  await inTransaction(ctx.db, async (trx) => {
    await updatePassword(trx, account.id, { passwordHash, firstPasswordUntil: null })
    await deleteSessions(trx, account.id, { exceptId: session.id })
    await audit(trx, ctx, session, 'account.password', { first })
  })
}

/** Starts the second factor: it holds once `confirmSecondFactor` has seen a code of it. */
export async function startSecondFactor(ctx: Context, password: string): Promise<NewSecondFactor> {
  const { visit, session } = requireOwn(ctx)
  const { account } = session
  if (account.secondFactor) throw new ApiError('second-factor-on', 'there is a second factor already')
  await requirePassword(ctx, visit, session, password)
  const made = await visit.auth.api.enableTwoFactor({ body: { password, method: 'totp' }, headers: visit.headers })
  if (made.method !== 'totp') throw new Error('the library made another second factor than it was asked for')
  const secret = new URL(made.totpURI).searchParams.get('secret') ?? ''
  // The library would name the account by its address, which means nothing to anybody.
  const label = encodeURIComponent(account.userName ?? account.name)
  const uri = `otpauth://totp/Ketnoi:${label}?secret=${secret}&issuer=Ketnoi&digits=6&period=30`
  return { uri, secret, recoveryCodes: made.backupCodes }
}

export async function confirmSecondFactor(ctx: Context, code: string): Promise<void> {
  const { visit, session } = requireOwn(ctx)
  if (session.account.secondFactor) throw new ApiError('second-factor-on', 'there is a second factor already')
  const attempt = await beginAttempt(ctx, visit, session.accountId)
  const confirmed = await visit.auth.api
    .verifyTOTP({ body: { code: code.replaceAll(/\s/g, '') }, headers: visit.headers, returnHeaders: true })
    .catch(async (error: unknown) => {
      if (refusalOf(error) === null) throw error
      throw await attempt.fail('second-factor-wrong')
    })
  await attempt.pass()
  visit.setCookies(confirmed.headers.getSetCookie())
  await audit(ctx.db, ctx, session, 'account.second-factor', { on: true })
}

/** New recovery codes; the old ones are worth nothing from then on. */
export async function renewRecoveryCodes(ctx: Context, password: string): Promise<readonly string[]> {
  const { visit, session } = requireOwn(ctx)
  if (!session.account.secondFactor) throw new ApiError('second-factor-off', 'there is no second factor')
  await requirePassword(ctx, visit, session, password)
  const made = await visit.auth.api.generateBackupCodes({ body: { password }, headers: visit.headers })
  await audit(ctx.db, ctx, session, 'account.recovery-codes', {})
  return made.backupCodes
}

export async function removeSecondFactor(ctx: Context, password: string): Promise<void> {
  const { visit, session } = requireOwn(ctx)
  const { account, administrator } = session
  if (administrator) throw new ApiError('second-factor-required', 'administrators need one')
  await requirePassword(ctx, visit, session, password)
  requireGoodPassword({ password, withSecondFactor: false, known: [] })
  await inTransaction(ctx.db, async (trx) => {
    await deleteSecondFactor(trx, account.id)
    await audit(trx, ctx, session, 'account.second-factor', { on: false })
  })
}

/** Ends one of one's own sessions, for example on a phone that is lost. */
export async function endOwnSession(ctx: Context, id: string): Promise<void> {
  const { session } = requireOwn(ctx)
  await inTransaction(ctx.db, async (trx) => {
    if ((await deleteSessions(trx, session.accountId, { id })) > 0)
      await audit(trx, ctx, session, 'session.end', { here: id === session.id })
  })
}

async function isPassword({ auth, headers }: Visit, password: string): Promise<boolean> {
  try {
    await auth.api.verifyPassword({ body: { password }, headers })
    return true
  } catch (error) {
    if (refusalOf(error) === null) throw error
    return false
  }
}

async function audit(db: Db, ctx: Context, { accountId }: VisitSession, action: string, data: unknown): Promise<void> {
  await insertAuditEvents(db, [
    { at: ctx.now(), actor: accountId, action, subjectKind: 'account', subjectId: accountId, data },
  ])
}
