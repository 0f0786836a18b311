import type { Day, HouseholdId, Person, PersonId, PurposeId, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { counted } from '../consents/counted.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'

export type BatchKind = 'import' | 'selection' | 'units' | 'reading'

/** What changed many people at once. */
export interface ChangeBatch {
  readonly id: string
  readonly kind: BatchKind
  /** What was done: the name of the file, or the change. */
  readonly what: unknown
  readonly reason: string | null
  /** How many people it changed or added; of an import of units how many units, of a member list how many rows. */
  readonly people: number
  /** Where it changed something, by id; `null`: not known, or everywhere. */
  readonly unitIds: readonly UnitId[] | null
  readonly author: string
  /** ISO instant. */
  readonly at: string
  readonly undoneAt: string | null
  readonly undoneBy: string | null
  readonly undoReason: string | null
  /** What the undo did, in numbers. */
  readonly undone: unknown
}

const COLUMNS = [
  'id',
  'kind',
  'what',
  'reason',
  'people',
  'unit_ids as unitIds',
  'author',
  'at',
  'undone_at as undoneAt',
  'undone_by as undoneBy',
  'undo_reason as undoReason',
  'undone',
] as const

/** Adds a batch, or more people to one that is written in parts. */
export async function updateBatch(
  trx: Db,
  batch: Pick<ChangeBatch, 'id' | 'kind' | 'what' | 'reason' | 'people' | 'unitIds' | 'author' | 'at'>,
): Promise<void> {
  const unitIds = batch.unitIds === null ? null : textArray([...new Set(batch.unitIds)].sort())
  await sql`
    insert into change_batch (id, kind, what, reason, people, unit_ids, author, at)
    values (${batch.id}, ${batch.kind}, ${JSON.stringify(batch.what)}::jsonb, ${batch.reason}, ${batch.people}, ${unitIds}::text[],
      ${batch.author}, ${batch.at})
    on conflict (id) do update set people = change_batch.people + excluded.people, unit_ids = array(
      select distinct unit_id from unnest(change_batch.unit_ids || excluded.unit_ids) as place (unit_id) order by unit_id
    )
  `.execute(trx)
}

/** Those of an author, and those of a kind all of whose units are among some. */
export interface BatchFilter {
  readonly author: string
  readonly own: readonly BatchKind[]
  /** `everywhere`: all of the kind. */
  readonly within: readonly (readonly [BatchKind, 'everywhere' | readonly UnitId[]])[]
  readonly limit: number
}

/** Newest first. */
export async function listBatches(db: Db, { author, own, within, limit }: BatchFilter): Promise<ChangeBatch[]> {
  const whose = [
    sql<boolean>`author = ${author} and kind = any(${textArray(own)}::text[])`,
    ...within.map(([kind, units]) =>
      units === 'everywhere'
        ? sql<boolean>`kind = ${kind}`
        : sql<boolean>`kind = ${kind} and unit_ids <> '{}' and unit_ids <@ ${textArray(units)}::text[]`,
    ),
  ]
  return db
    .selectFrom('change_batch')
    .select(COLUMNS)
    .where(sql<boolean>`(${sql.join(whose, sql` or `)})`)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function findBatch(db: Db, id: string): Promise<ChangeBatch | null> {
  return (await db.selectFrom('change_batch').select(COLUMNS).where('id', '=', id).executeTakeFirst()) ?? null
}

/** Takes a batch until the transaction ends. */
export async function lockBatch(trx: Db, id: string): Promise<ChangeBatch | null> {
  const found = await trx.selectFrom('change_batch').select(COLUMNS).where('id', '=', id).forUpdate().executeTakeFirst()
  return found ?? null
}

export async function updateBatchUndone(
  trx: Db,
  id: string,
  undo: { readonly at: string; readonly by: string; readonly reason: string; readonly counts: unknown },
): Promise<void> {
  await trx
    .updateTable('change_batch')
    .set({
      undone_at: undo.at,
      undone_by: undo.by,
      undo_reason: undo.reason,
      undone: JSON.stringify(undo.counts),
    })
    .where('id', '=', id)
    .execute()
}

/** What a batch made of one person who is still known. */
export interface BatchPerson {
  readonly personId: PersonId
  /** `null`: it added the person. */
  readonly before: Person | null
  /** `null`: as they are now; they were not changed since they were added. */
  readonly after: Person | null
}

/** Where people live or hold a position on a day or later. */
export async function listUnitsOfPeople(db: Db, personIds: readonly PersonId[], asOf: Day): Promise<UnitId[]> {
  const these = sql`person_id = any(${textArray(personIds)}::text[]) and valid_to > ${asOf}::date`
  const { rows } = await sql<{ unitId: UnitId }>`
    select unit_id as "unitId" from residence where ${these} union select unit_id from appointment where ${these} order by 1
  `.execute(db)
  return rows.map(({ unitId }) => unitId)
}

/** Everybody, or some, whom a batch changed or added and who is still known, by id. */
export async function listBatchPeople(
  db: Db,
  batch: Pick<ChangeBatch, 'id' | 'kind'>,
  personIds: readonly PersonId[] | null = null,
): Promise<BatchPerson[]> {
  const some = (column: string) =>
    personIds === null ? sql`true` : sql`${sql.ref(column)} = any(${textArray(personIds)}::text[])`
  const events =
    batch.kind === 'import'
      ? sql`select id from audit_event where subject_kind = 'import' and subject_id = ${batch.id} and action = 'roster-imported'`
      : sql`select id from audit_event where data ? 'selectionId' and data ->> 'selectionId' = ${batch.id}`
  const { rows } = await sql<BatchPerson>`
    with event as materialized (${events}),
    changed as (
      select person_id, min(revision) as first, max(revision) as last
      from person_version where event_id in (select id from event) and ${some('person_id')} group by person_id
    ),
    added as (select id as person_id from person where added_event in (select id from event) and ${some('id')})
    select person.id as "personId",
      case when added.person_id is null then was.before end as before,
      case when added.person_id is null then became.after else coalesce(became.after, (
        select version.before from person_version as version
        where version.person_id = added.person_id order by version.revision limit 1
      )) end as after
    from changed full join added using (person_id)
    join person on person.id = coalesce(changed.person_id, added.person_id)
    left join person_version as was on was.person_id = changed.person_id and was.revision = changed.first
    left join person_version as became on became.person_id = changed.person_id and became.revision = changed.last
    order by 1
  `.execute(db)
  return rows
}

/** What people said about purposes after a batch, in another way than through a file. */
export async function listSaidSince(
  db: Db,
  batchId: string,
  personIds: readonly PersonId[],
): Promise<{ readonly personId: PersonId; readonly purposeId: PurposeId }[]> {
  const { rows } = await sql<{ personId: PersonId; purposeId: PurposeId }>`
    select distinct said.person_id as "personId", said.purpose_id as "purposeId"
    from consent_event as said
    where said.person_id = any(${textArray(personIds)}::text[]) and said.channel <> 'import' and ${counted('said')}
      and said.recorded_at > (select recorded_at from change_batch where id = ${batchId})
    order by 1, 2
  `.execute(db)
  return rows
}

/** Who speaks for households now. */
export async function listSpeakers(
  db: Db,
  householdIds: readonly HouseholdId[],
): Promise<{ readonly householdId: HouseholdId; readonly personId: PersonId }[]> {
  const { rows } = await sql<{ householdId: HouseholdId; personId: PersonId }>`
    select household_id as "householdId", person_id as "personId" from residence
    where household_id = any(${textArray(householdIds)}::text[]) and represents_household and valid_to = 'infinity'
    order by 1, 2
  `.execute(db)
  return rows
}

/** For whom people carry messages. */
export async function listProxiedBy(
  db: Db,
  proxyIds: readonly PersonId[],
): Promise<{ readonly personId: PersonId; readonly proxyId: PersonId }[]> {
  const { rows } = await sql<{ personId: PersonId; proxyId: PersonId }>`
    select id as "personId", proxy_id as "proxyId" from person where proxy_id = any(${textArray(proxyIds)}::text[]) order by 1
  `.execute(db)
  return rows
}

export type PersonHold = 'in-group' | 'in-reading' | 'override' | 'handover' | 'record' | 'link' | 'task' | 'merged'

/** What hangs on people beside their own facts and what is derived from these. */
export async function listPersonHolds(
  db: Db,
  personIds: readonly PersonId[],
): Promise<{ readonly personId: PersonId; readonly hold: PersonHold }[]> {
  const { rows } = await sql<{ personId: PersonId; hold: PersonHold }>`
    with wanted as (select unnest(${textArray(personIds)}::text[]) as person_id)
    select distinct person_id as "personId", hold from wanted cross join lateral (
      select 'in-group' as hold where exists (select from actual_member as one where one.person_id = wanted.person_id)
        or exists (select from departure as one where one.person_id = wanted.person_id)
      union all select 'in-reading' where exists (select from reading_member as one where one.person_id = wanted.person_id)
        or exists (select from member_match as one where one.person_id = wanted.person_id)
      union all select 'override' where exists (select from membership_override as one where one.person_id = wanted.person_id)
      union all select 'handover' where exists (select from handover_person as one where one.person_id = wanted.person_id)
      union all select 'record' where exists (select from field_record as one where one.person_id = wanted.person_id)
        or exists (select from field_record as one where one.about_id = wanted.person_id)
        or exists (select from self_registration as one where one.person_id = wanted.person_id)
        or exists (select from service_request as one where one.person_id = wanted.person_id)
      union all select 'link' where exists (select from private_link as one where one.person_id = wanted.person_id)
        or exists (select from binding_code as one where one.person_id = wanted.person_id)
      union all select 'task' where exists (select from task as one where one.person_id = wanted.person_id)
        or exists (select from run_change as one where one.person_id = wanted.person_id)
      union all select 'merged' where exists (select from person_merge as one where one.kept_id = wanted.person_id)
        or exists (select from person_merge as one where one.merged_id = wanted.person_id)
    ) as held (hold)
    order by 1, 2
  `.execute(db)
  return rows
}
