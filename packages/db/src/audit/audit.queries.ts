import type { Day, UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { dayEnd } from '../history/day-end.ts'
import { keysOf, pageOf, type Page } from '../page.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'

export interface AuditEvent {
  readonly id: number
  /** ISO instant. */
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly subjectKind: string
  readonly subjectId: string
  readonly data: unknown
}

/** What happened, for good: there is no update and no delete. Gives the ids, in the order of the events. */
export async function insertAuditEvents(db: Db, events: readonly Omit<AuditEvent, 'id'>[]): Promise<number[]> {
  if (events.length === 0) return []
  const rows = await db
    .insertInto('audit_event')
    .values(
      events.map((event) => ({
        at: event.at,
        actor: event.actor,
        action: event.action,
        subject_kind: event.subjectKind,
        subject_id: event.subjectId,
        data: JSON.stringify(event.data ?? {}),
      })),
    )
    .returning('id')
    .execute()
  return rows.map((row) => row.id).sort((a, b) => a - b)
}

export interface AuditFilter {
  /** Either, or both: everything about one subject. */
  readonly subject?: { readonly kind?: string | undefined; readonly id?: string | undefined }
  readonly actor?: string
  readonly actions?: readonly string[]
  /** Both included. */
  readonly from?: Day
  readonly to?: Day
  /** What happened in these units and below, see `UNITS_OF`. */
  readonly within?: readonly UnitId[]
  readonly after?: string | null
  readonly limit: number
}

/** Events, newest first. */
export async function listAuditEvents(db: Db, filter: AuditFilter): Promise<Page<AuditEvent>> {
  const { subject, actor, actions, from, to, within } = filter
  const keys = keysOf(filter.after, 1)
  const rows = await db
    .with('area', () => areaOf(within ?? []))
    .selectFrom('audit_event')
    .select(['id', 'at', 'actor', 'action', 'subject_kind as subjectKind', 'subject_id as subjectId', 'data'])
    .$if(subject?.kind !== undefined, (query) => query.where('subject_kind', '=', subject?.kind ?? ''))
    .$if(subject?.id !== undefined, (query) => query.where('subject_id', '=', subject?.id ?? ''))
    .$if(actor !== undefined, (query) => query.where('actor', '=', actor ?? ''))
    .$if(actions !== undefined, (query) => query.where(sql<boolean>`action = any(${[...(actions ?? [])]}::text[])`))
    .$if(from !== undefined, (query) => query.where(sql<boolean>`at >= ${dayEnd(from ?? '')} - interval '1 day'`))
    .$if(to !== undefined, (query) => query.where(sql<boolean>`at < ${dayEnd(to ?? '')}`))
    .$if(within !== undefined, (query) => query.where(isWithinArea()))
    .$if(keys !== null, (query) => query.where('id', '<', Number(keys?.[0])))
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
    .execute()
  return pageOf(rows, filter.limit, (row) => [String(row.id)])
}

/** Whether one of the units that a subject of a kind lies in is among some. */
type LiesIn = (among: (unitId: RawBuilder<unknown>) => RawBuilder<unknown>) => RawBuilder<unknown>

const ID = sql`audit_event.subject_id`
const NAMED = sql`audit_event.data ->> 'unitId'`
const unitOfGroup = (groupId: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`regexp_replace(substr(${groupId}, position(':' in ${groupId}) + 1), '~[0-9]+$', '')`
/** Found by its index for one event after the other: of `exists` the database may make a list of everything that there is instead. */
const isThere = (rows: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`coalesce((select true from ${rows} limit 1), false)`
/** Of whatever has rows with a unit each. */
const rowsOf =
  (table: string, idColumn: string): LiesIn =>
  (among) =>
    isThere(sql`${sql.table(table)} as one where one.${sql.ref(idColumn)} = ${ID} and ${among(sql`one.unit_id`)}`)
const account =
  (accountId: RawBuilder<unknown>): LiesIn =>
  // Whoever has a role for the whole program is of no area, like on the page of the account.
  (among) => sql`(
    exists (select from account_role as one where one.account_id = ${accountId} and ${among(sql`one.unit_id`)})
    and not exists (select from account_role as one where one.account_id = ${accountId} and one.unit_id is null)
  )`
/** What changes many people at once lies in the units that it changes them in, and what is asked for, in those that it would. */
const batch: LiesIn = (among) => sql`exists (
  select from (
    select unnest(unit_ids) as unit_id from change_batch where id = ${ID}
    union all select unnest(unit_ids) from selection_request where id = ${ID}
  ) as one where ${among(sql`one.unit_id`)}
)`

/**
 * Where a subject of each kind lies: in any of its units, for good. What is about no unit (settings, services, notices, the catalogue of
 * units) is only for those who see everything.
 */
const UNITS_OF: Readonly<Record<string, LiesIn>> = {
  unit: (among) => among(ID),
  group: (among) => among(unitOfGroup(ID)),
  person: (among) => sql`(${rowsOf('residence', 'person_id')(among)} or ${rowsOf('appointment', 'person_id')(among)})`,
  household: (among) =>
    sql`(${rowsOf('household', 'id')(among)} or ${among(sql`audit_event.data ->> 'unitIdBefore'`)})`,
  // A role that is given or ended in an area concerns it, whatever else the account may do.
  account: (among) => sql`(${account(ID)(among)} or ${among(NAMED)})`,
  device: account(sql`(select account_id from device where device.id = ${ID})`),
  run: rowsOf('run_group', 'run_id'),
  announcement: rowsOf('announcement_group', 'announcement_id'),
  task: (among) => isThere(sql`task as one where one.id = ${ID} and ${among(unitOfGroup(sql`one.group_id`))}`),
  'service-request': (among) =>
    isThere(sql`service_request as one where one.id = ${ID} and ${among(unitOfGroup(sql`one.group_id`))}`),
  import: batch,
  selection: batch,
  reading: batch,
  reform: rowsOf('reform_unit', 'reform_id'),
  handover: rowsOf('handover_side', 'handover_id'),
  registration: rowsOf('self_registration', 'id'),
  'field-record': (among) => sql`exists (
    select from (select unnest(unit_ids) as unit_id from field_record where id = ${ID}) as one where ${among(sql`one.unit_id`)}
  )`,
}

/** The kinds of subjects that may lie in a unit. */
export const LOCAL_KINDS: readonly string[] = Object.keys(UNITS_OF)

// A unit that has ended is not in the tree of the day any more, and is named itself.
const areaOf = (units: readonly UnitId[]): RawBuilder<{ unit_id: UnitId }> => sql`(
  select unit_id from unit_ancestor where ancestor_id = any(${textArray(units)}::text[])
  union select unnest(${textArray(units)}::text[])
)`

/** With `area` in the statement. */
function isWithinArea(): RawBuilder<boolean> {
  const among = (unitId: RawBuilder<unknown>): RawBuilder<unknown> => sql`${unitId} in (select unit_id from area)`
  const kinds = Object.entries(UNITS_OF).map(([kind, liesIn]) => sql`when ${sql.lit(kind)} then ${liesIn(among)}`)
  return sql<boolean>`case audit_event.subject_kind ${sql.join(kinds, sql` `)} else false end`
}

/** Every kind of event that there is, by name; `local`: only those that may be about units. */
export async function listAuditActions(db: Db, which: 'all' | 'local' = 'all'): Promise<string[]> {
  // One step of the index for each kind, instead of a reading of every event.
  const { rows } = await sql<{ action: string }>`
    with recursive kind as (
      (select action from audit_event order by action limit 1)
      union all
      select (select action from audit_event where action > kind.action order by action limit 1)
      from kind where kind.action is not null
    )
    select action from kind where action is not null ${
      which === 'all'
        ? sql``
        : sql`and exists (
      select from audit_event where audit_event.action = kind.action and subject_kind = any(${textArray(LOCAL_KINDS)}::text[])
    )`
    }
  `.execute(db)
  return rows.map((row) => row.action)
}
