import type { PersonId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import type { BatchUndoState } from './changes.tables.ts'

/** An undo that somebody asked for and somebody else has to agree to. */
export interface BatchUndo {
  readonly batchId: string
  readonly state: BatchUndoState
  /** Of the plan that was looked at. */
  readonly fingerprint: string
  readonly reason: string
  /** What the plan said, in numbers. */
  readonly counts: unknown
  readonly askedBy: string
  readonly askedAt: string
  readonly expiresAt: string
  readonly secondedBy: string | null
  readonly secondedAt: string | null
}

const COLUMNS = [
  'batch_id as batchId',
  'state',
  'fingerprint',
  'reason',
  'counts',
  'asked_by as askedBy',
  'asked_at as askedAt',
  'expires_at as expiresAt',
  'seconded_by as secondedBy',
  'seconded_at as secondedAt',
] as const

export async function findBatchUndo(db: Db, batchId: string): Promise<BatchUndo | null> {
  return (await db.selectFrom('batch_undo').select(COLUMNS).where('batch_id', '=', batchId).executeTakeFirst()) ?? null
}

/** Takes it until the transaction ends. */
export async function lockBatchUndo(trx: Db, batchId: string): Promise<BatchUndo | null> {
  const query = trx.selectFrom('batch_undo').select(COLUMNS).where('batch_id', '=', batchId).forUpdate()
  return (await query.executeTakeFirst()) ?? null
}

/** Asks for an undo, instead of what was asked for or done before. */
export async function insertBatchUndo(
  trx: Db,
  undo: Omit<BatchUndo, 'state' | 'secondedBy' | 'secondedAt'>,
): Promise<void> {
  await trx.deleteFrom('batch_undo').where('batch_id', '=', undo.batchId).execute()
  await trx
    .insertInto('batch_undo')
    .values({
      batch_id: undo.batchId,
      state: 'asked',
      fingerprint: undo.fingerprint,
      reason: undo.reason,
      counts: JSON.stringify(undo.counts),
      asked_by: undo.askedBy,
      asked_at: undo.askedAt,
      expires_at: undo.expiresAt,
      seconded_by: null,
      seconded_at: null,
      ended_at: null,
    })
    .execute()
}

/** Says that somebody agreed: it goes on in parts, or was done at once. */
export async function updateBatchUndoSeconded(
  trx: Db,
  batchId: string,
  second: { readonly by: string; readonly at: string; readonly state: 'running' | 'done' },
): Promise<void> {
  const { by, at, state } = second
  await trx
    .updateTable('batch_undo')
    .set({ state, seconded_by: by, seconded_at: at, ended_at: state === 'done' ? at : null })
    .where('batch_id', '=', batchId)
    .execute()
}

export async function updateBatchUndoEnded(trx: Db, batchId: string, at: string): Promise<void> {
  await trx.updateTable('batch_undo').set({ state: 'done', ended_at: at }).where('batch_id', '=', batchId).execute()
}

export async function insertBatchUndoPeople(
  trx: Db,
  batchId: string,
  people: readonly { readonly personId: PersonId; readonly part: number }[],
): Promise<void> {
  await sql`
    insert into batch_undo_person (batch_id, person_id, part)
    select ${batchId}, given.* from unnest(
      ${textArray(people.map(({ personId }) => personId))}::text[], ${textArray(people.map(({ part }) => part))}::integer[]
    ) as given
  `.execute(trx)
}

/** Everybody of the next part whose turn has not come; nobody: it is over. */
export async function listNextUndoPart(trx: Db, batchId: string): Promise<PersonId[]> {
  const { rows } = await sql<{ personId: PersonId }>`
    select person_id as "personId" from batch_undo_person
    where batch_id = ${batchId} and outcome is null and part = (
      select min(part) from batch_undo_person where batch_id = ${batchId} and outcome is null
    ) order by person_id
  `.execute(trx)
  return rows.map(({ personId }) => personId)
}

export type BatchUndoOutcome = 'restore' | 'remove' | 'keep'

export async function updateUndoOutcomes(
  trx: Db,
  batchId: string,
  people: readonly { readonly personId: PersonId; readonly outcome: BatchUndoOutcome }[],
): Promise<void> {
  await sql`
    update batch_undo_person as one set outcome = given.outcome
    from unnest(
      ${textArray(people.map(({ personId }) => personId))}::text[], ${textArray(people.map(({ outcome }) => outcome))}::text[]
    ) as given (person_id, outcome)
    where one.batch_id = ${batchId} and one.person_id = given.person_id
  `.execute(trx)
}

export type BatchUndoProgress = Readonly<Record<BatchUndoOutcome | 'waiting', number>>

export async function countBatchUndo(db: Db, batchId: string): Promise<BatchUndoProgress> {
  const { rows } = await sql<{ outcome: BatchUndoOutcome | 'waiting'; people: number }>`
    select coalesce(outcome, 'waiting') as outcome, count(*)::int as people
    from batch_undo_person where batch_id = ${batchId} group by 1
  `.execute(db)
  const counts = { restore: 0, remove: 0, keep: 0, waiting: 0 }
  for (const { outcome, people } of rows) counts[outcome] = people
  return counts
}

/** Undos that wait for somebody else to agree, by batch. */
export async function listAskedUndos(db: Db, now: string): Promise<BatchUndo[]> {
  return db
    .selectFrom('batch_undo')
    .select(COLUMNS)
    .where('state', '=', 'asked')
    .where('expires_at', '>', now)
    .orderBy('batch_id')
    .execute()
}

/** Undos that are under way, whoever began them. */
export async function listRunningUndos(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('batch_undo').select('batch_id').where('state', '=', 'running').execute()
  return rows.map((row) => row.batch_id)
}
