import type { Change, ChangeState, GroupId, Held, PersonId, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { keysOf, pageOf, type Page } from '../page.ts'
import type { Db, RunGroupState, RunState } from '../schema.ts'
import { textArray } from '../text-array.ts'

/** An approved plan, and how far it is carried out. */
export interface Run {
  readonly id: string
  readonly state: RunState
  readonly fingerprint: string
  readonly plan: object
  readonly reason: string | null
  readonly approvedBy: string
  readonly approvedAt: string
  readonly expiresAt: string
  readonly needsSecond: boolean
  readonly secondedBy: string | null
  readonly secondedAt: string | null
  readonly startedAt: string | null
  readonly endedAt: string | null
}

const RUN_COLUMNS = [
  'id',
  'state',
  'fingerprint',
  'plan',
  'reason',
  'approved_by as approvedBy',
  'approved_at as approvedAt',
  'expires_at as expiresAt',
  'needs_second as needsSecond',
  'seconded_by as secondedBy',
  'seconded_at as secondedAt',
  'started_at as startedAt',
  'ended_at as endedAt',
] as const

/** One group of a run. */
export interface RunGroup {
  readonly runId: string
  readonly groupId: GroupId
  readonly unitId: UnitId
  readonly name: string
  readonly state: RunGroupState
  readonly code: string | null
  readonly detail: unknown
  /** What the approved plan held in it. */
  readonly held: readonly Held[]
  readonly passes: number
  readonly failures: number
  readonly dueAt: string
  readonly endedAt: string | null
}

const GROUP_COLUMNS = [
  'run_id as runId',
  'group_id as groupId',
  'unit_id as unitId',
  'name',
  'state',
  'code',
  'detail',
  'held',
  'passes',
  'failures',
  'due_at as dueAt',
  'ended_at as endedAt',
] as const

/** One change of a run, as it was approved. */
export interface RunChange {
  readonly place: number
  readonly change: Change
  readonly state: ChangeState
  readonly code: string | null
  readonly message: string | null
  readonly attempts: number
  readonly askedAt: string | null
  readonly settledAt: string | null
}

const CHANGE_COLUMNS = [
  'place',
  'change',
  'state',
  'code',
  'message',
  'attempts',
  'asked_at as askedAt',
  'settled_at as settledAt',
] as const

export interface NewRun {
  readonly id: string
  readonly fingerprint: string
  readonly plan: object
  readonly reason: string | null
  readonly approvedBy: string
  readonly approvedAt: string
  readonly expiresAt: string
  readonly needsSecond: boolean
  /** In the order in which they are carried out. */
  readonly groups: readonly { readonly id: GroupId; readonly unitId: UnitId; readonly name: string }[]
  readonly changes: readonly Change[]
  readonly held: readonly Held[]
}

/** Keeps an approved plan. A group that another run is busy with is refused by `run_group_busy_uq`. */
export async function insertRun(trx: Db, run: NewRun): Promise<void> {
  await trx
    .insertInto('run')
    .values({
      id: run.id,
      state: 'approved',
      fingerprint: run.fingerprint,
      plan: JSON.stringify(run.plan),
      reason: run.reason,
      approved_by: run.approvedBy,
      approved_at: run.approvedAt,
      expires_at: run.expiresAt,
      needs_second: run.needsSecond,
    })
    .execute()
  const { groups, changes } = run
  const heldOf = Map.groupBy(run.held, (line) => line.groupId)
  await sql`
    insert into run_group (run_id, group_id, unit_id, name, ordinal, held, state, due_at)
    select ${run.id}, *, 'waiting', ${run.approvedAt}::timestamptz from unnest(
      ${textArray(groups.map((group) => group.id))}::text[], ${textArray(groups.map((group) => group.unitId))}::text[],
      ${textArray(groups.map((group) => group.name))}::text[], ${textArray(groups.map((_, index) => index))}::integer[],
      ${textArray(groups.map((group) => JSON.stringify(heldOf.get(group.id) ?? [])))}::jsonb[]
    )
  `.execute(trx)
  const places = new Map<GroupId, number>()
  const rows = changes.map((change) => {
    const place = places.get(change.groupId) ?? 0
    places.set(change.groupId, place + 1)
    return { place, change }
  })
  await sql`
    insert into run_change (run_id, group_id, place, change, person_id)
    select ${run.id}, *, one.change ->> 'personId' from unnest(
      ${textArray(rows.map(({ change }) => change.groupId))}::text[], ${textArray(rows.map(({ place }) => place))}::integer[],
      ${textArray(rows.map(({ change }) => JSON.stringify(change)))}::jsonb[]
    ) as one (group_id, place, change)
  `.execute(trx)
}

/** Runs that are busy with one of the groups. */
export async function listBusyGroups(
  db: Db,
  groupIds: readonly GroupId[],
): Promise<{ readonly runId: string; readonly groupId: GroupId; readonly name: string }[]> {
  return db
    .selectFrom('run_group')
    .select(['run_id as runId', 'group_id as groupId', 'name'])
    .where('state', 'in', ['waiting', 'working'])
    .where(sql<boolean>`group_id = any(${textArray(groupIds)}::text[])`)
    .orderBy('name')
    .execute()
}

/** What waited for people in these groups gives way to a newer run. Gives the runs that this was about. */
export async function cancelWithPeople(trx: Db, groupIds: readonly GroupId[], now: string): Promise<string[]> {
  const { rows } = await sql<{ runId: string }>`
    with given_up as (
      update run_group set state = 'cancelled', code = 'superseded', ended_at = ${now}
      where state = 'with-people' and group_id = any(${textArray(groupIds)}::text[])
      returning run_id, group_id
    ),
    changes as (
    update run_change set state = 'cancelled', code = 'superseded', settled_at = ${now}
    from given_up
    where run_change.run_id = given_up.run_id and run_change.group_id = given_up.group_id
      and run_change.state in ('waiting', 'started', 'accepted', 'pending')
    )
    select distinct run_id as "runId" from given_up
  `.execute(trx)
  return rows.map((row) => row.runId)
}

export async function findRun(db: Db, id: string): Promise<Run | null> {
  return (await db.selectFrom('run').select(RUN_COLUMNS).where('id', '=', id).executeTakeFirst()) ?? null
}

/** Runs with a group in one of the units (`null`: all), newest first. */
export async function listRuns(
  db: Db,
  filter: { readonly unitIds: readonly UnitId[] | null; readonly after?: string | null; readonly limit: number },
): Promise<Page<Run>> {
  const { unitIds, limit } = filter
  const keys = keysOf(filter.after, 2)
  const rows = await db
    .selectFrom('run')
    .select(RUN_COLUMNS)
    .$if(unitIds !== null, (query) =>
      query.where((eb) =>
        eb.exists(
          eb
            .selectFrom('run_group')
            .select('run_id')
            .whereRef('run_group.run_id', '=', 'run.id')
            .where(sql<boolean>`run_group.unit_id = any(${textArray(unitIds ?? [])}::text[])`),
        ),
      ),
    )
    .$if(keys !== null, (query) =>
      query.where(sql<boolean>`(approved_at, id) < (${keys?.[0]}::timestamptz, ${keys?.[1]})`),
    )
    .orderBy('approved_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, (row) => [row.approvedAt, row.id])
}

/** The units whose groups a run is about. */
export async function listRunUnits(db: Db, runId: string): Promise<UnitId[]> {
  const rows = await db.selectFrom('run_group').select('unit_id').distinct().where('run_id', '=', runId).execute()
  return rows.map((row) => row.unit_id)
}

/** Moves a run on, if it still is in one of the states; `false` when somebody else was faster. */
export async function updateRun(
  db: Db,
  id: string,
  from: readonly RunState[],
  change: {
    readonly state: RunState
    readonly startedAt?: string
    readonly endedAt?: string
    readonly second?: { readonly by: string; readonly at: string }
    readonly plan?: object
  },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('run')
    .set({
      state: change.state,
      ...(change.startedAt === undefined ? {} : { started_at: change.startedAt }),
      ...(change.endedAt === undefined ? {} : { ended_at: change.endedAt }),
      ...(change.second === undefined ? {} : { seconded_by: change.second.by, seconded_at: change.second.at }),
      ...(change.plan === undefined ? {} : { plan: JSON.stringify(change.plan) }),
    })
    .where('id', '=', id)
    .where('state', 'in', [...from])
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** How many groups and changes of a run are in which state. */
export interface RunCounts {
  readonly groups: Readonly<Partial<Record<RunGroupState, number>>>
  readonly changes: Readonly<Partial<Record<ChangeState, number>>>
}

/** Counts for each of the runs. */
export async function countRuns(db: Db, runIds: readonly string[]): Promise<Map<string, RunCounts>> {
  const { rows } = await sql<{ runId: string; what: 'groups' | 'changes'; state: string; count: number }>`
    select run_id as "runId", 'groups' as what, state, count(*)::int as count
    from run_group where run_id = any(${textArray(runIds)}::text[]) group by run_id, state
    union all
    select run_id, 'changes', state, count(*)::int
    from run_change where run_id = any(${textArray(runIds)}::text[]) group by run_id, state
  `.execute(db)
  return new Map(
    runIds.map((id) => {
      const own = rows.filter((row) => row.runId === id)
      const countsOf = (what: string) =>
        Object.fromEntries(own.filter((row) => row.what === what).map(({ state, count }) => [state, count]))
      return [id, { groups: countsOf('groups'), changes: countsOf('changes') }]
    }),
  )
}

/** The groups of a run, in its order. */
export async function listRunGroups(
  db: Db,
  runId: string,
  filter: {
    readonly states?: readonly RunGroupState[]
    readonly after?: string | null
    readonly limit: number
  },
): Promise<Page<RunGroup>> {
  const keys = keysOf(filter.after, 1)
  const rows = await db
    .selectFrom('run_group')
    .select([...GROUP_COLUMNS, 'ordinal'])
    .where('run_id', '=', runId)
    .$if(filter.states !== undefined, (query) => query.where('state', 'in', [...(filter.states ?? [])]))
    .$if(keys !== null, (query) => query.where('ordinal', '>', Number(keys?.[0])))
    .orderBy('ordinal')
    .limit(filter.limit + 1)
    .execute()
  return pageOf(rows, filter.limit, (row) => [String(row.ordinal)])
}

export async function findRunGroup(db: Db, runId: string, groupId: GroupId): Promise<RunGroup | null> {
  const row = await db
    .selectFrom('run_group')
    .select(GROUP_COLUMNS)
    .where('run_id', '=', runId)
    .where('group_id', '=', groupId)
    .executeTakeFirst()
  return row ?? null
}

/** The changes of one group of a run, in the order of the plan. */
export async function listRunChanges(db: Db, runId: string, groupId: GroupId): Promise<RunChange[]> {
  return db
    .selectFrom('run_change')
    .select(CHANGE_COLUMNS)
    .where('run_id', '=', runId)
    .where('group_id', '=', groupId)
    .orderBy('place')
    .execute()
}

/** Groups of running runs whose time has come and that nobody works on. */
export async function listDueGroups(
  db: Db,
  now: string,
  limit: number,
): Promise<{ readonly runId: string; readonly groupId: GroupId }[]> {
  const { rows } = await sql<{ runId: string; groupId: string }>`
    select run_group.run_id as "runId", run_group.group_id as "groupId"
    from run_group join run on run.id = run_group.run_id
    where run_group.state in ('waiting', 'working') and run_group.due_at <= ${now}
      and (run_group.leased_until is null or run_group.leased_until <= ${now})
      and run.state = 'running'
    order by run_group.due_at, run_group.run_id, run_group.ordinal
    limit ${limit}
  `.execute(db)
  return rows
}

export interface GroupKey {
  readonly runId: string
  readonly groupId: GroupId
}

/**
 * Takes a group for one worker until the lease ends. `null`: another worker has it, its run is not running, or it has ended.
 * A group that waits for people may be taken to look whether they are done.
 */
export async function takeRunGroup(
  db: Db,
  key: GroupKey,
  lease: { readonly id: string; readonly now: string; readonly until: string },
): Promise<RunGroup | null> {
  const { rows } = await sql<RunGroup>`
    update run_group set lease = ${lease.id}, leased_until = ${lease.until}, state = 'working', passes = passes + 1
    from run
    where run_group.run_id = ${key.runId} and run_group.group_id = ${key.groupId} and run.id = run_group.run_id
      and run.state = 'running' and run_group.state in ('waiting', 'working', 'with-people')
      and (run_group.leased_until is null or run_group.leased_until <= ${lease.now})
      -- What was asked for by a run that was cancelled meanwhile may still arrive.
      and not exists (
        select from run_group as other
        where other.group_id = run_group.group_id and other.run_id <> run_group.run_id and other.leased_until > ${lease.now}
      )
    returning run_group.run_id as "runId", run_group.group_id as "groupId", run_group.unit_id as "unitId", run_group.name,
      run_group.state, run_group.code, run_group.detail, run_group.held, run_group.passes, run_group.failures, run_group.due_at as "dueAt",
      run_group.ended_at as "endedAt"
  `.execute(db)
  return rows[0] ?? null
}

/** Forgets who works on what: for the only process of a database, which has just begun and works on nothing. */
export async function forgetLeases(db: Db): Promise<void> {
  await db.updateTable('run_group').set({ lease: null, leased_until: null }).where('lease', 'is not', null).execute()
  await db.updateTable('announcement').set({ lease: null, leased_until: null }).where('lease', 'is not', null).execute()
}

/** Goes on holding a group, in the transaction that the answer is for; `false`: the lease is lost, or the run no longer running. */
export async function keepRunGroup(
  trx: Db,
  key: GroupKey,
  lease: { readonly id: string; readonly until: string },
): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    update run_group set leased_until = ${lease.until}
    from run
    where run_group.run_id = ${key.runId} and run_group.group_id = ${key.groupId} and run_group.lease = ${lease.id}
      and run.id = run_group.run_id and run.state = 'running'
    returning true as held
  `.execute(trx)
  return rows.length > 0
}

/** What becomes of a group at the end of a pass. */
export interface PassEnd {
  readonly state: RunGroupState
  readonly code: string | null
  readonly detail: unknown
  readonly failures: number
  readonly dueAt: string
  readonly endedAt: string | null
}

/** Gives a group back; `false` when the lease was lost, or its run was cancelled: then somebody else has said what becomes of it. */
export async function releaseRunGroup(trx: Db, key: GroupKey, leaseId: string, end: PassEnd): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('run_group')
    .set({
      state: end.state,
      code: end.code,
      detail: end.detail === null ? null : JSON.stringify(end.detail),
      failures: end.failures,
      due_at: end.dueAt,
      ended_at: end.endedAt,
      lease: null,
      leased_until: null,
    })
    .where('run_id', '=', key.runId)
    .where('group_id', '=', key.groupId)
    .where('lease', '=', leaseId)
    .where('state', '=', 'working')
    .executeTakeFirst()
  if (numUpdatedRows > 0n) return true
  await trx
    .updateTable('run_group')
    .set({ lease: null, leased_until: null })
    .where('run_id', '=', key.runId)
    .where('group_id', '=', key.groupId)
    .where('lease', '=', leaseId)
    .execute()
  return false
}

/** Where a change of a run stands now. */
export interface ChangeMark {
  readonly place: number
  readonly state: ChangeState
  readonly code: string | null
  readonly message: string | null
  /** Whether it was asked for once more. */
  readonly asked: boolean
}

export async function updateRunChanges(
  trx: Db,
  key: GroupKey,
  marks: readonly ChangeMark[],
  now: string,
): Promise<void> {
  if (marks.length === 0) return
  await sql`
    update run_change set state = mark.state, code = mark.code, message = coalesce(mark.message, run_change.message),
      attempts = run_change.attempts + (case when mark.asked then 1 else 0 end),
      asked_at = case when mark.asked then ${now}::timestamptz else run_change.asked_at end,
      settled_at = case when mark.state in ('waiting', 'started') then null else ${now}::timestamptz end
    from unnest(
      ${textArray(marks.map((mark) => mark.place))}::integer[], ${textArray(marks.map((mark) => mark.state))}::text[],
      ${textArray(marks.map((mark) => mark.code))}::text[], ${textArray(marks.map((mark) => mark.message))}::text[],
      ${textArray(marks.map((mark) => mark.asked))}::boolean[]
    ) as mark (place, state, code, message, asked)
    where run_change.run_id = ${key.runId} and run_change.group_id = ${key.groupId} and run_change.place = mark.place
  `.execute(trx)
}

/** Ends the open groups of a run, with all that was not asked for yet. Whoever works on one of them keeps it until the lease ends. */
export async function cancelOpenGroups(trx: Db, runId: string, now: string): Promise<void> {
  await sql`
    with ended as (
      update run_group set state = 'cancelled', ended_at = ${now}
      where run_id = ${runId} and state in ('waiting', 'working', 'with-people')
      returning group_id
    )
    update run_change set state = 'cancelled', settled_at = ${now}
    from ended
    where run_change.run_id = ${runId} and run_change.group_id = ended.group_id and run_change.state = 'waiting'
  `.execute(trx)
}

/** How many were removed from each group since then: many small runs add up. */
export async function countRemovalsSince(
  db: Db,
  groupIds: readonly GroupId[],
  since: string,
): Promise<Map<GroupId, number>> {
  const { rows } = await sql<{ groupId: string; count: number }>`
    select group_id as "groupId", count(*)::int as count from run_change
    where state in ('accepted', 'proved') and change ->> 'kind' = 'remove' and settled_at >= ${since}
      and group_id = any(${textArray(groupIds)}::text[])
    group by group_id
  `.execute(db)
  return new Map(rows.map((row) => [row.groupId, row.count]))
}

/** Whether an earlier run asked for the group to be made, and nobody knows whether it was. */
export async function isCreationInDoubt(db: Db, { runId, groupId }: GroupKey): Promise<boolean> {
  const { rows } = await sql`
    select from run_change
    where group_id = ${groupId} and run_id <> ${runId} and change ->> 'kind' = 'create-group'
      and state in ('started', 'without-effect')
    limit 1
  `.execute(db)
  return rows.length > 0
}

/**
 * Forgets the real group that a run was said to have made, where no list of it was ever read; those creations had no effect. `false`:
 * there is none.
 */
export async function deleteUnreadGroup(trx: Db, groupId: GroupId, now: string): Promise<boolean> {
  const { rows } = await sql`
    with forgotten as (
      delete from actual_group
      where group_id = ${groupId} and reading_id is null and exists (
        select from run_change
        where group_id = ${groupId} and change ->> 'kind' = 'create-group' and state = 'accepted'
      )
      returning group_id
    )
    update run_change set state = 'without-effect', settled_at = ${now}
    from forgotten
    where run_change.group_id = forgotten.group_id and change ->> 'kind' = 'create-group' and state = 'accepted'
    returning run_change.run_id
  `.execute(trx)
  return rows.length > 0
}

/** What was asked for last about these people in a group, in whatever run. */
export async function listLastAsked(db: Db, groupId: GroupId, personIds: readonly PersonId[]): Promise<Change[]> {
  const { rows } = await sql<{ change: Change }>`
    select distinct on (person_id) change from run_change
    where group_id = ${groupId} and person_id = any(${textArray(personIds)}::text[]) and attempts > 0
    order by person_id, asked_at desc
  `.execute(db)
  return rows.map((row) => row.change)
}

/** Every open group of a run. */
export async function listOpenGroups(db: Db, runId: string): Promise<GroupId[]> {
  const rows = await db
    .selectFrom('run_group')
    .select('group_id')
    .where('run_id', '=', runId)
    .where('state', 'in', ['waiting', 'working', 'with-people'])
    .orderBy('ordinal')
    .execute()
  return rows.map((row) => row.group_id)
}

/** How many changes were settled since then: how fast it goes. */
export async function countSettledSince(db: Db, runId: string, since: string): Promise<number> {
  const row = await db
    .selectFrom('run_change')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('run_id', '=', runId)
    .where('state', 'not in', ['waiting', 'started', 'cancelled'])
    .where('settled_at', '>=', since)
    .executeTakeFirstOrThrow()
  return row.count
}

/** The newest run of a group that is not over. */
export async function findOpenRunOf(db: Db, groupId: GroupId): Promise<RunGroup | null> {
  const row = await db
    .selectFrom('run_group')
    .innerJoin('run', 'run.id', 'run_group.run_id')
    .select(GROUP_COLUMNS.map((column) => `run_group.${column}` as const))
    .where('run_group.group_id', '=', groupId)
    .where('run_group.state', 'in', ['waiting', 'working', 'with-people'])
    .orderBy('run.approved_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** The accounts that people have at a service, on the day. */
export async function listServiceAccounts(
  db: Db,
  service: string,
  personIds: readonly PersonId[],
  asOf: string,
): Promise<Map<PersonId, string>> {
  const { rows } = await sql<{ personId: string; accountId: string }>`
    select distinct on (person_id) person_id as "personId", account_id as "accountId" from messaging_account
    where service = ${service} and person_id = any(${textArray(personIds)}::text[])
      and valid_from <= ${asOf}::date and valid_to > ${asOf}::date
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
