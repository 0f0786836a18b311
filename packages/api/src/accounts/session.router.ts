import { deleteSessions } from '@ketnoi/db'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import type { ActorRole } from '../permissions.ts'
import { findWorld, unitName } from '../world.ts'
import { becomeFirstAdministrator } from './first-administrator.ts'
import { logIn, verifySecondFactor, type LogInResult } from './log-in.ts'
import { noteAccount } from './note-account.ts'
import { changePassword, endOwnSession, loadOwnAccount, requireOwn, type OwnAccount } from './own-account.ts'
import { addPasskey, renamePasskey, startPasskey, type NewPasskey } from './own-passkeys.ts'
import { logInWithPasskey, startPasskeyLogIn } from './passkey-log-in.ts'
import { assertion, attestation } from './passkey-proof.ts'
import {
  confirmSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
  startSecondFactor,
  type NewSecondFactor,
} from './second-factor.ts'
import { unlockSession } from './unlock.ts'
import { barredBy, lockSession, requireVisit, secondsBetween, type Barred } from './visit.ts'

const password = z.string().max(1_000)
const passkeyName = z.string().trim().min(1).max(100)
const code = z.string().trim().min(1).max(100)

export interface SessionState {
  /** What keeps the visitor out; `null`: nothing. */
  readonly barred: Barred | null
  /** Seconds until the session locks if nobody does anything. */
  readonly secondsLeft: number
}

/** Who is logged in, as every page shows it. */
export interface Identity {
  readonly id: string
  readonly name: string
  /** What they log in with. */
  readonly handle: string
  readonly roles: readonly { readonly role: ActorRole; readonly unitName: string | null }[]
  readonly barred: Barred | null
  /** So long nobody may use it before the screen locks. */
  readonly idleSeconds: number
}

