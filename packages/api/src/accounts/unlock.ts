import { updateSession } from '@ketnoi/db'
import type { Context } from '../context.ts'
import { NotLoggedInError } from '../errors.ts'
import { beginAttempt } from './attempts.ts'
import { refusalOf } from './auth.ts'
import { noteAccount } from './note-account.ts'
import type { Visit, VisitSession } from './visit.ts'

/** Makes sure that whoever sits there knows the password of the session. Failures count like those of a log-in. */
export async function requirePassword(
  ctx: Context,
  visit: Visit,
  session: VisitSession,
  password: string,
): Promise<void> {
  const attempt = await beginAttempt(ctx, visit, session.accountId)
  try {
    await visit.auth.api.verifyPassword({ body: { password }, headers: visit.headers })
  } catch (error) {
    if (refusalOf(error) === null) throw error
    throw await attempt.fail('password-wrong')
  }
  await attempt.pass()
}

/** Opens a locked session again. */
export async function unlockSession(ctx: Context, visit: Visit, password: string): Promise<void> {
  const { session } = visit
  if (session === null) throw new NotLoggedInError()
  await requirePassword(ctx, visit, session, password)
  const now = ctx.now()
  await updateSession(ctx.db, session.id, { lockedAt: null, activeAt: now })
  await noteAccount(ctx, ctx.db, session.accountId, 'session.unlock', { address: visit.address })
}
