import type { Db } from '@ketnoi/db'
import { betterAuth, type BetterAuthOptions, type BetterAuthPlugin } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { expireCookie, setSessionCookie } from 'better-auth/cookies'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { z } from 'zod'
import { makeRecoveryCodes } from './readable-code.ts'

/** A working day: whoever is still there after it logs in again. Within it the screen locks when nobody uses it. */
export const SESSION_SECONDS = 12 * 60 * 60
/** The shortest password that the library takes; the rule that people meet is in `password-rule.ts`. */
export const LONGEST_PASSWORD = 128

const COOKIES = 'ketnoi'
const CHALLENGE = 'two_factor'
const TIMES = { createdAt: 'created_at', updatedAt: 'updated_at' }

/** How the library is set up: no addresses of its own, no sign-up, no telemetry, our tables. */
export function authOptions(db: Db, secret: string) {
  return {
    appName: 'Ketnoi',
    // Nothing of the library is mounted at an address: procedures call it.
    baseURL: 'http://ketnoi.invalid',
    secret,
    database: { db, type: 'postgres', transaction: true },
    telemetry: { enabled: false },
    // What it logs names accounts; what went wrong reaches the audit log through us.
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 8,
      maxPasswordLength: LONGEST_PASSWORD,
    },
    user: { modelName: 'account', fields: { emailVerified: 'email_verified', ...TIMES } },
    session: {
      modelName: 'account_session',
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
      fields: {
        userId: 'account_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...TIMES,
      },
    },
    account: {
      modelName: 'account_credential',
      fields: {
        userId: 'account_id',
        accountId: 'external_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...TIMES,
      },
    },
    verification: { modelName: 'account_verification', fields: { expiresAt: 'expires_at', ...TIMES } },
    advanced: { cookiePrefix: COOKIES, database: { generateId: () => crypto.randomUUID() } },
    plugins: [
      twoFactor({
        issuer: 'Ketnoi',
        // The library's own mix I with l and O with 0, and are copied by hand.
        backupCodeOptions: { customBackupCodesGenerate: makeRecoveryCodes },
        schema: {
          user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
          twoFactor: {
            modelName: 'account_two_factor',
            fields: {
              userId: 'account_id',
              backupCodes: 'backup_codes',
              failedVerificationCount: 'failed_verification_count',
              lockedUntil: 'locked_until',
            },
          },
        },
      }),
      logInAs,
    ],
  } satisfies BetterAuthOptions
}

/** Opens a session for whoever has proved who they are in a way that the library does not know. */
const logInAs = {
  id: 'log-in-as',
  endpoints: {
    logInAs: createAuthEndpoint.serverOnly(
      { method: 'POST', body: z.object({ accountId: z.string() }) },
      async (ctx): Promise<void> => {
        const { internalAdapter, createAuthCookie } = ctx.context
        const user = await internalAdapter.findUserById(ctx.body.accountId)
        if (user === null) throw new Error('nobody logs in to an account that does not exist')
        const session = await internalAdapter.createSession(user.id)
        await setSessionCookie(ctx, { session, user })
        expireCookie(ctx, createAuthCookie(CHALLENGE))
      },
    ),
  },
} satisfies BetterAuthPlugin

export function createAuth(db: Db, secret: string) {
  return betterAuth(authOptions(db, secret))
}

export type Auth = ReturnType<typeof createAuth>

/** The cookie that holds who has given the password and not yet the second factor. */
export const CHALLENGE_COOKIE = `${COOKIES}.${CHALLENGE}`
export const SESSION_COOKIE = `${COOKIES}.session_token`

/** Why the library refused; `null` for what it did not refuse but failed at. */
export function refusalOf(error: unknown): string | null {
  if (!(error instanceof APIError) || error.statusCode >= 500) return null
  return error.body?.code ?? 'REFUSED'
}
