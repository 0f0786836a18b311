import type { RouterInputs, RouterOutputs } from '@ketnoi/api'

export type TaskList = RouterOutputs['tasks']['list']
export type GroupTasks = TaskList['groups'][number]
export type Task = GroupTasks['tasks'][number]

/** What somebody says of a task on the screen. */
export type Given = Required<Pick<RouterInputs['tasks']['answer'], 'answer' | 'laterUntil' | 'joinLink'>>
export type Answer = Given['answer']

/** What somebody said of a task, and may take back. */
export interface Said extends Pick<Task, 'id' | 'kind' | 'personName' | 'role' | 'name'> {
  readonly groupName: string
  readonly answer: Answer
  /** ISO instant. */
  readonly at: string
}

/** What was answered on this device since the list was taken. */
export interface Answered extends Given {
  readonly taskId: string
  /** ISO instant. */
  readonly at: string
}

/** A group with what is to be done in it today. */
export interface BoardGroup extends GroupTasks {
  /** Of its tasks, those that nobody has answered. */
  readonly open: number
}

export interface Board {
  readonly groups: readonly BoardGroup[]
  /** Due, and beyond what one account should do in a day. */
  readonly hidden: number
  /** Put off to a later day. */
  readonly putOff: number
  /** How many more today. */
  readonly leftToday: number
}

/** What leaves a task to be done. */
const OPEN: ReadonlySet<Answer> = new Set<Answer>(['later', 'taken-back'])

// As in the rest of the screen: whatever the zone of the device is.
const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short' })

/** The day of an instant, `YYYY-MM-DD`. */
export function dayOf(instant: string | Date): string {
  return DAY.format(new Date(instant))
}

/** Lays the tasks out for a day: what is due, as many as one account should do, group by group in the order of the list. */
export function boardOf(
  list: TaskList,
  options: { readonly today: string; readonly answered?: readonly Answered[]; readonly showsAll?: boolean },
): Board {
  const { today, answered = [], showsAll = false } = options
  const given = new Map(answered.map((one) => [one.taskId, one]))
  const doneToday = answered.filter(({ answer, at }) => !OPEN.has(answer) && dayOf(at) === today).length
  const leftToday = Math.max(0, (list.today === today ? list.leftToday : list.perDay) - doneToday)
  let places = showsAll ? Number.POSITIVE_INFINITY : leftToday
  let hidden = 0
  let putOff = 0
  const groups = list.groups.map((group): BoardGroup => {
    const open = group.tasks.filter(({ id }) => OPEN.has(given.get(id)?.answer ?? 'later'))
    const due = open.filter((task) => {
      const last = given.get(task.id)
      const until = last?.answer === 'taken-back' ? null : (last?.laterUntil ?? task.laterUntil)
      return until === null || until <= today
    })
    putOff += open.length - due.length
    const tasks = due.slice(0, places)
    places -= tasks.length
    hidden += due.length - tasks.length
    return { ...group, tasks, open: open.length, answered: group.answered + group.tasks.length - open.length }
  })
  // A group that has nothing for today only makes the way to the next one longer; one that is done wants its proof.
  return { groups: groups.filter(({ tasks, open }) => tasks.length > 0 || open === 0), hidden, putOff, leftToday }
}
