import type { Change, ChangeState, GroupId, Held, PersonId, UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { keysOf, pageOf, type Page } from '../page.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import type { RunGroupState } from './runs.tables.ts'

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
  const { rows } = await sql<RunChange>`
    select place, change, state, code, message, attempts, asked_at as "askedAt", settled_at as "settledAt"
    from run_change where run_id = ${runId} and group_id = ${groupId} order by place
  `.execute(db)
  return rows
}

/** A change of a run that was begun, with its group. */
export interface BegunChange extends RunChange {
  readonly groupId: GroupId
  readonly groupName: string
}

/** Everything in a run that is not waiting any more, in the order of the run. */
export async function listBegunChanges(db: Db, runId: string): Promise<BegunChange[]> {
  return db
    .selectFrom('run_change')
    .innerJoin('run_group', (join) =>
      join.onRef('run_group.run_id', '=', 'run_change.run_id').onRef('run_group.group_id', '=', 'run_change.group_id'),
    )
    .select([
      'run_change.group_id as groupId',
      'run_group.name as groupName',
      'run_change.place',
      'run_change.change',
      'run_change.state',
      'run_change.code',
      'run_change.message',
      'run_change.attempts',
      'run_change.asked_at as askedAt',
      'run_change.settled_at as settledAt',
    ])
    .where('run_change.run_id', '=', runId)
    .where('run_change.state', '!=', 'waiting')
    .orderBy('run_group.ordinal')
    .orderBy('run_change.place')
    .execute()
}

/** What was approved in each group of a run that is not over: its changes, and what was held, in the order of the run. */
export async function listApproved(
  db: Db,
  runId: string,
): Promise<{ readonly groupId: GroupId; readonly changes: readonly Change[]; readonly held: readonly Held[] }[]> {
  const { rows } = await sql<{ groupId: string; changes: Change[]; held: Held[] }>`
    select run_group.group_id as "groupId", run_group.held,
      (select jsonb_agg(run_change.change order by run_change.place) from run_change
       where run_change.run_id = run_group.run_id and run_change.group_id = run_group.group_id) as changes
    from run_group
    where run_group.run_id = ${runId} and run_group.state in ('waiting', 'working', 'with-people')
    order by run_group.ordinal
  `.execute(db)
  return rows
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

interface TakenGroup extends RunGroup {
  /** An earlier run asked for the group to be made, and nobody knows whether it was. */
  readonly madeInDoubt: boolean
}

/**
 * Takes a group for one worker until the lease ends. `null`: another worker has it, its run is not running, or it has ended.
 * A group that waits for people may be taken to look whether they are done.
 */
export async function takeRunGroup(
  db: Db,
  key: GroupKey,
  lease: { readonly id: string; readonly now: string; readonly until: string },
): Promise<TakenGroup | null> {
  const { rows } = await sql<TakenGroup>`
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
      run_group.ended_at as "endedAt",
      exists (
        select from run_group as other
        join run_change as made on made.run_id = other.run_id and made.group_id = other.group_id
        where other.group_id = run_group.group_id and other.run_id <> run_group.run_id
          and made.change ->> 'kind' = 'create-group' and made.state in ('started', 'without-effect')
      ) as "madeInDoubt"
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
  const { rows } = await sql`${keepGroup(key, lease)}`.execute(trx)
  return rows.length > 0
}

function keepGroup(key: GroupKey, lease: { readonly id: string; readonly until: string }): RawBuilder<unknown> {
  return sql`
    update run_group set leased_until = ${lease.until}
    from run
    where run_group.run_id = ${key.runId} and run_group.group_id = ${key.groupId} and run_group.lease = ${lease.id}
      and run.id = run_group.run_id and run.state = 'running'
    returning true as held`
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

/** Where a change of a run stands now. */
export interface ChangeMark {
  readonly place: number
  readonly state: ChangeState
  readonly code: string | null
  readonly message: string | null
  /** Whether it was asked for once more. */
  readonly asked: boolean
}

/** Says where changes stand, for whoever holds the group and goes on holding it; `false`, and nothing is marked, where the lease is lost. */
export async function updateHeldRunChanges(
  db: Db,
  key: GroupKey,
  lease: { readonly id: string; readonly until: string },
  marks: readonly ChangeMark[],
  now: string,
): Promise<boolean> {
  // One statement: what is noted before every call to a service is most of what a run writes.
  const { rows } = await sql<{ held: boolean }>`
    with
      held as (${keepGroup(key, lease)}),
      ${markedIn('held', key, marks, now)}
    select held from held
  `.execute(db)
  return rows.length > 0
}

/**
 * Gives a group back, with where its changes stand, and tells whether others of its run are open; `null`, and nothing is marked, when the
 * lease was lost, or its run was cancelled: then somebody else has said what becomes of it.
 */
export async function releaseRunGroup(
  trx: Db,
  key: GroupKey,
  leaseId: string,
  end: PassEnd,
  marks: readonly ChangeMark[],
  now: string,
): Promise<{ readonly othersOpen: boolean } | null> {
  const { rows } = await sql<{ othersOpen: boolean }>`
    with
      given as (
        update run_group set state = ${end.state}, code = ${end.code},
          detail = ${end.detail === null ? null : JSON.stringify(end.detail)}, failures = ${end.failures}, due_at = ${end.dueAt},
          ended_at = ${end.endedAt}, lease = null, leased_until = null
        where run_id = ${key.runId} and group_id = ${key.groupId} and lease = ${leaseId} and state = 'working'
        returning true as given
      ),
      ${markedIn('given', key, marks, now)}
    select exists (
      select from run_group
      where run_id = ${key.runId} and group_id <> ${key.groupId} and state in ('waiting', 'working', 'with-people')
    ) as "othersOpen"
    from given
  `.execute(trx)
  return rows[0] ?? null
}

/** Gives back a group that somebody else has said the end of. */
export async function leaveRunGroup(trx: Db, key: GroupKey, leaseId: string): Promise<void> {
  await trx
    .updateTable('run_group')
    .set({ lease: null, leased_until: null })
    .where('run_id', '=', key.runId)
    .where('group_id', '=', key.groupId)
    .where('lease', '=', leaseId)
    .execute()
}

/** What a statement marks where another part of it gave a row. */
function markedIn(
  part: 'held' | 'given',
  key: GroupKey,
  marks: readonly ChangeMark[],
  now: string,
): RawBuilder<unknown> {
  if (marks.length === 0) return sql`marked as (select 1)`
  return sql`
    marked as (
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
        and exists (select from ${sql.ref(part)})
    )`
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
