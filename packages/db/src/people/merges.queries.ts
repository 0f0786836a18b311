import type { GroupId, Person, PersonId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { counted } from '../consents/counted.ts'
import { NotFound } from '../errors.ts'
import { updateCounts } from '../groups/counts.ts'
import { lockMembership } from '../locks.ts'
import { updateActualMembers } from '../readings/actual-members.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import { noteHomes } from '../units/unit-counts.ts'
import { FACTS } from './fact-keys.ts'
import { insertPeople, rowsOf } from './insert-people.ts'

/** Two records that somebody made one of. */
export interface PersonMerge {
  readonly id: string
  readonly keptId: PersonId
  readonly mergedId: PersonId
  /** Both as they were, and the kept one as it became. */
  readonly kept: Person
  readonly merged: Person
  readonly result: Person
  /** To whom the merged one carried messages, and the kept one does now. */
  readonly proxied: readonly PersonId[]
  readonly author: string
  /** ISO instant. */
  readonly at: string
}

const PROXIED = sql<readonly PersonId[]>`moved -> 'proxied'`.as('proxied')
const COLUMNS = [
  'id',
  'kept_id as keptId',
  'merged_id as mergedId',
  'kept',
  'merged',
  'result',
  'author',
  'at',
  PROXIED,
] as const

/** Who a record that was merged is now; `null` for an id that never was one of somebody else. */
export async function findMergedInto(db: Db, id: PersonId): Promise<PersonId | null> {
  return (await listMergedInto(db, [id])).get(id) ?? null
}

/** The same of several ids; those that never were ones of somebody else are left out. */
export async function listMergedInto(db: Db, ids: readonly PersonId[]): Promise<Map<PersonId, PersonId>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: PersonId; keptId: PersonId }>`
    with recursive step (id, kept_id, depth) as (
      select merged_id, kept_id, 1 from person_merge where merged_id = any(${textArray(ids)}::text[]) and undone_at is null
      union all
      select step.id, next.kept_id, depth + 1 from step
      join person_merge as next on next.merged_id = step.kept_id and next.undone_at is null
    )
    select distinct on (id) id, kept_id as "keptId" from step order by id, depth desc
  `.execute(db)
  return new Map(rows.map(({ id, keptId }) => [id, keptId]))
}

/** A merge that holds. */
export async function findMerge(db: Db, id: string): Promise<PersonMerge | null> {
  const merge = await db
    .selectFrom('person_merge')
    .select(COLUMNS)
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .executeTakeFirst()
  return merge ?? null
}

