import {
  deletePasskey,
  deleteSecondFactor,
  findCodeApp,
  findRecoveryCodes,
  inTransaction,
  listPasskeys,
  lockAccount,
  updateCodeAppOff,
  updateRecoveryCodes,
  type Account,
} from '@ketnoi/db'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { beginAttempt } from './attempts.ts'
import { refusalOf } from './auth.ts'
import { noteAccount } from './note-account.ts'
import { requireOwn } from './own-account.ts'
import { requireGoodPassword } from './password-rule.ts'
import { spendCode } from './spend-code.ts'
import { requirePassword } from './unlock.ts'
import type { Visit } from './visit.ts'

/** What the app for codes needs, and where there was no second factor yet the codes for the day that it is lost. Shown once. */
export interface NewSecondFactor {
  readonly uri: string
  readonly secret: string
  readonly recoveryCodes: readonly string[]
}

/** Starts an app for codes: it holds once `confirmSecondFactor` has seen a code of it. */
export async function startSecondFactor(ctx: Context, password: string): Promise<NewSecondFactor> {
  const { visit, session } = requireOwn(ctx)
  const { account } = session
  if (await findCodeApp(ctx.db, account.id)) throw new ApiError('second-factor-on', 'there is an app already')
  await requirePassword(ctx, visit, session, password)
  const { secret, recoveryCodes } = await makeSecret(ctx, visit, account, password)
  // The library would name the account by its address, which means nothing to anybody.
  const label = encodeURIComponent(account.userName ?? account.name)
  const uri = `otpauth://totp/Ketnoi:${label}?secret=${secret}&issuer=Ketnoi&digits=6&period=30`
  return { uri, secret, recoveryCodes }
}

/** Makes the secret of an app that is still to be confirmed. The recovery codes that somebody has kept stay worth something. */
export async function makeSecret(
  ctx: Context,
  visit: Visit,
  account: Account,
  password: string,
): Promise<{ readonly secret: string; readonly recoveryCodes: readonly string[] }> {
  const kept = account.secondFactor ? await findRecoveryCodes(ctx.db, account.id) : null
  const made = await visit.auth.api.enableTwoFactor({ body: { password, method: 'totp' }, headers: visit.headers })
  if (made.method !== 'totp') throw new Error('the library made another second factor than it was asked for')
  if (kept !== null) await updateRecoveryCodes(ctx.db, account.id, kept)
  const secret = new URL(made.totpURI).searchParams.get('secret') ?? ''
  return { secret, recoveryCodes: kept === null ? made.backupCodes : [] }
}

export async function confirmSecondFactor(ctx: Context, code: string): Promise<void> {
  const { visit, session } = requireOwn(ctx)
  if (await findCodeApp(ctx.db, session.accountId)) throw new ApiError('second-factor-on', 'there is an app already')
  const attempt = await beginAttempt(ctx, visit, session.accountId)
  const bare = code.replaceAll(/\s/g, '')
  const giveBack = await spendCode(ctx, session.accountId, bare)
  if (giveBack === null) throw await attempt.fail('second-factor-spent')
  const confirmed = await visit.auth.api
    .verifyTOTP({ body: { code: bare }, headers: visit.headers, returnHeaders: true })
    .catch(async (error: unknown) => {
      await giveBack()
      if (refusalOf(error) === null) throw error
      throw await attempt.fail('second-factor-wrong')
    })
  await attempt.pass()
  visit.setCookies(confirmed.headers.getSetCookie())
  await noteAccount(ctx, ctx.db, session.accountId, 'account.second-factor', { on: true })
}

/** New recovery codes; the old ones are worth nothing from then on. */
export async function renewRecoveryCodes(ctx: Context, password: string): Promise<readonly string[]> {
  const { visit, session } = requireOwn(ctx)
  if (!session.account.secondFactor) throw new ApiError('second-factor-off', 'there is no second factor')
  await requirePassword(ctx, visit, session, password)
  const made = await visit.auth.api.generateBackupCodes({ body: { password }, headers: visit.headers })
  await noteAccount(ctx, ctx.db, session.accountId, 'account.recovery-codes')
  return made.backupCodes
}

/** Takes the app (`passkeyId` is `null`) or a passkey off. With the last of them everything that belongs to it goes. */
export async function removeSecondFactor(
  ctx: Context,
  { password, passkeyId }: { readonly password: string; readonly passkeyId: string | null },
): Promise<void> {
  const { visit, session } = requireOwn(ctx)
  const { account, administrator } = session
  await requirePassword(ctx, visit, session, password)
  const left = await inTransaction(ctx.db, async (trx) => {
    await lockAccount(trx, account.id)
    const app = await findCodeApp(trx, account.id)
    const passkeys = await listPasskeys(trx, account.id)
    const passkey = passkeys.find(({ id }) => id === passkeyId)
    if (passkeyId === null && !app) throw new ApiError('second-factor-off', 'there is no app')
    if (passkeyId !== null && passkey === undefined) throw new NotFoundError('passkey', passkeyId)
    const isLeft = passkey === undefined ? passkeys.length > 0 : app || passkeys.length > 1
    if (!isLeft) {
      if (administrator) throw new ApiError('second-factor-required', 'administrators need one')
      requireGoodPassword({ password, withSecondFactor: false, known: [] })
      await deleteSecondFactor(trx, account.id)
    } else if (passkey === undefined) await updateCodeAppOff(trx, account.id)
    else await deletePasskey(trx, account.id, passkey.id)
    if (passkey === undefined) await noteAccount(ctx, trx, session.accountId, 'account.second-factor', { on: false })
    else await noteAccount(ctx, trx, session.accountId, 'account.passkey', { on: false, name: passkey.name })
    return isLeft
  })
  // What the app knows is worth nothing any more, not even to turn it on again.
  if (left && passkeyId === null) await makeSecret(ctx, visit, account, password)
}
