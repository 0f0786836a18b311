import type { Unit, UnitChanged, UnitHold, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'

/** Keeps what a batch made of units. */
export async function insertBatchUnits(trx: Db, batchId: string, changes: readonly UnitChanged[]): Promise<void> {
  await sql`
    insert into batch_unit (batch_id, unit_id, before, after)
    select ${batchId}, given.* from unnest(
      ${textArray(changes.map(({ after }) => after.id))}::text[],
      ${textArray(changes.map(({ before }) => (before === null ? null : JSON.stringify(before))))}::jsonb[],
      ${textArray(changes.map(({ after }) => JSON.stringify(after)))}::jsonb[]
    ) as given
  `.execute(trx)
}

/** What a batch made of units, by id. */
export async function listBatchUnits(db: Db, batchId: string): Promise<UnitChanged[]> {
  const { rows } = await sql<{ before: Unit | null; after: Unit }>`
    select before, after from batch_unit where batch_id = ${batchId} order by unit_id
  `.execute(db)
  return rows
}

/** What hangs on units beside other units. */
export async function listUnitHolds(
  db: Db,
  unitIds: readonly UnitId[],
): Promise<{ readonly unitId: UnitId; readonly hold: Exclude<UnitHold, 'units'> }[]> {
  const unitOfGroup = sql`regexp_replace(substr(group_id, strpos(group_id, ':') + 1), '~[0-9]+$', '')`
  const { rows } = await sql<{ unitId: UnitId; hold: Exclude<UnitHold, 'units'> }>`
    with wanted as (select unnest(${textArray(unitIds)}::text[]) as unit_id),
    held (unit_id, hold) as (
      select unit_id, 'people' from residence union all select unit_id, 'people' from household
      union all select unit_id, 'seats' from appointment
      union all select ${unitOfGroup}, 'group' from actual_group union all select ${unitOfGroup}, 'group' from membership_override
      union all select unnest(array[unit_id, see_unit_id, search_unit_id]), 'account' from account_role
      union all select unit_id, 'handover' from handover_side
      union all select unit_id, 'registration' from registration_link union all select unit_id, 'registration' from self_registration
      union all select unnest(unit_ids), 'registration' from field_record
      union all select unit_id, 'reform' from reform_unit
      union all select unit_id, 'plan' from run_group union all select unit_id, 'plan' from announcement_group
      union all select unit_id, 'plan' from review
    )
    select distinct unit_id as "unitId", hold from held where unit_id in (select unit_id from wanted) order by 1, 2
  `.execute(db)
  return rows
}
