import type { Change, ChangeState, GroupId, Held, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { keysOf, pageOf, type Page } from '../page.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import type { RunGroupState, RunState } from './runs.tables.ts'

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

export interface NewRun extends Pick<
  Run,
  'id' | 'fingerprint' | 'plan' | 'reason' | 'approvedBy' | 'approvedAt' | 'expiresAt' | 'needsSecond'
> {
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

/** What waited for people in these groups, or had stopped in them, gives way to a newer run. Gives the runs that this was about. */
export async function cancelWithPeople(trx: Db, groupIds: readonly GroupId[], now: string): Promise<string[]> {
  const { rows } = await sql<{ runId: string }>`
    with given_up as (
      update run_group set state = 'cancelled', code = 'superseded', ended_at = coalesce(ended_at, ${now})
      where state in ('with-people', 'moved') and group_id = any(${textArray(groupIds)}::text[])
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

/**
 * How many groups and changes of a run are in which state; `with-people`: somebody was asked to do it and has not answered yet;
 * `stopped`: the same, and it waits for a new approval, because the group has moved.
 */
export interface RunCounts {
  readonly groups: Readonly<Partial<Record<RunGroupState, number>>>
  readonly changes: Readonly<Partial<Record<ChangeState | 'with-people' | 'stopped', number>>>
}

/** Asked of people who have not answered: nobody was invited yet. */
const IS_WITH_PEOPLE = sql<boolean>`run_change.state = 'pending' and exists (
  select from task where task.group_id = run_change.group_id and task.state = 'open'
    and task.subject = coalesce('person ' || run_change.person_id, 'group')
)`

const GROUP_HAS_MOVED = sql<boolean>`(
  select part.state = 'moved' from run_group as part
  where part.run_id = run_change.run_id and part.group_id = run_change.group_id
)`

/** Counts for each of the runs, with the name of its first group. */
export async function countRuns(
  db: Db,
  runIds: readonly string[],
): Promise<Map<string, RunCounts & { readonly firstGroup: string }>> {
  const first = await db
    .selectFrom('run_group')
    .distinctOn('run_id')
    .select(['run_id', 'name'])
    .where(sql<boolean>`run_id = any(${textArray(runIds)}::text[])`)
    .orderBy('run_id')
    .orderBy('ordinal')
    .execute()
  const names = new Map(first.map((group) => [group.run_id, group.name]))
  const { rows } = await sql<{ runId: string; what: 'groups' | 'changes'; state: string; count: number }>`
    select run_id as "runId", 'groups' as what, state, count(*)::int as count
    from run_group where run_id = any(${textArray(runIds)}::text[]) group by run_id, state
    union all
    select run_id, 'changes', case
      when not (${IS_WITH_PEOPLE}) then state when ${GROUP_HAS_MOVED} then 'stopped' else 'with-people'
    end as state, count(*)::int
    from run_change where run_id = any(${textArray(runIds)}::text[]) group by 1, 3
  `.execute(db)
  return new Map(
    runIds.map((id) => {
      const own = rows.filter((row) => row.runId === id)
      const countsOf = (what: string) =>
        Object.fromEntries(own.filter((row) => row.what === what).map(({ state, count }) => [state, count]))
      return [id, { groups: countsOf('groups'), changes: countsOf('changes'), firstGroup: names.get(id) ?? '' }]
    }),
  )
}

/**
 * Ends the open groups of a run, with all that was not asked for yet, or asked of people who have not answered: their tasks are still
 * open then. Whoever works on one of them keeps it until the lease ends.
 */
export async function cancelOpenGroups(trx: Db, runId: string, now: string): Promise<void> {
  await sql`
    with ended as (
      update run_group set state = 'cancelled', ended_at = ${now}
      where run_id = ${runId} and state in ('waiting', 'working', 'with-people')
      returning group_id
    )
    update run_change set state = 'cancelled', settled_at = ${now}
    from ended
    where run_change.run_id = ${runId} and run_change.group_id = ended.group_id
      and (run_change.state = 'waiting' or ${IS_WITH_PEOPLE})
  `.execute(trx)
}

/** How many were removed from each group since then: many small runs add up. */
export async function countRemovalsSince(
  db: Db,
  groupIds: readonly GroupId[],
  since: string,
): Promise<Map<GroupId, number>> {
  const { rows } = await sql<{ groupId: string; count: number }>`
    select removal.group_id as "groupId", count(*)::int as count
    from run join run_change as removal on removal.run_id = run.id
    -- In a run that has ended nothing is settled any more.
    where (run.ended_at is null or run.ended_at >= ${since})
      and removal.change ->> 'kind' = 'remove' and removal.group_id = any(${textArray(groupIds)}::text[])
      and removal.state in ('accepted', 'proved') and removal.settled_at >= ${since}
    group by removal.group_id
  `.execute(db)
  return new Map(rows.map((row) => [row.groupId, row.count]))
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

/** Whether a run has a group that is open. */
export async function hasOpenGroups(db: Db, runId: string): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`
    select exists (
      select from run_group where run_id = ${runId} and state in ('waiting', 'working', 'with-people')
    ) as open
  `.execute(db)
  return rows[0]?.open === true
}

/** How many changes were settled since then: how fast it goes. */
export async function countSettledSince(db: Db, runId: string, since: string): Promise<number> {
  const row = await db
    .selectFrom('run_change')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('run_id', '=', runId)
    .where('state', 'not in', ['waiting', 'started', 'cancelled'])
    .where('settled_at', '>=', since)
    .where(sql<boolean>`not (${IS_WITH_PEOPLE})`)
    .executeTakeFirstOrThrow()
  return row.count
}

/** A plan that was approved although a brake tripped. */
export interface Trip {
  readonly runId: string
  /** ISO instant. */
  readonly at: string
}

/**
 * Plans that were approved since then past a brake that is about one of the groups, or about all groups of a plan with one of them;
 * newest first. One that was given up before it began moved nobody, and does not count.
 */
export async function listTripsSince(db: Db, groupIds: readonly GroupId[], since: string): Promise<Trip[]> {
  const groups = sql`${textArray(groupIds)}::text[]`
  return db
    .selectFrom('run')
    .select(['id as runId', 'approved_at as at'])
    .where('approved_at', '>=', since)
    .where(sql<boolean>`not (state = 'cancelled' and started_at is null)`)
    .where(
      sql<boolean>`exists (select from run_group where run_group.run_id = run.id and run_group.group_id = any(${groups}))`,
    )
    .where(
      sql<boolean>`exists (
        select from jsonb_array_elements(run.plan -> 'checks') as brake
        where brake ->> 'outcome' = 'waived'
          and (brake ->> 'groupId' is null or brake ->> 'groupId' = any(${groups}))
      )`,
    )
    .orderBy('approved_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}
