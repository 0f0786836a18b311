import type { Person, PersonId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import { intervalOf } from '../validity.ts'
import type { Reachability } from './people.tables.ts'

interface Valid {
  readonly person_id: string
  readonly valid_from: string
  readonly valid_to: string
}

/** A stored person with what the database adds. */
export interface StoredPerson {
  readonly person: Person
  /** Named by a later update, so that nobody overwrites what they have not seen. */
  readonly revision: number
}

/**
 * People with all their facts, each kind of fact by its first day, in the order of the ids. Six statements whatever the number:
 * a person has few facts of many kinds, and a join of all kinds would multiply them.
 */
export async function readPeople(db: Db, ids: readonly PersonId[]): Promise<StoredPerson[]> {
  if (ids.length === 0) return []
  const { rows: people } = await sql<{
    id: string
    name: string
    birth: string | null
    adult: boolean | null
    reachability: Reachability
    proxy_id: string | null
    revision: number
  }>`select id, name, birth, adult, reachability, proxy_id, revision from person where id = any(${textArray(ids)}::text[]) order by id`.execute(
    db,
  )
  if (people.length === 0) return []
  const wanted = sql`any(${textArray(people.map((person) => person.id))}::text[])`
  const facts = async <T>(query: RawBuilder<T & Valid>): Promise<Map<string, (T & Valid)[]>> => {
    const found = new Map<string, (T & Valid)[]>()
    for (const row of (await query.execute(db)).rows) {
      const list = found.get(row.person_id)
      if (list === undefined) found.set(row.person_id, [row])
      else list.push(row)
    }
    return found
  }
  const residences = await facts(
    sql<
      Valid & {
        unit_id: string
        household_id: string | null
        represents_household: boolean
        end_reason: 'moved-away' | 'died' | null
      }
    >`select person_id, unit_id, household_id, represents_household, end_reason, valid_from, valid_to
      from residence where person_id = ${wanted} order by valid_from, unit_id`,
  )
  const appointments = await facts(
    sql<
      Valid & { position_id: string; unit_id: string }
    >`select * from appointment where person_id = ${wanted} order by valid_from, position_id, unit_id`,
  )
  const phones = await facts(
    sql<Valid & { number: string }>`select * from phone where person_id = ${wanted} order by valid_from, number`,
  )
  const consents = await facts(
    sql<
      Valid & { purpose_id: string }
    >`select * from consent where person_id = ${wanted} order by valid_from, purpose_id`,
  )
  const accounts = await facts(
    sql<
      Valid & { service: string; account_id: string; display_name: string | null }
    >`select * from messaging_account where person_id = ${wanted} order by valid_from, service, account_id`,
  )
  return people.map(({ id, name, birth, adult, reachability, proxy_id, revision }) => ({
    revision,
    person: {
      id,
      name,
      birth,
      adult,
      reachability,
      ...(proxy_id === null ? {} : { proxyId: proxy_id }),
      residences: (residences.get(id) ?? []).map((row) => ({
        unitId: row.unit_id,
        householdId: row.household_id,
        representsHousehold: row.represents_household,
        ...(row.end_reason === null ? {} : { endReason: row.end_reason }),
        ...intervalOf(row),
      })),
      appointments: (appointments.get(id) ?? []).map((row) => ({
        positionId: row.position_id,
        unitId: row.unit_id,
        ...intervalOf(row),
      })),
      phones: (phones.get(id) ?? []).map((row) => ({ number: row.number, ...intervalOf(row) })),
      consents: (consents.get(id) ?? []).map((row) => ({ purposeId: row.purpose_id, ...intervalOf(row) })),
      accounts: (accounts.get(id) ?? []).map((row) => ({
        service: row.service,
        accountId: row.account_id,
        displayName: row.display_name,
        ...intervalOf(row),
      })),
    },
  }))
}
