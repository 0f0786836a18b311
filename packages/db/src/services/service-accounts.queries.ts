import type { PersonId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'

/** The accounts that people have at a service, on the day. */
export async function listServiceAccounts(
  db: Db,
  service: string,
  personIds: readonly PersonId[],
  asOf: string,
): Promise<Map<PersonId, string>> {
  const { rows } = await sql<{ personId: string; accountId: string }>`
    select distinct on (person_id) person_id as "personId", account_id as "accountId"
    from (
      -- The days are compared only afterwards: with them PostgreSQL 18 looks into the index for each account that there might be.
      select * from messaging_account where service = ${service} and person_id = any(${textArray(personIds)}::text[]) offset 0
    ) as account
    where valid_from <= ${asOf}::date and valid_to > ${asOf}::date
    order by person_id, valid_from desc
  `.execute(db)
  return new Map(rows.map((row) => [row.personId, row.accountId]))
}

/** The people behind accounts of a service, on the day; an account that two people claim leads to neither. */
export async function listAccountOwners(
  db: Db,
  service: string,
  accountIds: readonly string[],
  asOf: string,
): Promise<Map<string, PersonId>> {
  const { rows } = await sql<{ accountId: string; personId: string }>`
    select account_id as "accountId", min(person_id) as "personId" from messaging_account
    where service = ${service} and account_id = any(${textArray(accountIds)}::text[])
      and valid_from <= ${asOf}::date and valid_to > ${asOf}::date
    group by account_id having count(distinct person_id) = 1
  `.execute(db)
  return new Map(rows.map((row) => [row.accountId, row.personId]))
}
