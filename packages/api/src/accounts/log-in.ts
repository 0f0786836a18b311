import {
  accountEmail,
  deleteSessions,
  findAccount,
  findAccountByHandle,
  findChallenge,
  findCodeApp,
  inTransaction,
  listPasskeys,
  updateAccount,
  updateAttemptPassed,
  updateFirstPassword,
  type Account,
} from '@ketnoi/db'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { beginAttempt, strangerKey, type Attempt } from './attempts.ts'
import { CHALLENGE_COOKIE, refusalOf, SESSION_COOKIE } from './auth.ts'
import { firstPasswordEnd } from './first-password.ts'
import { readHandle } from './handle.ts'
import { loadActor } from './load-actor.ts'
import { noteAccount } from './note-account.ts'
import { leastPasswordLength } from './password-rule.ts'
import { readRecoveryCode } from './readable-code.ts'
import { spendCode } from './spend-code.ts'
import { isAdministrator, secondsBetween, type Visit } from './visit.ts'

/** Accounts that nobody has used for so long are disabled (TCVN 14423:2026, level 2). */
export const IDLE_DAYS = 45
const DAY_SECONDS = 86_400

export type LogInResult =
  | { readonly next: 'done' }
  /** Recovery codes work as well; `passkey`: one that works at this address. */
  | { readonly next: 'second-factor'; readonly app: boolean; readonly passkey: boolean }

/** Whether an account has been out of use for too long. */
export function isIdle(account: Pick<Account, 'activeAt'>, now: string): boolean {
  return secondsBetween(account.activeAt, now) > IDLE_DAYS * DAY_SECONDS
}

/** Logs in with a user name or phone and a password. What is wrong is told only to whoever knows the password. */
export async function logIn(
  ctx: Context,
  visit: Visit,
  input: { readonly handle: string; readonly password: string },
): Promise<LogInResult> {
  const handle = readHandle(input.handle)
  const account = await findAccountByHandle(ctx.db, handle)
  const key = account?.id ?? strangerKey(JSON.stringify(handle))
  const attempt = await beginAttempt(ctx, visit, key)
  // For a stranger the library hashes all the same, so that the time tells nothing either.
  const signed = await visit.auth.api
    .signInEmail({
      body: { email: accountEmail(account?.id ?? 'nobody'), password: input.password },
      headers: visit.headers,
      returnHeaders: true,
    })
    .catch(async (error: unknown) => {
      if (refusalOf(error) === null) throw error
      throw await attempt.fail('log-in-failed')
    })
  if (account === null) throw await attempt.fail('log-in-failed')
  const sessionId = 'user' in signed.response ? await newestSession(visit, signed.headers) : null
  try {
    await requireUsable(ctx, account)
  } catch (error) {
    if (sessionId !== null) await deleteSessions(ctx.db, account.id, { id: sessionId })
    throw error
  }
  visit.setCookies(signed.headers.getSetCookie())
  if (sessionId === null) {
    // Only the second factor completes it: until then the wrong codes add up with the wrong passwords.
    await updateAttemptPassed(ctx.db, key)
    const [app, passkeys] = await Promise.all([findCodeApp(ctx.db, account.id), listPasskeys(ctx.db, account.id)])
    return { next: 'second-factor', app, passkey: passkeys.some(({ host }) => host === visit.site.hostname) }
  }
  await requireLongEnough(ctx, account, input.password)
  await finish(ctx, visit, account, attempt, { secondFactor: false })
  return { next: 'done' }
}

/** Gives the second factor after the password: a code of the app, or one of the recovery codes. */
export async function verifySecondFactor(ctx: Context, visit: Visit, code: string): Promise<LogInResult> {
  const { account } = await requireChallenged(ctx, visit)
  const attempt = await beginAttempt(ctx, visit, account.id)
  await requireUsable(ctx, account)
  const bare = code.replaceAll(/\s/g, '')
  const headers = await (/^\d{6}$/.test(bare)
    ? checkCode(ctx, visit, account, attempt, bare)
    : checkRecoveryCode(visit, attempt, readRecoveryCode(bare)))
  visit.setCookies(headers.getSetCookie())
  await finish(ctx, visit, account, attempt, { secondFactor: true })
  return { next: 'done' }
}

/** Whoever has given the password and not yet the second factor, and what the browser knows it by. */
export async function requireChallenged(
  ctx: Context,
  visit: Visit,
): Promise<{ readonly account: Account; readonly challenge: string }> {
  const challenge = cookieOf(visit.headers, CHALLENGE_COOKIE)?.split('.')[0]
  const accountId = challenge === undefined ? null : await findChallenge(ctx.db, challenge, ctx.now())
  const account = accountId === null ? null : await findAccount(ctx.db, accountId)
  if (account === null || challenge === undefined) throw new ApiError('second-factor-expired', 'start over')
  return { account, challenge }
}

