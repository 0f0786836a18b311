import { findSetting, sealAuditEvents, updateSetting, verifyAudit, type AuditVerification } from '@ketnoi/db'
import type { Context } from '../context.ts'

const VERIFIED = 'audit-verified'
const DAY_MS = 24 * 60 * 60_000

/** What a reading of the whole log found, and when. */
export interface Verified extends AuditVerification {
  readonly at: string
}

/** Seals what has happened since the last time. Once a day everything is computed anew, so that a page can say how it stands. */
export async function keepSealed(ctx: Context): Promise<void> {
  await sealAuditEvents(ctx.db, ctx.now())
  const before = await findVerified(ctx)
  if (before === null || Date.parse(ctx.now()) - Date.parse(before.at) >= DAY_MS) await verifyNow(ctx)
}

/** Reads the whole log and keeps what it found. */
export async function verifyNow(ctx: Context): Promise<Verified> {
  await sealAuditEvents(ctx.db, ctx.now())
  const verified = { ...(await verifyAudit(ctx.db)), at: ctx.now() }
  await updateSetting(ctx.db, VERIFIED, verified)
  return verified
}

export async function findVerified(ctx: Context): Promise<Verified | null> {
  const value = await findSetting(ctx.db, VERIFIED)
  return isVerified(value) ? value : null
}

function isVerified(value: unknown): value is Verified {
  return typeof value === 'object' && value !== null && 'at' in value && 'breaks' in value
}
