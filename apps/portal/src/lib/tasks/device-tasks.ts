import type { RecordAnswer } from '#lib/onboarding/send-queue.ts'
import {
  countOpen,
  NO_TASKS,
  withAnswer,
  withoutNotice,
  withOutcomes,
  withPack,
  type KeptAnswer,
  type KeptTasks,
  type TaskPack,
} from './kept-tasks.ts'
import type { BoardGroup, Given, Task } from './task-board.ts'

/** Where the device keeps them. */
export interface TaskPlace {
  /** What is in memory, for the screen; `null`: nothing. */
  readonly shown: () => KeptTasks | null
  readonly show: (tasks: KeptTasks) => void
  readonly read: () => Promise<unknown>
  readonly keep: (tasks: KeptTasks) => Promise<void>
  /** Puts a record at the end of the queue, and keeps the tasks as they are with it: both or neither. */
  readonly add: (id: string, payload: unknown, tasks: KeptTasks) => Promise<void>
  readonly fetch: () => Promise<TaskPack>
  readonly locks: () => Pick<LockManager, 'request'>
}

/** The tasks that a device took along, and what was answered on it. */
export interface DeviceTasks {
  readonly kept: KeptTasks
  readonly open: number
  /** Reads what is kept, also when another tab has changed it. */
  readonly read: () => Promise<void>
  /** Takes the tasks of this moment along. */
  readonly fetch: () => Promise<void>
  readonly answer: (task: Task, group: Pick<BoardGroup, 'name'>, given: Given) => Promise<void>
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

  return {
    get kept() {
      return shown()
    },
    get open() {
      return countOpen(shown())
    },
    read,
    fetch: async () => {
      const pack = await place.fetch()
      await change((before) => withPack(before, pack))
    },
    answer: async (task, group, given) => {
      const id = crypto.randomUUID()
      const at = new Date().toISOString()
      const { kind, personName, role, name } = task
      const answer: KeptAnswer = {
        ...given,
        id,
        at,
        taskId: task.id,
        task: { kind, personName, role, name },
        groupName: group.name,
        state: 'waiting',
        code: null,
      }
      await change(
        (before) => withAnswer(before, answer),
        (tasks) => place.add(id, { kind: 'task', recordedAt: at, taskId: task.id, ...given }, tasks),
      )
    },
    note: (outcomes) => change((before) => withOutcomes(before, outcomes)),
    forgetNotice: (id) => change((before) => withoutNotice(before, id)),
  }
}

/** The seal says that this program wrote it; which version of it, the shape says. */
function isKept(value: unknown): value is KeptTasks {
  return typeof value === 'object' && value !== null && 'pack' in value && 'answers' in value
}
