import type { GroupId, PersonId, Role } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { lockMembership } from '../locks.ts'
import { HANDS_ON, updateActualGroup, type ActualGroup } from '../readings/actual-groups.queries.ts'
import { updateActualMembers } from '../readings/actual-members.ts'
import { roleOf } from '../role.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'

/** A group as the simulated service has it. */
export interface TrialGroup {
  readonly externalId: string
  readonly name: string
  readonly description: string
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
    update actual_group set service = ${service}, external_id = 'sim-' || md5(group_id), updated_at = now()
    where group_id = any(${groups}::text[])
  `.execute(trx)
}

/** What is known of groups that were moved to a simulated service, as it has them when it begins. */
export async function listGroupsToSimulate(db: Db, service: string): Promise<TrialGroup[]> {
  const { rows } = await sql<{
    externalId: string
    groupName: string
    accountId: string | null
    name: string
    role: number
    state: TrialGroup['members'][number]['state']
  }>`
    select real.external_id as "externalId", real.name as "groupName", row.display_name as name, row.role, row.state,
      coalesce(account.account_id, 'stranger-' || md5(row.reading_id || row.key)) as "accountId"
    from actual_group as real
    left join reading_member as row on row.reading_id = real.reading_id
    left join messaging_account as account on account.person_id = row.person_id and account.service = ${service}
    where real.service = ${service}
    order by real.external_id, row.ordinal
  `.execute(db)
  return [...Map.groupBy(rows, (row) => row.externalId)].map(([externalId, members]) => ({
    externalId,
    name: members[0]?.groupName ?? '',
    description: '',
    // A group that has nobody is one row without anything in it.
    members: members.flatMap(({ accountId, name, role, state }) =>
      accountId === null ? [] : [{ accountId, name, role: roleOf(role), state }],
    ),
  }))
}

const KEPT = 'trial-group '

/** Keeps groups as the simulated service has them now. */
export async function updateTrialGroups(db: Db, groups: readonly TrialGroup[]): Promise<void> {
  await sql`
    insert into setting (name, value)
    select * from unnest(
      ${textArray(groups.map(({ externalId }) => KEPT + externalId))}::text[],
      ${textArray(groups.map((group) => JSON.stringify(group)))}::jsonb[]
    )
    on conflict (name) do update set value = excluded.value, updated_at = now()
  `.execute(db)
}

/** The groups as the simulated service had them last. */
export async function listTrialGroups(db: Db): Promise<TrialGroup[]> {
  const { rows } = await sql<{ value: TrialGroup }>`
    select value from setting where starts_with(name, ${KEPT}) order by name
  `.execute(db)
  return rows.map(({ value }) => value)
}

/** Forgets what the simulated service had. */
export async function deleteTrialGroups(trx: Db): Promise<void> {
  await sql`delete from setting where starts_with(name, ${KEPT})`.execute(trx)
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

/** What is known of a real group beside who is in it. */
export type RealGroup = Omit<ActualGroup, 'groupId' | 'readingId' | 'service'>

/**
 * Gives the groups back to the people who lead them, and forgets all that the service told: who is in them is what the last other list
 * says, with whoever was seen joining since; what else is known of them is as it was before (`known`). Groups that were only there are gone.
 */
export async function moveFromTrial(trx: Db, service: string, known: readonly RealGroup[]): Promise<void> {
  await lockMembership(trx)
  const groupIds = await listGroupsOfService(trx, service)
  const told = sql`
    select reading.id, reading.actual_group_id, reading.first_read_at
    from reading join actual_group as real on real.id = reading.actual_group_id
    where real.service = ${service} and reading.source = ${`service:${service}`}`
  // Whoever was not on a list had gone at the time of the list.
  await sql`
    delete from departure using (${told}) as told
    where departure.actual_group_id = told.actual_group_id and departure.departed_at = told.first_read_at
  `.execute(trx)
  await sql`
    update actual_group set reading_id = (
      select id from reading
      where reading.actual_group_id = actual_group.id and reading.source <> ${`service:${service}`}
      order by read_at desc, id desc limit 1
    )
    where service = ${service}
  `.execute(trx)
  await sql`
    insert into reading_member (reading_id, key, ordinal, person_id, display_name, matched_by, joined_at)
    select real.reading_id, 'joined ' || joined.person_id,
      (select coalesce(max(ordinal), 0) from reading_member where reading_id = real.reading_id)
        + row_number() over (partition by real.id order by joined.joined_at, joined.person_id),
      joined.person_id, joined.display_name, 'joined', joined.joined_at
    from (
      select distinct on (told.actual_group_id, row.person_id) told.actual_group_id, row.person_id, row.display_name, row.joined_at
      from (${told}) as told join reading_member as row on row.reading_id = told.id
      where row.joined_at is not null and row.person_id is not null
      order by told.actual_group_id, row.person_id, row.joined_at
    ) as joined
    join actual_group as real on real.id = joined.actual_group_id
    where real.reading_id is not null and not exists (
      select from reading_member as row where row.reading_id = real.reading_id and row.person_id = joined.person_id
    )
  `.execute(trx)
  await sql`delete from reading using (${told}) as told where reading.id = told.id`.execute(trx)
  for (const { id, ...was } of known) await updateActualGroup(trx, id, { ...was, service: HANDS_ON })
  await sql`delete from actual_group where service = ${service} and (group_id is null or reading_id is null)`.execute(
    trx,
  )
  await sql`
    update actual_group set service = ${HANDS_ON}, external_id = 'ordinary:' || group_id, updated_at = now()
    where service = ${service}
  `.execute(trx)
  await sql`delete from messaging_account where service = ${service}`.execute(trx)
  await updateActualMembers(trx, groupIds)
  await deleteTrialGroups(trx)
}
