import type { Change, GroupId, Held, PersonId, Reachability, Reason, Role, UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { HANDS_ON } from '../readings/actual-groups.queries.ts'
import { rankOf, roleOf } from '../role.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import type { TaskKind, TaskState } from './runs.tables.ts'

/** What the people who lead a group are asked to do in it by hand. */
export interface Task {
  readonly id: string
  readonly groupId: GroupId
  /** What it is about, the same whenever the same is asked for again. */
  readonly subject: string
  readonly kind: TaskKind
  readonly personId: PersonId | null
  readonly role: Role | null
  /** The name that the group shall have. */
  readonly name: string | null
  readonly state: TaskState
  /** A day until which somebody put it off. */
  readonly laterUntil: string | null
  readonly note: string | null
  readonly askedAt: string
  readonly answeredAt: string | null
  readonly answeredBy: string | null
  /** What is to be passed on. */
  readonly announcementId: string | null
  /** What the person was before the answer said otherwise. */
  readonly reachabilityBefore: Reachability | null
}

export type NewTask = Pick<Task, 'id' | 'groupId' | 'subject' | 'kind' | 'personId' | 'role' | 'name' | 'askedAt'>

/** A task with everything that whoever does it needs. */
export interface OpenTask extends Task {
  /** The words to be passed on. */
  readonly text: string | null
  /** Somebody is to be invited whom the roster no longer wants in the group. The run learns of it when it looks again. */
  readonly outdated: boolean
  /** What asked for it has stopped: it waits for a new approval, and goes on with it. */
  readonly stopped: boolean
  /** Of the person: the group is not whole without them. */
  readonly required: boolean
}

const COLUMNS = sql`
  task.id, task.group_id as "groupId", task.subject, task.kind, task.person_id as "personId", task.role, task.name, task.state,
  task.later_until as "laterUntil", task.note, task.asked_at as "askedAt", task.answered_at as "answeredAt",
  task.answered_by as "answeredBy", task.announcement_id as "announcementId", task.reachability_before as "reachabilityBefore"`

type Row<T extends Task = Task> = Omit<T, 'role'> & { readonly role: number | null }

function taskOf<R extends Row>({ role, ...row }: R): Omit<R, 'role'> & Pick<Task, 'role'> {
  return { ...row, role: role === null ? null : roleOf(role) }
}

export async function insertTask(trx: Db, task: NewTask): Promise<void> {
  await trx
    .insertInto('task')
    .values({
      id: task.id,
      group_id: task.groupId,
      subject: task.subject,
      kind: task.kind,
      person_id: task.personId,
      role: task.role === null ? null : rankOf(task.role),
      name: task.name,
      later_until: null,
      note: null,
      asked_at: task.askedAt,
      answered_at: null,
      answered_by: null,
    })
    .execute()
}

/** What was asked about these subjects of a group, newest first. */
export async function listTasksOfSubject(db: Db, groupId: GroupId, subjects: readonly string[]): Promise<Task[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from task
    where group_id = ${groupId} and subject = any(${textArray(subjects)}::text[])
    order by asked_at desc, id desc
  `.execute(db)
  return rows.map(taskOf)
}

export async function findTask(db: Db, id: string): Promise<Task | null> {
  const { rows } = await sql<Row>`select ${COLUMNS} from task where id = ${id}`.execute(db)
  const [row] = rows
  return row === undefined ? null : taskOf(row)
}

/** The groups of some units, or one group. */
export type TaskFilter = { readonly unitIds: readonly UnitId[] } | { readonly groupId: GroupId }

function isOf(filter: TaskFilter, groupId: RawBuilder<unknown>): RawBuilder<boolean> {
  return 'groupId' in filter
    ? sql`${groupId} = ${filter.groupId}`
    : sql`exists (
        select from expected_group as wanted
        where wanted.id = ${groupId} and wanted.unit_id = any(${textArray(filter.unitIds)}::text[])
      )`
}

/** Open tasks, in the order in which they are to be done in each group; what belongs to a paused announcement is left out. */
export async function listOpenTasks(db: Db, filter: TaskFilter): Promise<OpenTask[]> {
  const desired = sql`
    select from desired_member
    where desired_member.person_id = task.person_id
      -- Whoever is wanted in another part of the group is not unwanted.
      and regexp_replace(desired_member.group_id, '~[0-9]+$', '') = regexp_replace(task.group_id, '~[0-9]+$', '')`
  const going = sql`
    select from run_group join run on run.id = run_group.run_id
    where run_group.group_id = task.group_id and run_group.state in ('waiting', 'working', 'with-people')
      and run.started_at is not null`
  const { rows } = await sql<Row<OpenTask>>`
    select ${COLUMNS}, announcement.text, task.kind = 'add' and not exists (${desired}) as outdated,
      announcement.id is null and not exists (${going}) as stopped, exists (${desired} and desired_member.required) as required
    from task left join announcement on announcement.id = task.announcement_id
    where task.state = 'open' and ${isOf(filter, sql`task.group_id`)}
      and (announcement.id is null or announcement.state = 'running')
    order by group_id, asked_at, ordinal
  `.execute(db)
  return rows.map(taskOf)
}

/** What somebody answered since, newest first; what was passed on to a group is left out. */
export async function listTasksAnsweredBy(
  db: Db,
  accountId: string,
  since: string,
  filter: TaskFilter,
  limit: number,
): Promise<Task[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from task
    where task.answered_by = ${accountId} and task.answered_at >= ${since} and task.state not in ('open', 'obsolete')
      and task.announcement_id is null and ${isOf(filter, sql`task.group_id`)}
    order by task.answered_at desc, task.id desc
    limit ${limit}
  `.execute(db)
  return rows.map(taskOf)
}

/** How far people are in a group that a run waits for. */
export interface TaskProgress {
  readonly groupId: GroupId
  readonly runId: string
  /** Tasks of the run, without those that nobody has to do any more. */
  readonly asked: number
  readonly answered: number
}

/**
 * Since when answers count in a run that was approved then: those that were given to runs before it which stopped because something
 * moved, or gave way to it, count as well. Nobody does anything twice because a plan was approved anew.
 */
function countingSince(groupId: RawBuilder<unknown>, approvedAt: RawBuilder<unknown>): RawBuilder<string | null> {
  return sql`(
    select min(earlier.started_at)
    from run_group as part join run as earlier on earlier.id = part.run_id
    where part.group_id = ${groupId} and earlier.approved_at <= ${approvedAt} and earlier.state <> 'moved'
      and (part.state in ('waiting', 'working', 'with-people', 'moved') or part.code = 'superseded')
      and not exists (
        select from run_group as over join run as later on later.id = over.run_id
        where over.group_id = part.group_id and later.approved_at > earlier.approved_at
          and later.approved_at <= ${approvedAt} and later.state <> 'moved' and later.started_at is not null
          and (over.state in ('proved', 'incomplete', 'failed')
            or (over.state = 'cancelled' and over.code is distinct from 'superseded'))
      )
  )`
}

/** Since when answers count in a run of a group; `null`: it has not begun. */
export async function findCountingSince(
  db: Db,
  { runId, groupId }: { readonly runId: string; readonly groupId: GroupId },
): Promise<string | null> {
  const { rows } = await sql<{ since: string | null }>`
    select ${countingSince(sql`${groupId}::text`, sql`run.approved_at`)} as since from run where run.id = ${runId}
  `.execute(db)
  return rows[0]?.since ?? null
}

/** A group whose newest run stopped because something moved that nobody had approved. */
export interface StoppedGroup {
  readonly groupId: GroupId
  readonly unitId: UnitId
  readonly runId: string
  /** As they were approved. */
  readonly changes: readonly Change[]
  readonly held: readonly Held[]
  /** How many of the changes are done by now, as somebody says or a list shows. */
  readonly kept: number
}

/** Of a trial that is over nothing goes on: the people who lead the group have it again. */
function isOfPastTrial(plan: RawBuilder<unknown>, groupId: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`(coalesce(${plan} ->> 'trial', '') = 'true' and not exists (
    select from actual_group as real where real.group_id = ${groupId} and real.service <> ${HANDS_ON}
  ))`
}

/** The groups that wait for a new approval. */
export async function listStoppedGroups(db: Db, filter: TaskFilter): Promise<StoppedGroup[]> {
  const { rows } = await sql<StoppedGroup>`
    select run_group.group_id as "groupId", run_group.unit_id as "unitId", run.id as "runId", run_group.held, told.changes, told.kept
    from run_group
    join run on run.id = run_group.run_id
    cross join lateral (
      select jsonb_agg(run_change.change order by run_change.place) as changes,
        (count(*) filter (where run_change.state in ('accepted', 'proved') or exists (
          select from task
          where task.group_id = run_change.group_id and task.state = 'done'
            -- A list that was made since and does not show it knows better.
            and (run_change.state <> 'without-effect' or task.answered_at > (
              select reading.read_at from actual_group as real join reading on reading.id = real.reading_id
              where real.group_id = run_change.group_id
            ))
            and task.subject = coalesce('person ' || run_change.person_id, 'group')
            and task.asked_at >= ${countingSince(sql`run_change.group_id`, sql`run.approved_at`)}
        )))::int as kept
      from run_change where run_change.run_id = run_group.run_id and run_change.group_id = run_group.group_id
    ) as told
    where (run_group.state = 'moved' or run.state = 'moved') and ${isOf(filter, sql`run_group.group_id`)}
      and not ${isOfPastTrial(sql`run.plan`, sql`run_group.group_id`)}
      and not exists (
        select from run_group as other join run as newer on newer.id = other.run_id
        where other.group_id = run_group.group_id and newer.approved_at > run.approved_at
          and not ${isOfPastTrial(sql`newer.plan`, sql`other.group_id`)}
      )
    order by run_group.group_id
  `.execute(db)
  return rows
}

/** The groups in which a run asked people for something and is not over, also those where they have answered everything. */
export async function listTaskProgress(db: Db, filter: TaskFilter): Promise<TaskProgress[]> {
  const { rows } = await sql<TaskProgress>`
    with going as (
      select distinct on (run_group.group_id) run_group.group_id, run_group.run_id,
        ${countingSince(sql`run_group.group_id`, sql`run.approved_at`)} as since
      from run_group join run on run.id = run_group.run_id
      where run_group.state in ('waiting', 'working', 'with-people') and run.started_at is not null
        and ${isOf(filter, sql`run_group.group_id`)}
      order by run_group.group_id, run.approved_at desc
    )
    select going.group_id as "groupId", going.run_id as "runId", count(*)::int as asked,
      (count(*) filter (where task.state <> 'open'))::int as answered
    from going
    join task on task.group_id = going.group_id and task.asked_at >= going.since and task.state <> 'obsolete'
      and task.announcement_id is null
    group by going.group_id, going.run_id
    order by going.group_id
  `.execute(db)
  return rows
}

/** Why people in the group are to go, or to have another role: by group and person, as it was approved. */
export async function listTaskReasons(
  db: Db,
  runIds: readonly string[],
): Promise<{ readonly groupId: GroupId; readonly personId: PersonId; readonly reasons: readonly Reason[] }[]> {
  const { rows } = await sql<{ groupId: GroupId; personId: PersonId; reasons: readonly Reason[] }>`
    select group_id as "groupId", person_id as "personId", change -> 'reasons' as reasons from run_change
    where run_id = any(${textArray(runIds)}::text[]) and person_id is not null
      and change ->> 'kind' in ('promote', 'demote', 'remove', 'withdraw-invitation')
  `.execute(db)
  return rows
}

/** How many tasks about people somebody did on the day; what is passed on to a group makes nobody a stranger who writes too much. */
export async function countTasksAnswered(db: Db, accountId: string, day: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from task
    where answered_by = ${accountId} and state <> 'open' and announcement_id is null
      and answered_at >= ${day}::timestamp at time zone 'Asia/Ho_Chi_Minh'
      and answered_at < (${day}::timestamp + interval '1 day') at time zone 'Asia/Ho_Chi_Minh'
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** What somebody says of a task; `later` leaves it open until the day. `false`: it is not open any more. */
export async function answerTask(
  trx: Db,
  id: string,
  answer: {
    readonly state: Exclude<TaskState, 'obsolete'>
    readonly laterUntil: string | null
    readonly note: string | null
    readonly at: string
    readonly by: string
  },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('task')
    .set({
      state: answer.state,
      later_until: answer.laterUntil,
      note: answer.note,
      answered_at: answer.at,
      answered_by: answer.by,
    })
    .where('id', '=', id)
    .where('state', 'in', ['open', 'done'])
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Takes away what was said of a task: it is open again. */
export async function reopenTask(trx: Db, id: string): Promise<void> {
  await trx
    .updateTable('task')
    .set({
      state: 'open',
      later_until: null,
      note: null,
      answered_at: null,
      answered_by: null,
      reachability_before: null,
    })
    .where('id', '=', id)
    .execute()
}

export async function updateTaskReachability(trx: Db, id: string, before: Reachability): Promise<void> {
  await trx.updateTable('task').set({ reachability_before: before }).where('id', '=', id).execute()
}

/** A list showed that it has not come about: it is asked for anew. */
export async function updateTaskObsolete(trx: Db, id: string): Promise<void> {
  await trx.updateTable('task').set({ state: 'obsolete' }).where('id', '=', id).execute()
}

/** Nobody has to do these any more: what a run asked for in some groups, but for the subjects that are still asked for. */
export async function closeTasks(trx: Db, groupIds: readonly GroupId[], still: readonly string[] = []): Promise<void> {
  await sql`
    update task set state = 'obsolete'
    where group_id = any(${textArray(groupIds)}::text[]) and state = 'open' and announcement_id is null
      and not subject = any(${textArray(still)}::text[])
  `.execute(trx)
}
