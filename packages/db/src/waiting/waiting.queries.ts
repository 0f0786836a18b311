import type { UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'

/** What somebody approved that weighs so much that somebody else has to agree, while it may still begin. */
export interface ToSecond {
  readonly id: string
  /** All units that it is about. */
  readonly unitIds: readonly UnitId[]
  /** Brakes tripped again and again: one of the two has to be an administrator, and the first is none. */
  readonly forAdministrator: boolean
}

interface SecondFilter {
  readonly now: string
  /** Nobody agrees with themselves. */
  readonly notBy: string
  readonly limit: number
}

/** Of a run or an announcement that may still begin. */
const waitsForSecond = ({ now, notBy }: SecondFilter): RawBuilder<boolean> =>
  sql`state = 'approved' and needs_second and seconded_by is null and expires_at > ${now}::timestamptz
      and approved_by <> ${notBy}`

export async function listRunsToSecond(db: Db, filter: SecondFilter): Promise<ToSecond[]> {
  const { rows } = await sql<ToSecond>`
    select id, coalesce(plan -> 'escalation' ->> 'byAdministrator' = 'false', false) as "forAdministrator",
      array(select distinct unit_id from run_group where run_id = run.id) as "unitIds"
    from run
    where ${waitsForSecond(filter)}
    order by expires_at limit ${filter.limit}
  `.execute(db)
  return rows
}

export async function listAnnouncementsToSecond(db: Db, filter: SecondFilter): Promise<ToSecond[]> {
  const { rows } = await sql<ToSecond>`
    select id, false as "forAdministrator",
      array(select distinct unit_id from announcement_group where announcement_id = announcement.id) as "unitIds"
    from announcement
    where ${waitsForSecond(filter)}
    order by expires_at limit ${filter.limit}
  `.execute(db)
  return rows
}

/** Reforms whose latest approval, to apply or to undo them, waits for somebody else. */
export async function listReformsToSecond(db: Db, { now, notBy, limit }: SecondFilter): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct reform_id as id from reform_approval as approval
    where needs_second and seconded_by is null and started_at is null and expires_at > ${now}::timestamptz
      and approved_by <> ${notBy}
      and not exists (
        select from reform_approval as later
        where later.reform_id = approval.reform_id and later.purpose = approval.purpose
          and (later.approved_at, later.id) > (approval.approved_at, approval.id)
      )
    order by 1 limit ${limit}
  `.execute(db)
  return rows.map(({ id }) => id)
}

interface WithinFilter {
  /** The units whose trees are looked at; `null`: all. */
  readonly within: readonly UnitId[] | null
  /** More are not counted. */
  readonly most: number
}

export async function countRegistrationsToConfirm(db: Db, { within, most }: WithinFilter): Promise<number> {
  const here =
    within === null
      ? sql``
      : sql`and unit_id in (select unit_id from unit_ancestor where ancestor_id = any(${[...within]}::text[]))`
  return countMost(db, sql`select from self_registration where state = 'waiting' ${here} limit ${most}`)
}

export async function countFieldConflicts(db: Db, { within, most }: WithinFilter): Promise<number> {
  const here =
    within === null
      ? sql``
      : sql`and exists (
          select from unit_ancestor where unit_id = any(field_record.unit_ids) and ancestor_id = any(${[...within]}::text[])
        )`
  return countMost(db, sql`select from field_record where state = 'open' ${here} limit ${most}`)
}

async function countMost(db: Db, rows: RawBuilder<unknown>): Promise<number> {
  const found = await sql<{ count: number }>`select count(*)::int as count from (${rows}) as found`.execute(db)
  return found.rows[0]?.count ?? 0
}
