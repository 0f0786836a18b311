import type { RecordAnswer } from '#lib/onboarding/send-queue.ts'
import {
  countOpen,
  NO_TASKS,
  saidOf,
  withAnswer,
  withoutAnswer,
  withoutNotice,
  withOutcomes,
  withPack,
  type KeptAnswer,
  type KeptTasks,
  type TaskPack,
} from './kept-tasks.ts'
import type { Answer, BoardGroup, Given, Said, Task } from './task-board.ts'

/** Where the device keeps them. */
export interface TaskPlace {
  /** What is in memory, for the screen; `null`: nothing. */
  readonly shown: () => KeptTasks | null
  readonly show: (tasks: KeptTasks) => void
  readonly read: () => Promise<unknown>
  readonly keep: (tasks: KeptTasks) => Promise<void>
  /** Puts a record at the end of the queue, and keeps the tasks as they are with it: both or neither. */
  readonly add: (id: string, payload: unknown, tasks: KeptTasks) => Promise<void>
  /** Takes a record out of the queue, and keeps the tasks as they are without it; `false`: it may be on its way. */
  readonly forget: (id: string, tasks: KeptTasks) => Promise<boolean>
  readonly fetch: () => Promise<TaskPack>
  readonly locks: () => Pick<LockManager, 'request'>
}

/** The tasks that a device took along, and what was answered on it. */
export interface DeviceTasks {
  readonly kept: KeptTasks
  readonly open: number
  /** What may be taken back. */
  readonly said: readonly Said[]
  /** Reads what is kept, also when another tab has changed it. */
  readonly read: () => Promise<void>
  /** Takes the tasks of this moment along. */
  readonly fetch: () => Promise<void>
  readonly answer: (task: Task, group: Pick<BoardGroup, 'name'>, given: Given) => Promise<void>
  /** Takes an answer back: out of the queue, or by another record where it has been sent. */
  readonly takeBack: (said: Said) => Promise<void>
  /** Keeps what became of answers, before they leave the queue. */
  readonly note: (outcomes: readonly RecordAnswer[]) => Promise<void>
  readonly forgetNotice: (id: string) => Promise<void>
}

const LOCK = 'ketnoi-field-tasks'

export function createDeviceTasks(place: TaskPlace): DeviceTasks {
  const shown = (): KeptTasks => place.shown() ?? NO_TASKS

  async function read(): Promise<void> {
    const found = await place.read()
    place.show(isKept(found) ? found : NO_TASKS)
  }

  /** Changes what is kept, one tab at a time. */
  async function change(
    to: (before: KeptTasks) => KeptTasks | null,
    keep: (tasks: KeptTasks) => Promise<void> = place.keep,
  ): Promise<void> {
    await place.locks().request(LOCK, async () => {
      await read()
      const after = to(shown())
      if (after === null) return
      await keep(after)
      place.show(after)
    })
  }

  async function fetch(): Promise<void> {
    const pack = await place.fetch()
    await change((before) => withPack(before, pack))
  }

  /** Puts what somebody says into the queue. */
  async function say(
    task: Pick<Said, 'id' | 'kind' | 'personName' | 'role' | 'name' | 'groupName'>,
    given: Given,
    takes?: Answer,
  ): Promise<void> {
    const id = crypto.randomUUID()
    const at = new Date().toISOString()
    const { kind, personName, role, name, groupName } = task
    const answer: KeptAnswer = {
      ...given,
      id,
      at,
      taskId: task.id,
      task: { kind, personName, role, name },
      groupName,
      state: 'waiting',
      code: null,
      ...(takes === undefined ? {} : { takes }),
    }
    await change(
      (before) => withAnswer(before, answer),
      (tasks) => place.add(id, { kind: 'task', recordedAt: at, taskId: task.id, ...given }, tasks),
    )
  }

  /** Whether what was said had not been sent, and is gone. */
  async function unsay(taskId: string): Promise<boolean> {
    let gone = false
    await place.locks().request(LOCK, async () => {
      await read()
      const waiting = shown().answers.find((one) => one.taskId === taskId && one.state === 'waiting')
      if (waiting === undefined) return
      const without = withoutAnswer(shown(), waiting.id)
      gone = await place.forget(waiting.id, without)
      if (gone) place.show(without)
    })
    return gone
  }

  return {
    get kept() {
      return shown()
    },
    get open() {
      return countOpen(shown())
    },
    read,
    get said() {
      return saidOf(shown(), new Date())
    },
    fetch,
    answer: (task, group, given) => say({ ...task, groupName: group.name }, given),
    takeBack: async (said) => {
      if (await unsay(said.id)) return
      await say(said, { answer: 'taken-back', laterUntil: null, joinLink: null }, said.answer)
    },
    note: async (outcomes) => {
      await change((before) => withOutcomes(before, outcomes))
      const taken = new Set(outcomes.filter(({ outcome }) => outcome === 'applied').map(({ id }) => id))
      // Open again on the server: what a list of before does not show has to come back.
      if (shown().answers.some(({ id, answer }) => answer === 'taken-back' && taken.has(id)))
        await fetch().catch(() => undefined)
    },
    forgetNotice: (id) => change((before) => withoutNotice(before, id)),
  }
}

/** The seal says that this program wrote it; which version of it, the shape says. */
function isKept(value: unknown): value is KeptTasks {
  return typeof value === 'object' && value !== null && 'pack' in value && 'answers' in value
}