const OVER = new Set(['INVALID_TWO_FACTOR_COOKIE', 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE', 'ACCOUNT_TEMPORARILY_LOCKED'])

async function checkCode(
  ctx: Context,
  visit: Visit,
  account: Account,
  attempt: Attempt,
  code: string,
): Promise<Headers> {
  const giveBack = await spendCode(ctx, account.id, code)
  if (giveBack === null) throw await attempt.fail('second-factor-spent')
  const body = { code }
  return visit.auth.api.verifyTOTP({ body, headers: withoutSession(visit.headers), returnHeaders: true }).then(
    (answer) => answer.headers,
    async (error: unknown) => {
      await giveBack()
      throw await refusedCode(error, attempt)
    },
  )
}

async function checkRecoveryCode({ auth, headers }: Visit, attempt: Attempt, code: string): Promise<Headers> {
  return auth.api.verifyBackupCode({ body: { code }, headers: withoutSession(headers), returnHeaders: true }).then(
    (answer) => answer.headers,
    async (error: unknown) => {
      throw await refusedCode(error, attempt)
    },
  )
}

async function refusedCode(error: unknown, attempt: Attempt): Promise<unknown> {
  const refusal = refusalOf(error)
  if (refusal === null) return error
  if (OVER.has(refusal)) return new ApiError('second-factor-expired', 'start over')
  return attempt.fail('second-factor-wrong')
}

/** For somebody who is logged in the library would ask for the second factor of that account, not of the one whose password was given. */
function withoutSession(headers: Headers): Headers {
  const kept = cookiesOf(headers).filter((one) => !one.startsWith(`${SESSION_COOKIE}=`))
  const without = new Headers(headers)
  without.set('cookie', kept.join('; '))
  return without
}

/** Refuses an account that nobody may log in to now, whatever they have proved. */
export async function requireUsable(ctx: Context, account: Account): Promise<void> {
  const now = ctx.now()
  const refuse = async (code: string): Promise<never> => {
    await noteAccount(ctx, ctx.db, account.id, 'session.refuse', { why: code })
    throw new ApiError(code, 'the account cannot be used')
  }
  if (account.disabledAt !== null) await refuse('account-disabled')
  if (isIdle(account, now)) {
    await inTransaction(ctx.db, async (trx) => {
      await updateAccount(trx, account.id, { disabled: { at: now, because: 'idle' } })
      await deleteSessions(trx, account.id)
      await noteAccount(ctx, trx, account.id, 'account.disable', { because: 'idle' })
    })
    await refuse('account-disabled')
  }
  if (account.firstPasswordUntil !== null && account.firstPasswordUntil < now) await refuse('first-password-expired')
}

/** A password that was long enough together with a second factor is not so without it: another one must be chosen. */
async function requireLongEnough(ctx: Context, account: Account, password: string): Promise<void> {
  if (account.secondFactor || account.firstPasswordUntil !== null) return
  const actor = await loadActor(ctx, account)
  if ([...password].length >= leastPasswordLength(isAdministrator(actor))) return
  await updateFirstPassword(ctx.db, account.id, firstPasswordEnd(ctx.now()))
}

/** What every log-in ends with. */
export async function finish(
  ctx: Context,
  visit: Visit,
  account: Account,
  attempt: Attempt,
  proof: { readonly secondFactor: boolean; readonly passkey?: boolean },
): Promise<void> {
  await attempt.pass()
  await updateAccount(ctx.db, account.id, { activeAt: ctx.now() })
  if (visit.session !== null) await deleteSessions(ctx.db, visit.session.accountId, { id: visit.session.id })
  await noteAccount(ctx, ctx.db, account.id, 'session.log-in', { address: visit.address, ...proof })
}

async function newestSession(visit: Visit, answer: Headers): Promise<string | null> {
  const cookie = answer
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return (await visit.auth.api.getSession({ headers: new Headers({ cookie }) }))?.session.id ?? null
}

function cookiesOf(headers: Headers): readonly string[] {
  return (headers.get('cookie') ?? '').split(/;\s*/)
}

function cookieOf(headers: Headers, name: string): string | undefined {
  const pair = cookiesOf(headers).find((one) => one.startsWith(`${name}=`))
  return pair === undefined ? undefined : decodeURIComponent(pair.slice(name.length + 1))
}
