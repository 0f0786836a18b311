import {
  countTasksAnswered,
  findSetting,
  listActualGroups,
  listOpenTasks,
  listPersonNames,
  listTaskProgress,
  listTaskReasons,
  listTasksAnsweredBy,
  type Db,
  type OpenTask,
  type Task,
  type TaskFilter,
} from '@ketnoi/db'
import {
  isValidOn,
  type Day,
  type GroupId,
  type LocalText,
  type Person,
  type PersonId,
  type Reachability,
  type Reason,
  type Role,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { loadPeople } from '../groups/group-page.ts'
import { maskPhone } from '../people/phone-mask.ts'
import { groupsOf } from '../plans/make-plan.ts'
import { loadStopped, type StoppedView } from '../runs/stopped-groups.ts'
import { getWorld, type World } from '../world.ts'
import { takenBackSince } from './take-back.ts'

/** Somebody who adds more strangers than this in a day risks that the service takes them for a spammer. */
const TASKS_PER_DAY = 40
export const TASKS_PER_DAY_SETTING = 'tasks-per-day'
/** Nobody works through more in ten days; the rest comes when these are done. */
const MOST_TASKS = 400

export interface TaskView {
  readonly id: string
  readonly kind: Task['kind']
  readonly personId: PersonId | null
  readonly personName: string | null
  readonly role: Role | null
  /** The name that the group shall have. */
  readonly name: string | null
  /** The words of an announcement, to be passed on as they are. */
  readonly text: string | null
  /** Why somebody is to go, or to have another role; empty for everybody else. */
  readonly reasons: readonly Reason[]
  /** The group is not whole without them. */
  readonly required: boolean
  readonly reachability: Reachability | null
  /** Masked; `groups.revealPhones` and `tasks.pack` give the numbers and record who took them. */
  readonly maskedPhones: readonly string[]
  readonly laterUntil: Day | null
}

export interface GroupTasks {
  readonly groupId: GroupId
  readonly name: string
  readonly joinLink: string | null
  /** What reasons that are rules name. */
  readonly clauses: readonly { readonly id: string; readonly name: LocalText }[]
  /** How many tasks the run that goes on asked for, and how many of them are answered. */
  readonly asked: number
  readonly answered: number
  /** What moved, where the group waits for a new approval before its tasks go on. */
  readonly stopped: StoppedView | null
  /** Those that are open: leadership first, then who is required, otherwise in the order of the run. None where only the proof is missing. */
  readonly tasks: readonly TaskView[]
}

/** What somebody answered, and may still take back. */
export interface AnsweredView {
  readonly id: string
  readonly groupName: string
  readonly kind: Task['kind']
  readonly personName: string | null
  readonly role: Role | null
  readonly name: string | null
  readonly answer: 'done' | 'not-found' | 'refused' | 'no-smartphone'
  readonly at: string
}

export interface TaskList {
  readonly today: Day
  /** By name. */
  readonly groups: readonly GroupTasks[]
  /** How many are open, put off ones and those beyond this list too. */
  readonly open: number
  /** How many more this account should do today. */
  readonly leftToday: number
  readonly perDay: number
  /** By whoever asks, newest first. */
  readonly answered: readonly AnsweredView[]
}

/** What is to be done by hand in some units, or in one group. */
export async function loadTasks(ctx: Context, filter: TaskFilter): Promise<TaskList> {
  return (await gatherTasks(ctx, filter)).list
}

/** The same, with the people it is about. */
export async function gatherTasks(
  ctx: Context,
  filter: TaskFilter,
): Promise<{ readonly list: TaskList; readonly people: ReadonlyMap<PersonId, Person>; readonly world: World }> {
  const world = await getWorld(ctx)
  // Nobody is to invite whoever has refused since, or takes their number along, before the run itself stops over it.
  const open = (await listOpenTasks(ctx.db, filter)).filter(({ outdated, stopped }) => !outdated && !stopped)
  const openOf = Map.groupBy(open, (task) => task.groupId)
  const progress = new Map((await listTaskProgress(ctx.db, filter)).map((one) => [one.groupId, one]))
  const stopped = new Map((await loadStopped(ctx, filter)).map((one) => [one.groupId, one]))
  const expected = new Map(groupsOf(world).map((group) => [group.id, group]))
  const nameOf = (groupId: GroupId): string => expected.get(groupId)?.name ?? groupId
  const groupIds = [...new Set([...openOf.keys(), ...progress.keys(), ...stopped.keys()])].sort(
    (a, b) => nameOf(a).localeCompare(nameOf(b), 'vi') || (a < b ? -1 : 1),
  )
  const listed = groupIds.flatMap((groupId) => inOrder(openOf.get(groupId) ?? [])).slice(0, MOST_TASKS)
  const listedOf = Map.groupBy(listed, (task) => task.groupId)

  const links = new Map(
    (await listActualGroups(ctx.db, { groupIds })).map(({ groupId, joinLink }) => [groupId, joinLink]),
  )
  const people = await loadPeople(
    ctx,
    listed.flatMap((task) => task.personId ?? []),
  )
  const runIds = [...new Set([...progress.values()].map(({ runId }) => runId))]
  const reasons = new Map(
    (await listTaskReasons(ctx.db, runIds)).map((one) => [`${one.groupId} ${one.personId}`, one.reasons]),
  )
  const groups = groupIds.map((groupId): GroupTasks => {
    const tasks = (listedOf.get(groupId) ?? []).map((task) =>
      viewOf(world, task, people, reasons.get(`${groupId} ${task.personId ?? ''}`) ?? []),
    )
    const named = new Set(tasks.flatMap((task) => task.reasons).flatMap((r) => (r.kind === 'rule' ? [r.clause] : [])))
    const kind = world.model.groupKinds.find(({ id }) => id === expected.get(groupId)?.kind)
    const { asked = 0, answered = 0 } = progress.get(groupId) ?? {}
    return {
      groupId,
      name: nameOf(groupId),
      joinLink: links.get(groupId) ?? null,
      clauses: (kind?.clauses ?? []).filter(({ id }) => named.has(id)).map(({ id, name }) => ({ id, name })),
      asked,
      answered,
      stopped: stopped.get(groupId) ?? null,
      tasks,
    }
  })
  const perDay = await tasksPerDay(ctx.db)
  const done = await countTasksAnswered(ctx.db, ctx.actor.id, ctx.today())
  const list = {
    today: ctx.today(),
    groups,
    open: open.length,
    leftToday: Math.max(0, perDay - done),
    perDay,
    answered: await listAnswered(ctx, filter, nameOf),
  }
  return { list, people, world }
}

/** Nobody looks for a mis-tap further back. */
const MOST_ANSWERED = 50

async function listAnswered(
  ctx: Context,
  filter: TaskFilter,
  nameOf: (groupId: GroupId) => string,
): Promise<readonly AnsweredView[]> {
  const tasks = await listTasksAnsweredBy(ctx.db, ctx.actor.id, takenBackSince(ctx), filter, MOST_ANSWERED)
  const names = await listPersonNames(
    ctx.db,
    tasks.flatMap(({ personId }) => personId ?? []),
  )
  return tasks.flatMap(({ id, groupId, kind, personId, role, name, state, answeredAt }) =>
    state === 'open' || state === 'obsolete' || kind === 'create'
      ? []
      : [
          {
            id,
            groupName: nameOf(groupId),
            kind,
            personName: personId === null ? null : (names.get(personId) ?? null),
            role,
            name,
            answer: state,
            at: answeredAt ?? '',
          },
        ],
  )
}

/** Whoever is asked for once more comes last in the order of the run: leaders and the required are not to wait for that. */
function inOrder(tasks: readonly OpenTask[]): readonly OpenTask[] {
  const rank = (task: OpenTask): number => (isAboutLeadership(task) ? 2 : task.required ? 1 : 0)
  return [...tasks].sort((a, b) => rank(b) - rank(a))
}

function isAboutLeadership({ kind, role }: Task): boolean {
  return kind === 'create' || kind === 'unarchive' || (kind !== 'remove' && role !== null && role !== 'member')
}

function viewOf(
  world: World,
  { id, kind, personId, role, name, text, laterUntil, required }: OpenTask,
  people: ReadonlyMap<PersonId, Person>,
  reasons: readonly Reason[],
): TaskView {
  const person = personId === null ? undefined : people.get(personId)
  const phones = (person?.phones ?? []).filter((phone) => isValidOn(phone, world.asOf))
  return {
    id,
    kind,
    personId,
    personName: person?.name ?? null,
    role,
    name,
    text,
    reasons: kind === 'add' ? [] : reasons,
    laterUntil,
    required,
    reachability: person?.reachability ?? null,
    maskedPhones: phones.map((phone) => maskPhone(phone.number)),
  }
}

/** How many tasks an account should do in a day. */
export async function tasksPerDay(db: Db): Promise<number> {
  const value = await findSetting(db, TASKS_PER_DAY_SETTING)
  return typeof value === 'number' ? value : TASKS_PER_DAY
}
