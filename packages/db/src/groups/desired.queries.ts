import type { Day, GroupId, PersonId, Role } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { roleOf } from '../role.ts'
import type { Db } from '../schema.ts'
import { ofGroups } from './differing.queries.ts'

/** A desired membership, as `desiredFromRows` of hierarchy reads it: `clauses` is the bit mask by index. */
export interface DesiredRow {
  readonly groupId: GroupId
  readonly personId: PersonId
  readonly role: Role
  readonly clauses: number
  readonly required: boolean
}

type RankedRow<T extends { readonly role: Role } = DesiredRow> = Omit<T, 'role'> & { readonly role: number }

/** Desired memberships by group and person; `null`: of all groups. */
export async function listDesiredRows(db: Db, groupIds: readonly GroupId[] | null): Promise<DesiredRow[]> {
  return listRows(db, ofGroups(groupIds, sql`group_id`))
}

/** The desired memberships of some people. */
export async function listDesiredRowsOfPeople(db: Db, personIds: readonly PersonId[]): Promise<DesiredRow[]> {
  return listRows(db, sql`person_id = any(${[...personIds]}::text[])`)
}

async function listRows(db: Db, condition: RawBuilder<unknown>): Promise<DesiredRow[]> {
  const { rows } = await sql<RankedRow>`
    select group_id as "groupId", person_id as "personId", role, clauses, required
    from desired_member where ${condition} order by group_id, person_id
  `.execute(db)
  return rows.map((row) => ({ ...row, role: roleOf(row.role) }))
}

/** A desired member as a page shows it. */
export interface DesiredMemberRow extends DesiredRow {
  readonly name: string
  readonly phone: string | null
  readonly unitId: string | null
  readonly reachability: string
  /** As the current reading has the person; `null`: not there. */
  readonly actual: { readonly role: Role; readonly state: 'member' | 'invited' | 'invitation-failed' } | null
}

/** Who should be in a group (at most its capacity, so without pages): leaders first, then the required, then by given name. */
export async function listDesiredMembers(db: Db, groupId: GroupId, asOf: Day): Promise<DesiredMemberRow[]> {
  const { rows } = await sql<
    Omit<RankedRow<DesiredMemberRow>, 'actual'> & {
      actualRole: number | null
      actualState: 'member' | 'invited' | 'invitation-failed' | null
    }
  >`
    select d.group_id as "groupId", d.person_id as "personId", d.role, d.clauses, d.required, person.name, person.reachability,
      home.unit_id as "unitId", reach.number as phone, a.role as "actualRole", a.state as "actualState"
    from desired_member as d
    join person on person.id = d.person_id
    left join actual_member as a on a.group_id = d.group_id and a.person_id = d.person_id
    left join lateral (
      select residence.unit_id from residence
      where residence.person_id = d.person_id
        and residence.valid_from <= ${asOf}::date and residence.valid_to > ${asOf}::date
      order by residence.valid_from desc, residence.unit_id limit 1
    ) as home on true
    left join lateral (
      select phone.number from phone
      where phone.person_id = d.person_id and phone.valid_from <= ${asOf}::date and phone.valid_to > ${asOf}::date
      order by phone.valid_from desc, phone.number limit 1
    ) as reach on true
    where d.group_id = ${groupId}
    order by d.role desc, d.required desc, person.sort_key, person.id
  `.execute(db)
  return rows.map(({ actualRole, actualState, ...row }) => ({
    ...row,
    role: roleOf(row.role),
    actual: actualRole === null || actualState === null ? null : { role: roleOf(actualRole), state: actualState },
  }))
}
