import type { Day, UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import type { ReformState } from './reforms.tables.ts'

/** A reform as it is kept; what is JSON is read by whoever wrote it. */
export interface StoredReform {
  readonly id: string
  readonly document: unknown
  readonly decision: string
  readonly effectiveOn: Day
  readonly state: ReformState
  /** Goes up with every change of the document, and when it begins and ends. */
  readonly revision: number
  readonly scopeChoices: unknown
  readonly effects: unknown
  readonly losses: unknown
  readonly createdBy: string
  readonly createdAt: string
  readonly updatedAt: string
  /** What it ends, makes or changes. */
  readonly unitIds: readonly UnitId[]
}

export type ReformRow = Omit<StoredReform, 'document' | 'scopeChoices' | 'effects' | 'losses'>

const ROW = sql`reform.id, decision, effective_on as "effectiveOn", state, revision, created_by as "createdBy", created_at as "createdAt",
  updated_at as "updatedAt",
  coalesce((select array_agg(unit_id order by unit_id) from reform_unit where reform_id = reform.id), '{}') as "unitIds"`

export async function insertReform(
  trx: Db,
  given: Pick<StoredReform, 'id' | 'document' | 'decision' | 'effectiveOn' | 'createdBy' | 'createdAt' | 'unitIds'>,
): Promise<void> {
  await trx
    .insertInto('reform')
    .values({
      id: given.id,
      document: JSON.stringify(given.document),
      decision: given.decision,
      effective_on: given.effectiveOn,
      state: 'draft',
      created_by: given.createdBy,
      created_at: given.createdAt,
      updated_at: given.createdAt,
    })
    .execute()
  await insertReformUnits(trx, given.id, given.unitIds)
}

/** Another document: what was worked out for the one before, and approved, no longer counts. */
export async function updateReformDocument(
  trx: Db,
  given: Pick<StoredReform, 'id' | 'document' | 'decision' | 'effectiveOn' | 'scopeChoices' | 'updatedAt' | 'unitIds'>,
): Promise<void> {
  const { id } = given
  await trx
    .updateTable('reform')
    .set((eb) => ({
      document: JSON.stringify(given.document),
      decision: given.decision,
      effective_on: given.effectiveOn,
      scope_choices: JSON.stringify(given.scopeChoices),
      state: 'draft',
      revision: eb('revision', '+', 1),
      updated_at: given.updatedAt,
    }))
    .where('id', '=', id)
    .execute()
  await trx.deleteFrom('reform_unit').where('reform_id', '=', id).execute()
  await insertReformUnits(trx, id, given.unitIds)
  await trx.deleteFrom('reform_rehearsal').where('reform_id', '=', id).execute()
}

async function insertReformUnits(trx: Db, id: string, unitIds: readonly UnitId[]): Promise<void> {
  await sql`
    insert into reform_unit (reform_id, unit_id) select distinct ${id}::text, unit_id from unnest(${textArray(unitIds)}::text[]) as given (unit_id)
  `.execute(trx)
}

/** Moves a reform from one state to the next, at the moment that is said; tells whether it was in one of them. */
export async function updateReformState(
  trx: Db,
  given: {
    readonly id: string
    readonly from: readonly ReformState[]
    readonly to: ReformState
    readonly at: string
    readonly effects?: unknown
    readonly losses?: unknown
  },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('reform')
    .set((eb) => ({
      state: given.to,
      revision: eb('revision', '+', 1),
      updated_at: given.at,
      ...(given.effects === undefined ? {} : { effects: JSON.stringify(given.effects) }),
      ...(given.losses === undefined ? {} : { losses: JSON.stringify(given.losses) }),
    }))
    .where('id', '=', given.id)
    .where('state', 'in', [...given.from])
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function updateReformLosses(trx: Db, id: string, losses: unknown): Promise<void> {
  await trx
    .updateTable('reform')
    .set({ losses: JSON.stringify(losses) })
    .where('id', '=', id)
    .execute()
}

export async function findReform(db: Db, id: string): Promise<StoredReform | null> {
  const { rows } = await sql<StoredReform>`
    select ${ROW}, document, scope_choices as "scopeChoices", effects, losses from reform where id = ${id}
  `.execute(db)
  return rows[0] ?? null
}

/** Takes a reform until the transaction ends, after whoever has it. */
export async function lockReform(trx: Db, id: string): Promise<StoredReform | null> {
  await sql`select from reform where id = ${id} for update`.execute(trx)
  return findReform(trx, id)
}

/** Reforms of these units or anything below (`null`: all), the latest day first; one more than `limit` tells of more. */
export async function listReforms(
  db: Db,
  filter: { readonly within: readonly UnitId[] | null; readonly limit: number; readonly id?: string },
): Promise<ReformRow[]> {
  const { within, limit, id } = filter
  const one = id === undefined ? sql`true` : sql`reform.id = ${id}`
  return reformRows(db, sql`${one} and ${within === null ? sql`true` : concerns(within)}`, limit)
}

/** Reforms in some states, the earliest day first. */
export async function listReformsIn(
  db: Db,
  states: readonly ReformState[],
  filter: { readonly until?: Day; readonly within?: readonly UnitId[] } = {},
): Promise<ReformRow[]> {
  const { until, within } = filter
  const due = until === undefined ? sql`true` : sql`effective_on <= ${until}::date`
  const there = within === undefined ? sql`true` : concerns(within)
  const rows = await reformRows(db, sql`state = any(${textArray(states)}::text[]) and ${due} and ${there}`, 1_000)
  return rows.reverse()
}

/** Units above count as well: a reform of a commune's villages concerns the commune, and one of its province too. */
function concerns(within: readonly UnitId[]): RawBuilder<unknown> {
  const units = sql`any(${textArray(within)}::text[])`
  return sql`exists (
    select from reform_unit as touched
    where touched.reform_id = reform.id and (
      touched.unit_id = ${units}
      or exists (select from unit_ancestor as up where up.unit_id = touched.unit_id and up.ancestor_id = ${units})
      or exists (select from unit_ancestor as down where down.ancestor_id = touched.unit_id and down.unit_id = ${units})
    )
  )`
}

async function reformRows(db: Db, condition: RawBuilder<unknown>, limit: number): Promise<ReformRow[]> {
  const { rows } = await sql<ReformRow>`
    select ${ROW} from reform where ${condition} order by effective_on desc, created_at desc, id limit ${limit}
  `.execute(db)
  return rows
}

export async function deleteReform(trx: Db, id: string): Promise<void> {
  await trx.deleteFrom('reform').where('id', '=', id).execute()
}

/** What a reform would do, as it was worked out last. */
export interface StoredRehearsal {
  readonly fingerprint: string
  readonly rehearsal: unknown
  readonly rehearsedAt: string
}

export async function updateRehearsal(trx: Db, reformId: string, given: StoredRehearsal): Promise<void> {
  const row = {
    fingerprint: given.fingerprint,
    rehearsal: JSON.stringify(given.rehearsal),
    rehearsed_at: given.rehearsedAt,
  }
  await trx
    .insertInto('reform_rehearsal')
    .values({ reform_id: reformId, ...row })
    .onConflict((conflict) => conflict.column('reform_id').doUpdateSet(row))
    .execute()
}

export async function findRehearsal(db: Db, reformId: string): Promise<StoredRehearsal | null> {
  const row = await db
    .selectFrom('reform_rehearsal')
    .select(['fingerprint', 'rehearsal', 'rehearsed_at as rehearsedAt'])
    .where('reform_id', '=', reformId)
    .executeTakeFirst()
  return row ?? null
}

/** That somebody answers for what was looked at; `started`: it has begun, and cannot begin again. */
export interface ReformApproval {
  readonly id: string
  readonly reformId: string
  readonly purpose: 'apply' | 'undo'
  readonly fingerprint: string
  readonly reason: string
  readonly approvedBy: string
  readonly approvedAt: string
  readonly expiresAt: string
  readonly needsSecond: boolean
  readonly secondedBy: string | null
  readonly secondedAt: string | null
  readonly startedBy: string | null
  readonly startedAt: string | null
}

export async function insertReformApproval(
  trx: Db,
  given: Omit<ReformApproval, 'secondedBy' | 'secondedAt' | 'startedBy' | 'startedAt'>,
): Promise<void> {
  await trx
    .insertInto('reform_approval')
    .values({
      id: given.id,
      reform_id: given.reformId,
      purpose: given.purpose,
      fingerprint: given.fingerprint,
      reason: given.reason,
      approved_by: given.approvedBy,
      approved_at: given.approvedAt,
      expires_at: given.expiresAt,
      needs_second: given.needsSecond,
      seconded_by: null,
      seconded_at: null,
      started_by: null,
      started_at: null,
    })
    .execute()
}

/** Approvals of a reform, the latest first. */
export async function listReformApprovals(db: Db, reformId: string): Promise<ReformApproval[]> {
  return db
    .selectFrom('reform_approval')
    .select([
      'id',
      'reform_id as reformId',
      'purpose',
      'fingerprint',
      'reason',
      'approved_by as approvedBy',
      'approved_at as approvedAt',
      'expires_at as expiresAt',
      'needs_second as needsSecond',
      'seconded_by as secondedBy',
      'seconded_at as secondedAt',
      'started_by as startedBy',
      'started_at as startedAt',
    ])
    .where('reform_id', '=', reformId)
    .orderBy('approved_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

export async function updateReformSeconded(
  trx: Db,
  id: string,
  by: { readonly account: string; readonly at: string },
): Promise<void> {
  await trx
    .updateTable('reform_approval')
    .set({ seconded_by: by.account, seconded_at: by.at })
    .where('id', '=', id)
    .execute()
}

export async function updateReformStarted(
  trx: Db,
  id: string,
  by: { readonly account: string; readonly at: string },
): Promise<void> {
  await trx
    .updateTable('reform_approval')
    .set({ started_by: by.account, started_at: by.at })
    .where('id', '=', id)
    .execute()
}
