import type { UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'

/** A change of many people that waits for somebody else to agree. */
export interface SelectionRequest {
  readonly id: string
  /** As they were asked for: read by whoever wrote them. */
  readonly people: unknown
  readonly change: unknown
  readonly reason: string
  readonly fingerprint: string
  readonly unitIds: readonly UnitId[]
  readonly askedBy: string
  /** ISO instants. */
  readonly askedAt: string
  readonly expiresAt: string
}

const COLUMNS = [
  'id',
  'people',
  'change',
  'reason',
  'fingerprint',
  'unit_ids as unitIds',
  'asked_by as askedBy',
  'asked_at as askedAt',
  'expires_at as expiresAt',
] as const

export async function insertSelectionRequest(trx: Db, request: SelectionRequest): Promise<void> {
  const { id, people, change, reason, fingerprint, unitIds, askedBy, askedAt, expiresAt } = request
  await sql`
    insert into selection_request (id, people, change, reason, fingerprint, unit_ids, asked_by, asked_at, expires_at)
    values (${id}, ${JSON.stringify(people)}::jsonb, ${JSON.stringify(change)}::jsonb, ${reason}, ${fingerprint},
      ${textArray(unitIds)}::text[], ${askedBy}, ${askedAt}, ${expiresAt})
  `.execute(trx)
}

/** Those that still wait, the oldest first. */
export async function listSelectionRequests(db: Db, now: string): Promise<SelectionRequest[]> {
  return db
    .selectFrom('selection_request')
    .select(COLUMNS)
    .where('seconded_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('asked_at')
    .orderBy('id')
    .execute()
}

export async function findSelectionRequest(db: Db, id: string, now: string): Promise<SelectionRequest | null> {
  return (await listSelectionRequests(db, now)).find((request) => request.id === id) ?? null
}

/** Once; `false`: somebody was faster, or it was taken back. */
export async function updateSelectionRequest(
  trx: Db,
  id: string,
  end: { readonly secondedBy: string | null; readonly at: string },
): Promise<boolean> {
  const { secondedBy, at } = end
  const result = await trx
    .updateTable('selection_request')
    .set(secondedBy === null ? { withdrawn_at: at } : { seconded_by: secondedBy, seconded_at: at })
    .where('id', '=', id)
    .where('seconded_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** One that was agreed to and has not been done to the end. */
export async function findAgreedSelection(db: Db, id: string): Promise<SelectionRequest | null> {
  const found = await db
    .selectFrom('selection_request')
    .select(COLUMNS)
    .where('id', '=', id)
    .where('seconded_at', 'is not', null)
    .where('done_at', 'is', null)
    .executeTakeFirst()
  return found ?? null
}

export async function updateSelectionDone(db: Db, id: string, at: string): Promise<void> {
  await db.updateTable('selection_request').set({ done_at: at }).where('id', '=', id).execute()
}
