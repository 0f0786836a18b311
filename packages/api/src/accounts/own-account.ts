import { deleteSessions, findCodeApp, inTransaction, listPasskeys, listSessions, updatePassword } from '@ketnoi/db'
import { hashPassword } from 'better-auth/crypto'
import type { Context } from '../context.ts'
import { ApiError, NotLoggedInError } from '../errors.ts'
import { refusalOf } from './auth.ts'
import { noteAccount } from './note-account.ts'
import { leastPasswordLength, requireGoodPassword } from './password-rule.ts'
import { requirePassword } from './unlock.ts'
import { requireVisit, type FirstStep, type Visit, type VisitSession } from './visit.ts'

export interface OwnAccount {
  readonly name: string
  readonly userName: string | null
  readonly phone: string | null
  readonly steps: readonly FirstStep[]
  readonly secondFactor: boolean
  /** Administrators cannot be without one. */
  readonly secondFactorRequired: boolean
  readonly app: boolean
  readonly passkeys: readonly {
    readonly id: string
    /** What the device calls it, so that it can be told when it is not wanted any more. */
    readonly credentialId: string
    readonly name: string
    /** Where it works. */
    readonly host: string
    readonly createdAt: string
    readonly usedAt: string | null
  }[]
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
  const [sessions, app, passkeys] = await Promise.all([
    listSessions(ctx.db, account.id, ctx.now()),
    findCodeApp(ctx.db, account.id),
    listPasskeys(ctx.db, account.id),
  ])
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
    app,
    passkeys: passkeys.map(({ id, credentialId, name, host, createdAt, usedAt }) => ({
      id,
      credentialId,
      name,
      host,
      createdAt,
      usedAt,
    })),
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
    await noteAccount(ctx, trx, session.accountId, 'account.password', { first })
  })
}

/** Ends one of one's own sessions, for example on a phone that is lost. */
export async function endOwnSession(ctx: Context, id: string): Promise<void> {
  const { session } = requireOwn(ctx)
  await inTransaction(ctx.db, async (trx) => {
    if ((await deleteSessions(trx, session.accountId, { id })) > 0)
      await noteAccount(ctx, trx, session.accountId, 'session.end', { here: id === session.id })
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