/** What was merged into the person and still is, the last one first. */
export async function listMergesInto(db: Db, keptId: PersonId): Promise<PersonMerge[]> {
  return db
    .selectFrom('person_merge')
    .select(COLUMNS)
    .where('kept_id', '=', keptId)
    .where('undone_at', 'is', null)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** A merge that holds, taken until the transaction ends; throws `NotFound` where there is none (any more). */
export async function lockMerge(trx: Db, id: string): Promise<PersonMerge> {
  const merge = await trx
    .selectFrom('person_merge')
    .select(COLUMNS)
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (merge === undefined) throw new NotFound('merge', id)
  return merge
}

/**
 * Lets everything that refers to the merged record refer to the kept one, and takes the record itself away; what it was stays in
 * the merge. The kept person is not written here. What is said of consents is only told again: the ledger is never changed.
 */
export async function insertMerge(trx: Db, merge: PersonMerge): Promise<void> {
  const { id, keptId, mergedId, author, at } = merge
  await sql`
    insert into person_merge
      (id, kept_id, merged_id, kept, merged, result, merged_revision, merged_added_event, author, at)
    select ${id}, ${keptId}, id, ${JSON.stringify(merge.kept)}::jsonb, ${JSON.stringify(merge.merged)}::jsonb,
      ${JSON.stringify(merge.result)}::jsonb, revision, added_event, ${author}, ${at}::timestamptz
    from person where id = ${mergedId}
  `.execute(trx)
  await lockMembership(trx)
  const groups = await groupsOf(trx, mergedId)
  await sql`
    with override as (
      update membership_override set person_id = ${keptId} where person_id = ${mergedId} returning id
    ),
    matching as (
      update member_match set person_id = ${keptId} where person_id = ${mergedId} returning actual_group_id, key
    ),
    entry as (
      update reading_member set person_id = ${keptId} where person_id = ${mergedId} returning reading_id, key
    ),
    candidate as (
      update reading_member
      set candidates = (candidates - ${mergedId}::text - ${keptId}::text) || jsonb_build_array(${keptId}::text)
      where person_id is null and candidates ? ${mergedId} returning reading_id, key
    ),
    link as (
      update private_link set person_id = ${keptId}, merge_id = ${id}
      from (select token_sha256, merge_id from private_link where person_id = ${mergedId}) as before
      where private_link.token_sha256 = before.token_sha256
      returning private_link.token_sha256, before.merge_id
    ),
    record as (
      update field_record set person_id = ${keptId} where person_id = ${mergedId} returning id
    ),
    question as (
      update field_record set candidates = array_append(array_remove(array_remove(candidates, ${mergedId}), ${keptId}), ${keptId})
      where state = 'open' and person_id is distinct from ${mergedId} and ${mergedId} = any(candidates) returning id
    ),
    registration as (
      update self_registration set person_id = ${keptId} where person_id = ${mergedId} returning id
    ),
    departed as (
      delete from departure where person_id = ${mergedId} returning *
    ),
    departing as (
      insert into departure (actual_group_id, person_id, departed_by, departed_at)
      select actual_group_id, ${keptId}, departed_by, departed_at from departed
      on conflict do nothing returning actual_group_id, departed_at
    )
    update person_merge set moved = jsonb_build_object(
      'overrides', (select coalesce(jsonb_agg(id), '[]') from override),
      'matches', (select coalesce(jsonb_agg(matching), '[]') from matching),
      'rows', (select coalesce(jsonb_agg(entry), '[]') from entry),
      'candidates', (select coalesce(jsonb_agg(candidate), '[]') from candidate),
      'links', (select coalesce(jsonb_agg(link), '[]') from link),
      'records', (select coalesce(jsonb_agg(id), '[]') from record),
      'questions', (select coalesce(jsonb_agg(id), '[]') from question),
      'registrations', (select coalesce(jsonb_agg(id), '[]') from registration),
      'departed', (select coalesce(jsonb_agg(departed), '[]') from departed),
      'proxied', ${JSON.stringify(merge.proxied)}::jsonb,
      'departing', (select coalesce(jsonb_agg(departing), '[]') from departing)
    )
    where id = ${id}
  `.execute(trx)
  await sql`
    insert into person_distinct (one_id, other_id, author, at, merge_id)
    select least(other.id, ${keptId}), greatest(other.id, ${keptId}), author, at, ${id}
    from person_distinct
    cross join lateral (select case one_id when ${mergedId} then other_id else one_id end as id) as other
    where ${mergedId} in (one_id, other_id) and other.id <> ${keptId}
    on conflict do nothing
  `.execute(trx)
  await sql`
    insert into consent_event (person_id, purpose_id, kind, day, at, channel, notice_id, notice_sha256, recorder, evidence,
      citation, merge_id)
    select ${keptId}, purpose_id, kind, day, at, channel, notice_id, notice_sha256, recorder, evidence, citation, ${id}
    from consent_event as said where person_id = ${mergedId} and ${counted('said')} order by id
  `.execute(trx)
  await noteHomes(trx, sql`select ${mergedId}::text`)
  for (const table of FACTS) await sql`delete from ${sql.table(table)} where person_id = ${mergedId}`.execute(trx)
  const { rows: wanted } = await sql<{ id: string }>`
    delete from desired_member where person_id = ${mergedId} returning group_id as id
  `.execute(trx)
  await sql`delete from person where id = ${mergedId}`.execute(trx)
  await updateActualMembers(trx, groups)
  await updateCounts(
    trx,
    wanted.map((group) => group.id),
  )
}

/** Brings the merged record back as it was, and what was moved from it and is still where it was moved to. */
export async function updateMergeUndone(
  trx: Db,
  merge: PersonMerge,
  undone: { readonly by: string; readonly at: string },
): Promise<void> {
  const { id, keptId, mergedId } = merge
  const { rows } = await sql<{ revision: number; addedEvent: number | null }>`
    update person_merge set undone_by = ${undone.by}, undone_at = ${undone.at}::timestamptz
    where id = ${id} returning merged_revision as revision, merged_added_event as "addedEvent"
  `.execute(trx)
  const [before] = rows
  await lockMembership(trx)
  await insertPeople(trx, rowsOf([merge.merged], before?.addedEvent ?? null))
  await sql`update person set revision = ${(before?.revision ?? 0) + 1} where id = ${mergedId}`.execute(trx)
  const moved = (part: string) => sql`(select moved -> ${part} from person_merge where id = ${id})`
  const ids = (part: string) => sql`(select jsonb_array_elements_text(${moved(part)}))`
  const parts = (part: string, columns: string) =>
    sql`jsonb_to_recordset(${moved(part)}) as moved (${sql.raw(columns)})`
  const back = sql`person_id = ${mergedId}`
  const here = sql`person_id = ${keptId}`
  for (const statement of [
    sql`update membership_override set ${back} where ${here} and id in ${ids('overrides')}`,
    sql`update member_match set ${back} from ${parts('matches', 'actual_group_id text, key text')}
      where ${here} and member_match.actual_group_id = moved.actual_group_id and member_match.key = moved.key`,
    sql`update reading_member set ${back} from ${parts('rows', 'reading_id text, key text')}
      where ${here} and reading_member.reading_id = moved.reading_id and reading_member.key = moved.key`,
    sql`update reading_member set candidates = candidates || jsonb_build_array(${mergedId}::text)
      from ${parts('candidates', 'reading_id text, key text')}
      where person_id is null and reading_member.reading_id = moved.reading_id and reading_member.key = moved.key`,
    sql`update private_link set ${back}, merge_id = moved.merge_id
      from ${parts('links', 'token_sha256 text, merge_id text')}
      where ${here} and private_link.token_sha256 = moved.token_sha256`,
    sql`update field_record set ${back} where ${here} and id in ${ids('records')}`,
    sql`update field_record set candidates = array_append(candidates, ${mergedId})
      where state = 'open' and id in ${ids('questions')}`,
    sql`update self_registration set ${back} where ${here} and id in ${ids('registrations')}`,
    sql`delete from departure using ${parts('departing', 'actual_group_id text, departed_at timestamptz')}
      where ${here} and departure.actual_group_id = moved.actual_group_id and departure.departed_at = moved.departed_at`,
    sql`insert into departure (actual_group_id, person_id, departed_by, departed_at)
      select actual_group_id, ${mergedId}, departed_by, departed_at
      from ${parts('departed', 'actual_group_id text, departed_by text, departed_at timestamptz')} on conflict do nothing`,
    sql`delete from person_distinct where merge_id = ${id}`,
  ])
    await statement.execute(trx)
  await updateActualMembers(trx, await groupsOf(trx, keptId))
}

/** The groups that a current reading has the person in. */
async function groupsOf(trx: Db, personId: PersonId): Promise<GroupId[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct real.group_id as id from reading_member as row
    join actual_group as real on real.reading_id = row.reading_id
    where row.person_id = ${personId} and real.group_id is not null
    union select group_id from actual_member where person_id = ${personId}
  `.execute(trx)
  return rows.map((row) => row.id)
}

/** The people to whom somebody carries messages. */
export async function listProxied(db: Db, proxyId: PersonId): Promise<PersonId[]> {
  const { rows } = await sql<{ id: string }>`select id from person where proxy_id = ${proxyId} order by id`.execute(db)
  return rows.map((row) => row.id)
}
