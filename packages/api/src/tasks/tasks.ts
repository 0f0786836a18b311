import {
  answerTask,
  countTasksAnswered,
  findPerson,
  findSetting,
  findTask,
  insertAuditEvents,
  inTransaction,
  listActualGroups,
  listOpenTasks,
  type Db,
  type Task,
} from '@ketnoi/db'
import {
  changePerson,
  isValidOn,
  type Day,
  type GroupId,
  type PersonId,
  type Reachability,
  type Role,
  type UnitId,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { setGroupLink } from '../groups/set-link.ts'
import { changeWorld, need } from '../people/edit-person.ts'
import { loadPeople } from '../groups/group-page.ts'
import { maskPhone } from '../people/phone-mask.ts'
import { savePeople } from '../people/save-person.ts'
import { groupsOf } from '../plans/make-plan.ts'
import { wakeRun } from '../runs/work-context.ts'
import { getWorld } from '../world.ts'

/** Somebody who adds more strangers than this in a day risks that the service takes them for a spammer. */
const TASKS_PER_DAY = 40
export const TASKS_PER_DAY_SETTING = 'tasks-per-day'

export interface TaskView {
  readonly id: string
  readonly kind: Task['kind']
  readonly personId: PersonId | null
  readonly personName: string | null
  readonly role: Role | null
  /** The name that the group shall have. */
  readonly name: string | null
  readonly reachability: Reachability | null
  /** Masked; `groups.revealPhones` gives the numbers and records who took them. */
  readonly maskedPhones: readonly string[]
  readonly laterUntil: Day | null
}

export interface GroupTasks {
  readonly groupId: GroupId
  readonly name: string
  readonly joinLink: string | null
  readonly tasks: readonly TaskView[]
}

export interface TaskList {
  readonly groups: readonly GroupTasks[]
  /** How many there are, put off ones too. */
  readonly open: number
  /** How many more this account should do today. */
  readonly leftToday: number
  readonly perDay: number
}

/** What is to be done by hand in some units, or in one group: in the order of the work, put-off tasks when their day has come. */
export async function loadTasks(
  ctx: Context,
  filter: { readonly unitIds: readonly UnitId[] } | { readonly groupId: GroupId },
): Promise<TaskList> {
  const world = await getWorld(ctx)
  const tasks = await listOpenTasks(ctx.db, filter)
  const due = tasks.filter((task) => task.laterUntil === null || task.laterUntil <= ctx.today())
  const perDay = await tasksPerDay(ctx.db)
  const done = await countTasksAnswered(ctx.db, ctx.actor.id, ctx.today())
  const byGroup = Map.groupBy(due, (task) => task.groupId)
  const links = new Map(
    (await listActualGroups(ctx.db, { groupIds: [...byGroup.keys()] })).map((actual) => [
      actual.groupId,
      actual.joinLink,
    ]),
  )
  const names = new Map(groupsOf(world).map((group) => [group.id, group.name]))
  const people = await loadPeople(
    ctx,
    due.flatMap((task) => task.personId ?? []),
  )
  const groups = [...byGroup].map(([groupId, own]): GroupTasks => ({
    groupId,
    name: names.get(groupId) ?? groupId,
    joinLink: links.get(groupId) ?? null,
    tasks: own.map(({ id, kind, personId, role, name, laterUntil }) => {
      const person = personId === null ? undefined : people.get(personId)
      const phones = (person?.phones ?? []).filter((phone) => isValidOn(phone, world.asOf))
      return {
        id,
        kind,
        personId,
        personName: person?.name ?? null,
        role,
        name,
        laterUntil,
        reachability: person?.reachability ?? null,
        maskedPhones: phones.map((phone) => maskPhone(phone.number)),
      }
    }),
  }))
  return { groups, open: tasks.length, leftToday: Math.max(0, perDay - done), perDay }
}

async function tasksPerDay(db: Db): Promise<number> {
  const value = await findSetting(db, TASKS_PER_DAY_SETTING)
  return typeof value === 'number' ? value : TASKS_PER_DAY
}

export type TaskAnswer = 'done' | 'not-found' | 'refused' | 'no-smartphone' | 'later'

export interface AnsweredTask {
  readonly id: string
  readonly answer: TaskAnswer
  /** Until when it is put off. */
  readonly laterUntil: Day | null
  readonly note: string | null
  /** The join link of a group that was made. */
  readonly joinLink: string | null
}

/** What of the person an answer tells. */
const REACHABILITY: Readonly<Partial<Record<TaskAnswer, Reachability>>> = {
  refused: 'refused',
  'no-smartphone': 'no-smartphone',
}

export async function getTask(db: Db, id: string): Promise<Task> {
  const task = await findTask(db, id)
  if (task === null) throw new NotFoundError('task', id)
  return task
}

/**
 * Takes down what somebody says of a task. "Done" is a word, which the next member list proves; what it tells of the person is
 * written into the roster. Answering twice alike is answering once.
 */
export async function answer(ctx: Context, input: AnsweredTask): Promise<void> {
  const queue = await ctx.queue()
  const task = await getTask(ctx.db, input.id)
  const { groupId } = task
  if (task.state === input.answer) return
  if (task.kind === 'create' && input.answer === 'done') {
    if (input.joinLink === null) throw new ApiError('link-missing', 'say which group it is: paste its link')
    await setGroupLink(ctx, { id: groupId, joinLink: input.joinLink })
  }
  await inTransaction(ctx.db, async (trx) => {
    const taken = await answerTask(trx, task.id, {
      state: input.answer === 'later' ? 'open' : input.answer,
      laterUntil: input.answer === 'later' ? input.laterUntil : null,
      note: input.note,
      at: ctx.now(),
      by: ctx.actor.id,
    })
    if (!taken) throw new ApiError('task-closed', 'the task is no longer open')
    const data = { groupId, kind: task.kind, answer: input.answer, personId: task.personId }
    await insertAuditEvents(trx, [
      { at: ctx.now(), actor: ctx.actor.id, action: 'task-answered', subjectKind: 'task', subjectId: task.id, data },
    ])
    const reachability = REACHABILITY[input.answer]
    if (reachability !== undefined && task.personId !== null && task.kind === 'add')
      await setReachability(ctx, trx, task.personId, reachability)
    await wakeRun(queue, trx, groupId)
  })
}

async function setReachability(ctx: Context, trx: Db, personId: PersonId, reachability: Reachability): Promise<void> {
  const stored = await findPerson(trx, personId)
  if (stored === null || stored.person.reachability === reachability) return
  const { revision, person } = stored
  const world = changeWorld(ctx, await getWorld(ctx, trx))
  const changed = need(changePerson(person, [{ kind: 'set', reachability }], world))
  await savePeople(ctx, trx, [{ person: changed, revision }], { action: 'task-answered' })
}
