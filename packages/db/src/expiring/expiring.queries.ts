import type { Day, GroupId, PersonId, PositionId, PurposeId, Role, UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { AccountRoleName } from '../accounts/accounts.tables.ts'
import { handedOver } from '../handovers/handovers.queries.ts'
import { roleOf } from '../role.ts'
import type { Db } from '../schema.ts'

interface Expiring {
  readonly unitId: UnitId
  /** The first day on which it does not hold any more. */
  readonly ends: Day
}

/** Something that holds now and will not any more before long, with nothing that follows it. */
export type ExpiringFact =
  | (Expiring & {
      readonly kind: 'override'
      readonly overrideId: string
      readonly overrideKind: 'include' | 'exclude'
      readonly groupId: GroupId
      readonly personId: PersonId
      readonly personName: string
      readonly role: Role
      readonly reason: string
    })
  | (Expiring & {
      readonly kind: 'appointment'
      readonly personId: PersonId
      readonly personName: string
      readonly revision: number
      readonly positionId: PositionId
    })
  | (Expiring & {
      readonly kind: 'consent'
      readonly personId: PersonId
      readonly personName: string
      readonly purposeId: PurposeId
    })

export interface ExpiringQuery {
  /** The units with everything below them; `null`: everywhere. */
  readonly within: readonly UnitId[] | null
  readonly asOf: Day
  /** The last day that is looked at. */
  readonly until: Day
  readonly limit: number
}

/** Exceptions, appointments and consents that end within some days, the earliest first. */
export async function listExpiringFacts(db: Db, query: ExpiringQuery): Promise<ExpiringFact[]> {
  const { asOf, until, limit } = query
  const ends = (table: string): RawBuilder<boolean> => sql`
    ${sql.table(table)}.valid_from <= ${asOf}::date and ${sql.table(table)}.valid_to > ${asOf}::date
      and ${sql.table(table)}.valid_to <= ${until}::date and ${sql.table(table)}.valid_to < 'infinity'
  `
  const { rows } = await sql<{
    kind: ExpiringFact['kind']
    unitId: string
    ends: string
    id: string | null
    what: string
    detail: string | null
    personId: string
    personName: string
    revision: number
    rank: number
    reason: string
  }>`
    with fact as (
      select 'override' as kind, regexp_replace(substr(group_id, position(':' in group_id) + 1), '~[0-9]+$', '') as unit_id, valid_to, id, group_id as what,
        kind as detail, person_id, role as rank, reason
      from membership_override where ${ends('membership_override')}
        and not exists (
          select from membership_override as next where next.group_id = membership_override.group_id
            and next.person_id = membership_override.person_id and next.kind = membership_override.kind
            and next.valid_from <= membership_override.valid_to and next.valid_to > membership_override.valid_to
        )
      union all
      select 'appointment', unit_id, valid_to, null, position_id, null, person_id, 0, ''
      from appointment where ${ends('appointment')}
        and not exists (
          select from appointment as next where next.person_id = appointment.person_id
            and next.position_id = appointment.position_id and next.unit_id = appointment.unit_id
            and next.valid_from <= appointment.valid_to and next.valid_to > appointment.valid_to
        )
        and not exists (
          select from appointment as successor where successor.person_id <> appointment.person_id
            and successor.position_id = appointment.position_id and successor.unit_id = appointment.unit_id
            and successor.valid_from = appointment.valid_to
        )
        and not ${handedOver(sql`appointment.person_id`, sql`appointment.position_id`, sql`appointment.unit_id`, sql`appointment.valid_to`)}
      union all
      select 'consent', residence.unit_id, consent.valid_to, null, purpose_id, null, person_id, 0, ''
      from consent join residence using (person_id)
      where ${ends('consent')} and residence.valid_from <= ${asOf}::date and residence.valid_to > ${asOf}::date
        and not exists (
          select from consent as next where next.person_id = consent.person_id and next.purpose_id = consent.purpose_id
            and next.valid_from <= consent.valid_to and next.valid_to > consent.valid_to
        )
    )
    select kind, unit_id as "unitId", valid_to as ends, fact.id, what, detail, person_id as "personId",
      person.name as "personName", person.revision, rank, reason
    from fact join person on person.id = fact.person_id
    where ${withinUnits(sql`unit_id`, query.within)}
    order by valid_to, unit_id, kind, person_id, what
    limit ${limit}
  `.execute(db)
  return rows.map((row): ExpiringFact => {
    const { unitId, ends: day, personId, personName } = row
    const fact = { unitId, ends: day, personId, personName }
    switch (row.kind) {
      case 'override':
        return {
          ...fact,
          kind: row.kind,
          overrideId: row.id ?? '',
          overrideKind: row.detail === 'exclude' ? 'exclude' : 'include',
          groupId: row.what,
          role: roleOf(row.rank),
          reason: row.reason,
        }
      case 'appointment':
        return { ...fact, kind: row.kind, positionId: row.what, revision: row.revision }
      case 'consent':
        return { ...fact, kind: row.kind, purposeId: row.what }
      default:
        return row.kind satisfies never
    }
  })
}

export interface ExpiringRole {
  readonly id: string
  readonly accountId: string
  readonly accountName: string
  readonly role: AccountRoleName
  readonly unitId: UnitId | null
  readonly seeUnitId: UnitId | null
  readonly searchUnitId: UnitId | null
  readonly ends: Day
}

/** Roles of accounts that end within some days, with nothing that follows them. */
export async function listExpiringRoles(db: Db, query: ExpiringQuery): Promise<ExpiringRole[]> {
  const { rows } = await sql<ExpiringRole>`
    select account_role.id, account_id as "accountId", account.name as "accountName", role, unit_id as "unitId",
      see_unit_id as "seeUnitId", search_unit_id as "searchUnitId", valid_to as ends
    from account_role join account on account.id = account_id
    where valid_from <= ${query.asOf}::date and valid_to > ${query.asOf}::date and valid_to <= ${query.until}::date
      and disabled_at is null and ${withinUnits(sql`unit_id`, query.within)}
      and not exists (
        select from account_role as next where next.account_id = account_role.account_id and next.role = account_role.role
          and next.unit_id is not distinct from account_role.unit_id
          and next.valid_from <= account_role.valid_to and next.valid_to > account_role.valid_to
      )
    order by valid_to, account.name, account_role.id
    limit ${query.limit}
  `.execute(db)
  return rows
}

function withinUnits(unitId: RawBuilder<unknown>, within: readonly UnitId[] | null): RawBuilder<boolean> {
  if (within === null) return sql`true`
  return sql`${unitId} in (select unit_id from unit_ancestor where ancestor_id = any(${[...within]}::text[]) union select unnest(${[...within]}::text[]))`
}
