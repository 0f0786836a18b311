import { sql } from 'kysely'
import { AlreadyRunning } from './errors.ts'
import type { Db } from './schema.ts'

/** Work that may be done by one transaction at a time. */
export type LockedWork = 'import' | 'materialise' | 'first-account'

/** Takes the work until the transaction ends, or steps aside with `AlreadyRunning` when another one has it. */
export async function lockWork(trx: Db, work: LockedWork): Promise<void> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`ketnoi ${work}`}, 0)) as locked
  `.execute(trx)
  if (rows[0]?.locked !== true) throw new AlreadyRunning(work)
}

/** Takes the work until the transaction ends, after whoever has it. */
export async function lockWorkWaiting(trx: Db, work: LockedWork): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`ketnoi ${work}`}, 0))`.execute(trx)
}

/** Takes the village until the transaction ends, after whoever has it: who lives there is looked at and changed in one go. */
export async function lockUnitWaiting(trx: Db, unitId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`ketnoi unit ${unitId}`}, 0))`.execute(trx)
}
