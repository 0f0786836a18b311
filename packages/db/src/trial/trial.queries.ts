import type { GroupId, PersonId, Role } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { lockMembership } from '../locks.ts'
import { roleOf } from '../role.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'

/** A group as the simulated service has to begin with. */
export interface TrialGroup {
  readonly externalId: string
  readonly name: string
  readonly capacity: number | null
  readonly members: readonly {
    readonly accountId: string
    readonly name: string
    readonly role: Role
    readonly state: 'member' | 'invited' | 'invitation-failed'
  }[]
}

/** Real groups that people lead by hand and that were read, of these expected ones: what can be tried on a simulated service. */
export async function listTriableGroups(db: Db, groupIds: readonly GroupId[]): Promise<GroupId[]> {
  const { rows } = await sql<{ groupId: string }>`
    select real.group_id as "groupId" from actual_group as real
    where real.group_id = any(${textArray(groupIds)}::text[]) and real.service = 'hands-on' and real.owner = 'us'
      and not real.archived and real.reading_id is not null
    order by real.group_id
  `.execute(db)
  return rows.map((row) => row.groupId)
}

/**
 * Moves groups to a service with made-up accounts: whoever is in them or ought to be, and has a phone to be there with, gets one.
 * `firstNumber`: the accounts are numbered from it.
 */
export async function moveToTrial(
  trx: Db,
  service: string,
  groupIds: readonly GroupId[],
  firstNumber: bigint,
): Promise<void> {
  await lockMembership(trx)
  const groups = textArray(groupIds)
  await sql`
    insert into messaging_account (person_id, service, account_id, display_name)
    select one.person_id, ${service}, (${String(firstNumber)}::numeric + row_number() over (order by one.person_id))::text, person.name
    from (
      select person_id from actual_member where group_id = any(${groups}::text[])
      union
      select wanted.person_id from desired_member as wanted join person on person.id = wanted.person_id
      where wanted.group_id = any(${groups}::text[]) and person.reachability not in ('no-smartphone', 'refused', 'left')
    ) as one
    join person on person.id = one.person_id
  `.execute(trx)
  await sql`
    update reading_member as row set account_id = coalesce(
      (select account_id from messaging_account as account
       where account.person_id = row.person_id and account.service = ${service}),
      'stranger-' || md5(row.reading_id || row.key)
    )
    from actual_group as real
    where real.group_id = any(${groups}::text[]) and row.reading_id = real.reading_id
  `.execute(trx)
  await sql`
    update actual_group set service = ${service}, external_id = 'sim-' || md5(group_id), updated_at = now()
    where group_id = any(${groups}::text[])
  `.execute(trx)
}

/** What the simulated service holds, as it was last read. */
export async function listTrialGroups(db: Db, service: string): Promise<TrialGroup[]> {
  const { rows: groups } = await sql<{
    externalId: string
    name: string
    capacity: number | null
    readingId: string | null
  }>`
    select external_id as "externalId", name, capacity, reading_id as "readingId" from actual_group
    where service = ${service} order by external_id
  `.execute(db)
  const { rows } = await sql<{
    readingId: string
    accountId: string
    name: string
    role: number
    state: 'member' | 'invited' | 'invitation-failed'
  }>`
    select row.reading_id as "readingId", row.account_id as "accountId", row.display_name as name, row.role, row.state
    from actual_group as real join reading_member as row on row.reading_id = real.reading_id
    where real.service = ${service} and row.account_id is not null
    order by row.reading_id, row.ordinal
  `.execute(db)
  const membersOf = Map.groupBy(rows, (row) => row.readingId)
  return groups.map(({ readingId, ...group }) => ({
    ...group,
    members: (readingId === null ? [] : (membersOf.get(readingId) ?? [])).map(({ accountId, name, role, state }) => ({
      accountId,
      name,
      role: roleOf(role),
      state,
    })),
  }))
}

/** Everybody who has an account at a service. */
export async function listServiceUsers(
  db: Db,
  service: string,
): Promise<{ readonly accountId: string; readonly personId: PersonId; readonly name: string }[]> {
  const { rows } = await sql<{ accountId: string; personId: string; name: string }>`
    select account.account_id as "accountId", account.person_id as "personId", person.name
    from messaging_account as account join person on person.id = account.person_id
    where account.service = ${service} order by account.account_id
  `.execute(db)
  return rows
}

/** The groups that a service reaches. */
export async function listGroupsOfService(db: Db, service: string): Promise<GroupId[]> {
  const { rows } = await sql<{ groupId: string }>`
    select group_id as "groupId" from actual_group where service = ${service} and group_id is not null order by group_id
  `.execute(db)
  return rows.map((row) => row.groupId)
}

/** Gives the groups back to the people who lead them, and forgets the made-up accounts. */
export async function moveFromTrial(trx: Db, service: string): Promise<void> {
  await lockMembership(trx)
  await sql`
    update actual_group set service = 'hands-on', external_id = 'ordinary:' || group_id, updated_at = now()
    where service = ${service} and group_id is not null
  `.execute(trx)
  await sql`delete from actual_group where service = ${service}`.execute(trx)
  await sql`delete from messaging_account where service = ${service}`.execute(trx)
}
