import type { Day, HouseholdId, PersonId, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { NotFound } from '../errors.ts'
import { keysOf, pageOf, type Page } from '../page.ts'
import type { Db } from '../schema.ts'
import type { FieldRecordState } from './onboarding.tables.ts'

/** What an officer recorded about a person, and what became of it. */
export interface FieldRecord {
  /** Given by the device. */
  readonly id: string
  readonly deviceId: string
  readonly author: string
  /** As the device sent it. */
  readonly payload: unknown
  readonly receivedAt: string
  /** `open`: a person has to decide; `dismissed`: a person decided that nothing is to be done. */
  readonly state: FieldRecordState
  /** Why it is open. */
  readonly code: string | null
  /** Who, or which units, the question is about. */
  readonly candidates: readonly string[]
  /** Where it belongs; several where a person has to say. */
  readonly unitIds: readonly UnitId[]
  readonly personId: PersonId | null
  /** The record that it adds something to. */
  readonly aboutId: string | null
  /** What was decided about it so far. */
  readonly decision: unknown
}

/** What changes about a record while it is judged. */
export interface FieldRecordOutcome {
  readonly state: FieldRecordState
  readonly code: string | null
  readonly candidates: readonly string[]
  readonly unitIds: readonly UnitId[]
  readonly personId: PersonId | null
}

const COLUMNS = [
  'id',
  'device_id as deviceId',
  'author',
  'payload',
  'received_at as receivedAt',
  'state',
  'code',
  'candidates',
  'unit_ids as unitIds',
  'person_id as personId',
  'about_id as aboutId',
  'decision',
] as const

export async function findFieldRecord(db: Db, id: string): Promise<FieldRecord | null> {
  return (await db.selectFrom('field_record').select(COLUMNS).where('id', '=', id).executeTakeFirst()) ?? null
}

/** The record, held until the transaction ends, so that it is decided once. */
export async function lockFieldRecord(trx: Db, id: string): Promise<FieldRecord> {
  const record = await trx
    .selectFrom('field_record')
    .select(COLUMNS)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (record === undefined) throw new NotFound('field-record', id)
  return record
}

/**
 * Takes a record down under its id, open until it is judged. `false`: it is there already, and somebody who is writing it at this
 * moment has been waited for.
 */
export async function insertFieldRecord(
  trx: Db,
  record: Pick<FieldRecord, 'id' | 'deviceId' | 'author' | 'payload' | 'aboutId'>,
): Promise<boolean> {
  const result = await trx
    .insertInto('field_record')
    .values({
      id: record.id,
      device_id: record.deviceId,
      author: record.author,
      payload: JSON.stringify(record.payload ?? null),
      about_id: record.aboutId,
      state: 'open',
      code: 'unjudged',
      person_id: null,
      decided_by: null,
      decided_at: null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0n) > 0
}

export async function updateFieldRecord(
  trx: Db,
  id: string,
  { state, code, candidates, unitIds, personId }: FieldRecordOutcome,
): Promise<void> {
  await trx
    .updateTable('field_record')
    .set({ state, code, candidates: [...candidates], unit_ids: [...unitIds], person_id: personId })
    .where('id', '=', id)
    .execute()
}

export async function updateFieldDecision(trx: Db, id: string, decision: unknown, decidedBy: string): Promise<void> {
  await trx
    .updateTable('field_record')
    .set({ decision: JSON.stringify(decision), decided_by: decidedBy, decided_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}

/** The records that wait for a person, oldest first; `within`: only those that belong to one of the units or below it. */
export async function listOpenFieldRecords(
  db: Db,
  filter: { readonly within: readonly UnitId[] | null; readonly after?: string | null; readonly limit: number },
): Promise<Page<FieldRecord>> {
  const keys = keysOf(filter.after, 2)
  const { within } = filter
  const rows = await db
    .selectFrom('field_record')
    .select(COLUMNS)
    .where('state', '=', 'open')
    .$if(within !== null, (query) =>
      query.where(
        sql<boolean>`exists (
          select from unit_ancestor where unit_id = any(field_record.unit_ids) and ancestor_id = any(${[...(within ?? [])]}::text[])
        )`,
      ),
    )
    .$if(keys !== null, (query) =>
      query.where(sql<boolean>`(received_at, id) > (${keys?.[0] ?? ''}::timestamptz, ${keys?.[1] ?? ''})`),
    )
    .orderBy('received_at')
    .orderBy('id')
    .limit(filter.limit + 1)
    .execute()
  return pageOf(rows, filter.limit, (row) => [row.receivedAt, row.id])
}

/** The records that wait for a person and belong to one of some units, whether or not these are there on the day; held until the transaction ends. */
export async function listFieldRecordsAt(trx: Db, unitIds: readonly UnitId[]): Promise<FieldRecord[]> {
  return trx
    .selectFrom('field_record')
    .select(COLUMNS)
    .where('state', '=', 'open')
    .where(sql<boolean>`unit_ids && ${[...unitIds]}::text[]`)
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** What was recorded about a record later on: that its person joined the group. */
export async function listFieldRecordsAbout(db: Db, aboutId: string): Promise<FieldRecord[]> {
  return db.selectFrom('field_record').select(COLUMNS).where('about_id', '=', aboutId).orderBy('id').execute()
}

/** Whether something that was recorded about the person after an instant is taken in. A device whose clock is ahead gains nothing. */
export async function wasRecordedSince(db: Db, personId: PersonId, instant: string): Promise<boolean> {
  const { rows } = await sql<{ since: boolean }>`
    select exists (
      select from field_record
      where person_id = ${personId} and state = 'applied' and payload ->> 'kind' = 'person'
        and least((payload ->> 'recordedAt')::timestamptz, received_at) > ${instant}::timestamptz
    ) as since
  `.execute(db)
  return rows[0]?.since ?? false
}

/** Who represents a household of the unit on the day. */
export async function listHouseholdRepresentatives(
  db: Db,
  unitId: UnitId,
  householdId: HouseholdId,
  asOf: Day,
): Promise<PersonId[]> {
  const { rows } = await sql<{ person_id: string }>`
    select person_id from residence
    where unit_id = ${unitId} and household_id = ${householdId} and represents_household
      and valid_from <= ${asOf}::date and valid_to > ${asOf}::date
    order by person_id
  `.execute(db)
  return rows.map((row) => row.person_id)
}

/** A person as a device that is offline needs them. */
export interface PackPerson {
  readonly id: PersonId
  readonly name: string
  readonly householdId: HouseholdId | null
  readonly representsHousehold: boolean
  readonly phones: readonly string[]
}

/** Who lives in the unit on the day, by given name, with the least that tells them apart. */
export async function listPackPeople(db: Db, unitId: UnitId, asOf: Day): Promise<PackPerson[]> {
  const { rows } = await sql<PackPerson>`
    select person.id, person.name, residence.household_id as "householdId",
      residence.represents_household as "representsHousehold",
      (
        select coalesce(json_agg(phone.number order by phone.number), '[]') from phone
        where phone.person_id = person.id and phone.valid_from <= ${asOf}::date and phone.valid_to > ${asOf}::date
      ) as phones
    from residence join person on person.id = residence.person_id
    where residence.unit_id = ${unitId} and residence.valid_from <= ${asOf}::date and residence.valid_to > ${asOf}::date
    order by person.sort_key, person.id
  `.execute(db)
  return rows
}

/** The labels of the households of a unit, where they have one. */
export async function listHouseholdLabelsOfUnit(db: Db, unitId: UnitId): Promise<Map<HouseholdId, string>> {
  const rows = await db
    .selectFrom('household')
    .select(['id', 'label'])
    .where('unit_id', '=', unitId)
    .where('label', 'is not', null)
    .execute()
  return new Map(rows.map((row) => [row.id, row.label ?? '']))
}

/** What people call a household. */
export async function updateHouseholdLabel(db: Db, id: HouseholdId, label: string): Promise<void> {
  await db.updateTable('household').set({ label }).where('id', '=', id).execute()
}
