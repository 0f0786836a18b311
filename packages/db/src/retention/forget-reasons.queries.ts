import type { PersonId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'

/**
 * Empties what people wrote in their own words about somebody who is deleted, where it stands in a row about them: exceptions go with the
 * person, but plans, handovers and reforms keep what they did, without the words. What is about many at once stays.
 */
export async function forgetReasons(trx: Db, ids: readonly PersonId[]): Promise<void> {
  const gone = sql`any(${textArray(ids)}::text[])`
  await sql`
    update run_change set message = null, change = ${withoutTexts(sql`change`)} where person_id = ${gone}
  `.execute(trx)
  await sql`
    update run_group set held = ${linesWithoutTexts(sql`held`, gone)} where ${isAbout(sql`held`, ids)}
  `.execute(trx)
  for (const part of ['appeared', 'disappeared']) {
    const lines = sql`(detail -> ${sql.lit(part)})`
    await sql`
      update run_group set detail = jsonb_set(detail, ${sql.lit(`{${part}}`)}, ${linesWithoutTexts(lines, gone)})
      where jsonb_typeof(detail -> ${sql.lit(part)}) = 'array' and ${isAbout(lines, ids)}
    `.execute(trx)
  }
  // What moved before a plan began: by group.
  await sql`
    update run set plan = jsonb_set(plan, '{moved}', (
      select coalesce(jsonb_agg(one || jsonb_build_object(
        'appeared', ${linesWithoutTexts(sql`(one -> 'appeared')`, gone)},
        'disappeared', ${linesWithoutTexts(sql`(one -> 'disappeared')`, gone)}
      ) order by place), '[]')
      from jsonb_array_elements(plan -> 'moved') with ordinality as moved (one, place)
    )) where jsonb_typeof(plan -> 'moved') = 'array' and exists (
      select from jsonb_array_elements(plan -> 'moved') as one
      where ${isAbout(sql`(one -> 'appeared')`, ids)} or ${isAbout(sql`(one -> 'disappeared')`, ids)}
    )
  `.execute(trx)
  await sql`
    update handover set reason = '', cancel_reason = case when cancel_reason is null then null else '' end
    where id in (select handover_id from handover_person where person_id = ${gone})
  `.execute(trx)
  for (const column of ['before', 'after'])
    await sql`
      update reform_step set ${sql.ref(column)} = ${sql.ref(column)} || '{"reason": ""}'
      where ${sql.ref(column)} ->> 'personId' = ${gone} and ${sql.ref(column)} ? 'reason'
    `.execute(trx)
}

/** A change or a held line with its reasons, whose words are gone. */
function withoutTexts(line: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when jsonb_typeof(${line} -> 'reasons') = 'array' then jsonb_set(${line}, '{reasons}', (
    select coalesce(jsonb_agg(case when reason ? 'text' then reason || '{"text": ""}' else reason end order by place), '[]')
    from jsonb_array_elements(${line} -> 'reasons') with ordinality as given (reason, place)
  )) else ${line} end`
}

function linesWithoutTexts(lines: RawBuilder<unknown>, gone: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    select coalesce(jsonb_agg(case when line ->> 'personId' = ${gone} then ${withoutTexts(sql`line`)} else line end order by place), '[]')
    from jsonb_array_elements(${lines}) with ordinality as listed (line, place)
  )`
}

function isAbout(lines: RawBuilder<unknown>, ids: readonly PersonId[]): RawBuilder<unknown> {
  return sql`exists (
    select from jsonb_array_elements(${lines}) as line where line ->> 'personId' = any(${textArray(ids)}::text[])
  )`
}
