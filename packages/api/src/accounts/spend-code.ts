import { findChallenge, inTransaction, insertChallenge, lockAccount, takeChallenge } from '@ketnoi/db'
import type { Context } from '../context.ts'

// The library takes a code up to thirty seconds before and after its own thirty.
const SECONDS = 120

/**
 * Takes a code of an app for whoever gives it first: somebody who saw it typed must not come in with it too (RFC 6238, 5.2). Answers
 * what gives it back when it was not a right one, or `null` when it is spent.
 */
export async function spendCode(ctx: Context, accountId: string, code: string): Promise<(() => Promise<void>) | null> {
  const now = ctx.now()
  const identifier = `spent ${accountId} ${code}`
  const isFirst = await inTransaction(ctx.db, async (trx) => {
    await lockAccount(trx, accountId)
    if ((await findChallenge(trx, identifier, now)) !== null) return false
    const expiresAt = new Date(Date.parse(now) + SECONDS * 1000).toISOString()
    await insertChallenge(trx, { id: ctx.newId(), identifier, value: accountId, now, expiresAt })
    return true
  })
  if (!isFirst) return null
  return async () => {
    await takeChallenge(ctx.db, identifier, now)
  }
}
