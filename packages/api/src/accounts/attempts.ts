import { createHash } from 'node:crypto'
import { deleteAttempts, findLock, insertAttempt, insertAuditEvents } from '@ketnoi/db'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { secondsBetween, type Visit } from './visit.ts'

// At most five may fail (TCVN 14423:2026, level 2). Then every further one has to wait twice as long as the one before it: an
// hour at most, so that nobody can shut somebody else out for good, and a guesser has 24 tries a day.
const ATTEMPTS = 5
const FIRST_LOCK_SECONDS = 60
const LONGEST_LOCK_SECONDS = 3_600
const FORGOTTEN_AFTER_SECONDS = 86_400

/** How long the lock is that follows so many failures in a row; 0 for none. */
export function lockSeconds(failures: number): number {
  if (failures < ATTEMPTS) return 0
  return Math.min(FIRST_LOCK_SECONDS * 2 ** (failures - ATTEMPTS), LONGEST_LOCK_SECONDS)
}

/** What attempts are counted by, where there is no account that they could be of: it locks like one. */
export function strangerKey(handle: string): string {
  return `stranger:${createHash('sha256').update(handle).digest('base64url')}`
}

/** An attempt to prove who somebody is. It has been counted and may be made now; it must end in `pass` or `fail`. */
export interface Attempt {
  readonly pass: () => Promise<void>
  /** Answers the error to throw: the account may be locked from now on. */
  readonly fail: (why: string) => Promise<ApiError>
}

/** Counts an attempt, or throws `log-in-locked` (the account) or `too-many-attempts` (the address) with the seconds to wait. */
export async function beginAttempt(
  ctx: Pick<Context, 'db' | 'now'>,
  visit: Pick<Visit, 'address' | 'limit'>,
  key: string,
): Promise<Attempt> {
  const now = ctx.now()
  const blocked = visit.limit.blockedFor(visit.address, now)
  if (blocked !== null) throw new ApiError('too-many-attempts', 'too many failures from here', { seconds: blocked })
  const lock = await insertAttempt(ctx.db, {
    key,
    now,
    forgotten: after(now, -FORGOTTEN_AFTER_SECONDS),
    lockAfter: (attempts) => (lockSeconds(attempts) === 0 ? null : after(now, lockSeconds(attempts))),
  })
  const audit = (action: string, data: unknown) =>
    insertAuditEvents(ctx.db, [{ at: now, actor: key, action, subjectKind: 'account', subjectId: key, data }])
  if (lock.lockedUntil !== null) {
    visit.limit.fail(visit.address, now)
    await audit('session.refuse', { why: 'locked', address: visit.address })
    throw lockedError(lock.lockedUntil, now)
  }
  return {
    pass: () => deleteAttempts(ctx.db, key),
    fail: async (why) => {
      visit.limit.fail(visit.address, now)
      const until = (await findLock(ctx.db, key, now))?.lockedUntil ?? null
      await audit('session.refuse', { why, address: visit.address, locked: until !== null })
      return until === null
        ? new ApiError(why, 'not proved', { left: ATTEMPTS - lock.attempts })
        : lockedError(until, now)
    },
  }
}

function lockedError(until: string, now: string): ApiError {
  return new ApiError('log-in-locked', 'too many failures', { seconds: Math.ceil(secondsBetween(now, until)) })
}

function after(instant: string, seconds: number): string {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString()
}