/** Whoever is there, and their own account. Open to everybody: each of these asks about nobody but the visitor. */
export const sessionRouter = router({
  /** `null`: nobody is logged in. */
  identity: procedure('session.identity').query(async ({ ctx }): Promise<Identity | null> => {
    ctx.authorise(null)
    const { session } = requireVisit(ctx)
    if (session === null) return null
    const { account, actor, idleSeconds } = session
    const world = actor.grants.every(({ unitId }) => unitId === null) ? null : await findWorld(ctx)
    return {
      id: account.id,
      name: account.name,
      handle: account.userName ?? account.phone ?? '',
      roles: actor.grants.map(({ role, unitId }) => ({
        role,
        unitName: unitId === null || world === null ? null : unitName(world, unitId),
      })),
      barred: barredBy({ session }),
      idleSeconds,
    }
  }),
  logIn: procedure('session.logIn')
    .input(z.object({ handle: z.string().trim().min(1).max(100), password }))
    .mutation(async ({ ctx, input }): Promise<LogInResult> => {
      ctx.authorise(null)
      return logIn(ctx, requireVisit(ctx), input)
    }),
  /** The second factor after the password: a code of the app, or a recovery code. */
  verify: procedure('session.verify')
    .input(z.object({ code }))
    .mutation(async ({ ctx, input }): Promise<LogInResult> => {
      ctx.authorise(null)
      return verifySecondFactor(ctx, requireVisit(ctx), input.code)
    }),
  /** Asks for a passkey, after the password or instead of it. */
  startPasskeyLogIn: procedure('session.startPasskeyLogIn')
    .input(z.object({ afterPassword: z.boolean() }))
    .mutation(async ({ ctx, input }): Promise<PublicKeyCredentialRequestOptionsJSON> => {
      ctx.authorise(null)
      return startPasskeyLogIn(ctx, requireVisit(ctx), input)
    }),
  logInWithPasskey: procedure('session.logInWithPasskey')
    .input(z.object({ response: assertion }))
    .mutation(async ({ ctx, input }): Promise<LogInResult> => {
      ctx.authorise(null)
      return logInWithPasskey(ctx, requireVisit(ctx), input.response)
    }),
  logOut: procedure('session.logOut').mutation(async ({ ctx }): Promise<void> => {
    ctx.authorise(null)
    const { session } = requireVisit(ctx)
    if (session === null) return
    const { accountId } = session
    await deleteSessions(ctx.db, accountId, { id: session.id })
    await noteAccount(ctx, ctx.db, accountId, 'session.log-out')
  }),
  /** How long the session lasts. Asked for in the background, so that asking does not make it last longer. */
  state: procedure('session.state').query(async ({ ctx }): Promise<SessionState> => {
    ctx.authorise(null)
    const { session } = requireVisit(ctx)
    const barred = barredBy({ session })
    if (session === null || session.locked) return { barred, secondsLeft: 0 }
    return { barred, secondsLeft: session.idleSeconds - secondsBetween(session.activeAt, ctx.now()) }
  }),
  /** Says that somebody is there who types or reads. */
  touch: procedure('session.touch').mutation(async ({ ctx }): Promise<void> => {
    ctx.authorise(null)
    requireOwn(ctx)
  }),
  lock: procedure('session.lock').mutation(async ({ ctx }): Promise<void> => {
    ctx.authorise(null)
    const { session } = requireVisit(ctx)
    if (session !== null && !session.locked) await lockSession(ctx, session)
  }),
  unlock: procedure('session.unlock')
    .input(z.object({ password }))
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      await unlockSession(ctx, requireVisit(ctx), input.password)
    }),
  /** Makes the first account, with the code that the server printed when it started. */
  becomeFirstAdministrator: procedure('session.becomeFirstAdministrator')
    .input(
      z.object({
        code: z.string().trim().max(100),
        name: z.string().trim().min(1).max(200),
        userName: z.string().trim().max(100),
        password,
      }),
    )
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      await becomeFirstAdministrator(ctx, requireVisit(ctx), input)
    }),
  own: procedure('session.own').query(async ({ ctx }): Promise<OwnAccount> => {
    ctx.authorise(null)
    return loadOwnAccount(ctx)
  }),
  changePassword: procedure('session.changePassword')
    .input(z.object({ current: password.optional(), password }))
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      await changePassword(ctx, input)
    }),
  startSecondFactor: procedure('session.startSecondFactor')
    .input(z.object({ password }))
    .mutation(async ({ ctx, input }): Promise<NewSecondFactor> => {
      ctx.authorise(null)
      return startSecondFactor(ctx, input.password)
    }),
  confirmSecondFactor: procedure('session.confirmSecondFactor')
    .input(z.object({ code }))
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      await confirmSecondFactor(ctx, input.code)
    }),
  renewRecoveryCodes: procedure('session.renewRecoveryCodes')
    .input(z.object({ password }))
    .mutation(async ({ ctx, input }): Promise<readonly string[]> => {
      ctx.authorise(null)
      return renewRecoveryCodes(ctx, input.password)
    }),
  removeSecondFactor: procedure('session.removeSecondFactor')
    .input(z.object({ password, passkeyId: z.string().max(100).nullable() }))
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      await removeSecondFactor(ctx, input)
    }),
  startPasskey: procedure('session.startPasskey')
    .input(z.object({ password }))
    .mutation(async ({ ctx, input }): Promise<NewPasskey> => {
      ctx.authorise(null)
      return startPasskey(ctx, input.password)
    }),
  addPasskey: procedure('session.addPasskey')
    .input(z.object({ name: passkeyName, response: attestation }))
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      await addPasskey(ctx, input)
    }),
  renamePasskey: procedure('session.renamePasskey')
    .input(z.object({ id: z.string().max(100), name: passkeyName }))
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      await renamePasskey(ctx, input.id, input.name)
    }),
  end: procedure('session.end')
    .input(z.object({ id: z.string().max(100) }))
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      await endOwnSession(ctx, input.id)
    }),
})
