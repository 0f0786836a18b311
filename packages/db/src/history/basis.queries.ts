import { parseModel, type Day, type Model } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { dayEnd } from './day-end.ts'

/** For which day, and by which rules, the desired members were computed. */
export interface Basis {
  readonly asOf: Day
  readonly modelId: string
  readonly modelVersion: string
}

/** Keeps on what the desired members rest from now on, where it is another than before. */
export async function insertBasis(trx: Db, { asOf, modelId, modelVersion }: Basis): Promise<void> {
  await sql`
    insert into desired_basis (as_of, model_id, model_version)
    select ${asOf}::date, ${modelId}, ${modelVersion}
    where not exists (
      select from (select * from desired_basis order by recorded_from desc limit 1) as last
      where last.as_of = ${asOf}::date and last.model_id = ${modelId} and last.model_version = ${modelVersion}
    )
    on conflict (recorded_from) do update set
      as_of = excluded.as_of, model_id = excluded.model_id, model_version = excluded.model_version
  `.execute(trx)
}

/** The rules that were in force when the day was over; `null`: nothing was computed by then. */
export async function findModelOn(db: Db, day: Day): Promise<Model | null> {
  const { rows } = await sql<{ document: unknown }>`
    select kept.document
    from (
      select model_id, model_version, recorded_from from desired_basis where recorded_from < ${dayEnd(day)}
      order by recorded_from desc limit 1
    ) as basis
    join lateral (
      select document from model_history
      where id = basis.model_id
      -- What was computed then was computed by the version that is named; an older program may have kept it later.
      order by version = basis.model_version desc, recorded_from < ${dayEnd(day)} desc, recorded_from desc limit 1
    ) as kept on true
  `.execute(db)
  const [row] = rows
  if (row === undefined) return null
  const model = parseModel(row.document, { invalidRules: 'freeze' })
  return model.ok ? model.value : null
}
