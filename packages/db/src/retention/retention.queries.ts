import type { Day, PersonId, UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { counted } from '../consents/counted.ts'
import { deletePeople } from '../people/write-people.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import { forgetReasons } from './forget-reasons.queries.ts'

/** For what data is kept beside the purposes that people agree to: having lived here, and having held a position. */
export const RESIDENCE = 'residence'
export const OFFICE = 'office'

/** Months after somebody left, by purpose: `residence`, `office`, and those that people agree to, by id. */
export type KeptMonths = ReadonlyMap<string, number>

/** Somebody whom nothing is kept for any more. */
export interface Departed {
  readonly personId: PersonId
  /** The first day on which nothing held that keeps them; of somebody who never had any, when they were last changed. */
  readonly leftOn: Day
  /** Where they lived or held a position last. */
  readonly unitId: UnitId | null
  /** The purpose that asked longest, and how long. */
  readonly purpose: string
  readonly months: number
}

/**
 * Everybody whose homes and positions have all ended, who is and should be in no group, and about whom nothing is open, with the day on
 * which the last purpose that holds for them lets them go: having lived here, having held a position, and what they agreed to and never
 * took back. A consent keeps nobody beyond its time who lived somewhere: what it was given for is over with their last home. A query of
 * `(person_id, left_on, unit_id, purpose, months, due_on)`.
 */
function departed(asOf: Day, kept: KeptMonths): RawBuilder<unknown> {
  const [purposes, months] = [textArray([...kept.keys()]), textArray([...kept.values()])]
  return sql`
    select person.id as person_id, ended.left_on, ended.unit_id, longest.purpose, longest.months,
      (ended.left_on + longest.months * interval '1 month')::date as due_on
    from (
      -- Hardly anybody, by index: everybody else has a home or a position that goes on.
      select person_id from (
        select person_id from residence where valid_to <= ${asOf}::date and valid_to < 'infinity'
        union select person_id from appointment where valid_to <= ${asOf}::date and valid_to < 'infinity'
      ) as left_one
      where not exists (select from residence where residence.person_id = left_one.person_id and valid_to > ${asOf}::date)
        and not exists (select from appointment where appointment.person_id = left_one.person_id and valid_to > ${asOf}::date)
      union all
      select id from person where not exists (select from residence where person_id = person.id)
        and not exists (select from appointment where person_id = person.id)
      offset 0
    ) as maybe
    join person on person.id = maybe.person_id
    cross join lateral (
      select coalesce(max(valid_to), person.updated_at::date) as left_on, (array_agg(unit_id order by valid_to desc) filter (where unit_id is not null))[1] as unit_id
      from (
        select valid_to, unit_id from residence where person_id = person.id
        union all select valid_to, unit_id from appointment where person_id = person.id
        union all select valid_to, null from consent where person_id = person.id and (
          valid_to < 'infinity' or not exists (select from residence where person_id = person.id)
        )
      ) as fact
    ) as ended
    cross join lateral (
      select kept.purpose, kept.months from unnest(${purposes}::text[], ${months}::integer[]) as kept (purpose, months)
      where kept.purpose = ${RESIDENCE}
        or (kept.purpose = ${OFFICE} and exists (select from appointment where person_id = person.id))
        or (
          select said.kind from consent_event as said
          where said.person_id = person.id and said.purpose_id = kept.purpose and ${counted('said')} order by said.id desc limit 1
        ) in ('given', 'ground')
      order by kept.months desc, kept.purpose limit 1
    ) as longest
    where ended.left_on <= ${asOf}::date
      and not exists (select from actual_member where person_id = person.id)
      and not exists (select from desired_member where person_id = person.id)
      and not exists (select from membership_override where person_id = person.id and valid_to > ${asOf}::date)
      and not exists (select from person as other where other.proxy_id = person.id)
      and not exists (select from task where person_id = person.id and state = 'open')
      and not exists (select from field_record where state = 'open' and person.id = any(candidates))
      and not exists (
        select from handover_person join handover on handover.id = handover_id
        where person_id = person.id and handover.state in ('proposed', 'agreed')
      )
  `
}

/** Those who are due on a day, who left first first. */
export async function listDeparted(
  db: Db,
  query: { readonly asOf: Day; readonly kept: KeptMonths; readonly limit: number },
): Promise<Departed[]> {
  const { rows } = await sql<Departed>`
    select person_id as "personId", left_on as "leftOn", unit_id as "unitId", purpose, months
    from (${departed(query.asOf, query.kept)}) as gone
    where due_on <= ${query.asOf}::date order by left_on, person_id limit ${query.limit}
  `.execute(db)
  return rows
}

/** How many are due on a day, and how many more in the months after it, as `YYYY-MM`. */
export async function countDeparted(
  db: Db,
  query: { readonly asOf: Day; readonly kept: KeptMonths; readonly monthsAhead: number },
): Promise<{ readonly now: number; readonly coming: readonly { readonly month: string; readonly people: number }[] }> {
  const { asOf, kept, monthsAhead } = query
  const { rows } = await sql<{ month: string | null; people: number }>`
    select case when due_on > ${asOf}::date then to_char(due_on, 'YYYY-MM') end as month, count(*)::int as people
    from (${departed(asOf, kept)}) as gone
    where due_on < (date_trunc('month', ${asOf}::date) + ${monthsAhead + 1} * interval '1 month')::date
    group by 1 order by 1
  `.execute(db)
  return {
    now: rows.find(({ month }) => month === null)?.people ?? 0,
    coming: rows.flatMap(({ month, people }) => (month === null ? [] : [{ month, people }])),
  }
}

/**
 * Deletes people for good, with everything that says who they were: facts, versions, merges, records of devices, registrations, requests,
 * decisions about rows of member lists, and the rows themselves as far as they name them, and what others wrote about them in their own
 * words. Their ids stay in what counts members of past
 * days, and in the log, which names nobody.
 */
export async function deletePeopleForGood(trx: Db, ids: readonly PersonId[]): Promise<void> {
  if (ids.length === 0) return
  const gone = sql`any(${textArray(ids)}::text[])`
  const { rows: homes } = await sql<{ id: string }>`
    select distinct household_id as id from residence where person_id = ${gone} and household_id is not null
  `.execute(trx)
  // Read while it is known whose these rows are: `deletePeople` forgets that.
  await sql`
    update reading_member set key = 'deleted ' || ordinal, display_name = '', account_id = null, phone = null, candidates = '[]'
    where person_id = ${gone}
  `.execute(trx)
  await sql`
    update reading_member set candidates = (
      select coalesce(jsonb_agg(candidate), '[]') from jsonb_array_elements_text(candidates) as candidate
      where candidate <> all(${textArray(ids)}::text[])
    ) where candidates ?| ${textArray(ids)}::text[]
  `.execute(trx)
  await sql`update task set name = null, note = null where person_id = ${gone}`.execute(trx)
  await forgetReasons(trx, ids)
  await sql`delete from field_record where person_id = ${gone} or about_id = ${gone}`.execute(trx)
  await sql`delete from self_registration where person_id = ${gone}`.execute(trx)
  await sql`delete from service_request where person_id = ${gone}`.execute(trx)
  await sql`delete from drift_decision where subject = ${gone}`.execute(trx)
  await sql`delete from person_distinct where one_id = ${gone} or other_id = ${gone}`.execute(trx)
  await sql`delete from person_merge where kept_id = ${gone} or merged_id = ${gone}`.execute(trx)
  await deletePeople(trx, ids)
  // What they were excepted for is told in words.
  await sql`delete from override_history where person_id = ${gone}`.execute(trx)
  await sql`
    delete from household where id = any(${textArray(homes.map(({ id }) => id))}::text[])
      and not exists (select from residence where residence.household_id = household.id)
  `.execute(trx)
}

/**
 * Empties what came in before a day and names people whoever they are: the files of imports that are over and what was shown of them, the
 * member lists that later ones replaced, and what a service reported.
 */
export async function emptyOldSources(trx: Db, before: Day): Promise<void> {
  await sql`
    update roster_import set file = '', error = null,
      status = case status when 'done' then 'done' else 'cancelled' end,
      mapping = case when mapping is null then null
        else jsonb_build_object('unitId', mapping -> 'unitId', 'mapping', (mapping -> 'mapping') || '{"sheets": []}', 'previews', '[]'::jsonb,
          'issues', '[]'::jsonb, 'decisions', '{}'::jsonb) end,
      summary = case when summary is null then null
        else jsonb_build_object('counts', summary -> 'counts', 'questions', '[]'::jsonb, 'undecided', 0,
          'suggestedUnitId', null, 'stamp', '') end
    where created_at < ${before}::date and status <> 'importing' and length(file) > 0
  `.execute(trx)
  await sql`
    update reading_member set key = 'deleted ' || ordinal, display_name = '', account_id = null, phone = null, candidates = '[]'
    from reading join actual_group on actual_group.id = reading.actual_group_id
    where reading_member.reading_id = reading.id and reading.read_at < ${before}::date
      and actual_group.reading_id is distinct from reading.id and reading_member.display_name <> ''
  `.execute(trx)
  await sql`delete from webhook_event where received_at < ${before}::date and processed_at is not null`.execute(trx)
  await sql`delete from self_registration where decided_at < ${before}::date`.execute(trx)
}

/** What was deleted, the last day first. */
export interface DeletionRecord {
  readonly day: Day
  readonly unitId: UnitId | null
  readonly people: number
  readonly months: number
  /** For what they were kept so long; `null`: before each purpose had a time of its own. */
  readonly purpose: string | null
  readonly basis: string
}

export async function insertDeletionRecords(trx: Db, at: string, records: readonly DeletionRecord[]): Promise<void> {
  if (records.length === 0) return
  await trx
    .insertInto('deletion_record')
    .values(
      records.map(({ day, unitId, people, months, purpose, basis }) => ({
        day,
        unit_id: unitId,
        people,
        months,
        purpose,
        basis,
        at,
      })),
    )
    .execute()
}

export async function listDeletionRecords(db: Db, limit: number): Promise<DeletionRecord[]> {
  return db
    .selectFrom('deletion_record')
    .select(['day', 'unit_id as unitId', 'people', 'months', 'purpose', 'basis'])
    .orderBy('day', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}
