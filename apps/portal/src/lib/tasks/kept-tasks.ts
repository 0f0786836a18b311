import type { RouterOutputs } from '@ketnoi/api'
import type { RecordAnswer } from '#lib/onboarding/send-queue.ts'
import type { Answer, Answered, Said, Task } from './task-board.ts'

/** The tasks as a server gives them to a device. */
export type TaskPack = RouterOutputs['tasks']['pack']

/** An answer that was given on this device, with what became of it. */
export interface KeptAnswer extends Answered {
  /** Of the record in the queue. */
  readonly id: string
  /** What it was about, for whoever has to be told that it was not taken. */
  readonly task: Pick<Task, 'kind' | 'personName' | 'role' | 'name'>
  readonly groupName: string
  /** `refused`: the server did not take it; `code` says why. */
  readonly state: 'waiting' | 'taken' | 'refused'
  readonly code: string | null
  /** What is taken back. */
  readonly takes?: Answer
}

/** What a device keeps of tasks, sealed as everything else. */
export interface KeptTasks {
  readonly pack: TaskPack | null
  readonly answers: readonly KeptAnswer[]
}

export const NO_TASKS: KeptTasks = { pack: null, answers: [] }

/** With an answer that was just given; what was said of the same task before, and was not refused, gives way to it. */
export function withAnswer(kept: KeptTasks, answer: KeptAnswer): KeptTasks {
  const others = kept.answers.filter(({ taskId, state }) => taskId !== answer.taskId || state === 'refused')
  return { ...kept, answers: [...others, answer] }
}

/** Without an answer that has not been sent: as if it had never been given. */
export function withoutAnswer(kept: KeptTasks, id: string): KeptTasks {
  return { ...kept, answers: kept.answers.filter((answer) => answer.id !== id) }
}

/** With what the server said became of records; `null` where none of them is about a task. */
export function withOutcomes(kept: KeptTasks, outcomes: readonly RecordAnswer[]): KeptTasks | null {
  const known = new Map(outcomes.filter(({ outcome }) => outcome !== 'failed').map((one) => [one.id, one]))
  if (!kept.answers.some(({ id }) => known.has(id))) return null
  const answers = kept.answers.map((answer): KeptAnswer => {
    const outcome = known.get(answer.id)
    if (outcome === undefined) return answer
    return outcome.outcome === 'applied'
      ? { ...answer, state: 'taken' }
      : { ...answer, state: 'refused', code: outcome.code ?? outcome.outcome }
  })
  return { ...kept, answers }
}

/**
 * With a list that was just taken. What waits, and what nobody has read yet, stays; so does what the server has taken in and the list,
 * which may have been on its way before, still shows: a task never opens again, it is asked for anew.
 */
export function withPack(kept: KeptTasks, pack: TaskPack): KeptTasks {
  const open = new Set(pack.groups.flatMap(({ tasks }) => tasks.map(({ id }) => id)))
  return { pack, answers: kept.answers.filter(({ state, taskId }) => state !== 'taken' || open.has(taskId)) }
}

/** Without a notice that somebody has read. What the list still shows stays answered. */
export function withoutNotice(kept: KeptTasks, id: string): KeptTasks {
  return {
    ...kept,
    answers: kept.answers.flatMap((answer) => {
      if (answer.id !== id) return [answer]
      return isOpenAgain(answer) ? [] : [{ ...answer, state: 'taken' as const }]
    }),
  }
}

/** What counts as answered: all but what has to be answered anew. Where the server let nothing be taken back, what was said stands. */
export function answeredOf({ answers }: KeptTasks): readonly KeptAnswer[] {
  return answers
    .filter((answer) => !isOpenAgain(answer))
    .map((answer) =>
      answer.state === 'refused' && answer.takes !== undefined ? { ...answer, answer: answer.takes } : answer,
    )
}

/** What was said within the last day and may be taken back, newest first: on this device, and what the server has of the same person. */
export function saidOf({ pack, answers }: KeptTasks, now: Date): readonly Said[] {
  const here = answers
    .filter(({ task }) => task.kind !== 'create' && task.kind !== 'announce')
    .filter(({ answer, state }) => answer !== 'taken-back' && state !== 'refused')
    .map(({ taskId, task, groupName, answer, at }) => ({ ...task, id: taskId, groupName, answer, at }))
  const known = new Set(answers.map(({ taskId }) => taskId))
  return [...here, ...(pack?.answered ?? []).filter(({ id }) => !known.has(id))]
    .filter(({ at }) => now.getTime() - Date.parse(at) < DAY_MS)
    .sort((a, b) => b.at.localeCompare(a.at))
}

const DAY_MS = 24 * 3_600_000

/** How many tasks nobody has answered. */
export function countOpen(kept: KeptTasks): number {
  const answered = new Set(
    answeredOf(kept)
      .filter(({ answer }) => answer !== 'taken-back')
      .map(({ taskId }) => taskId),
  )
  return (kept.pack?.groups ?? []).reduce(
    (sum, { tasks }) => sum + tasks.filter(({ id }) => !answered.has(id)).length,
    0,
  )
}

/** The group has been made, and what was pasted does not lead to it: the task is still there. */
function isOpenAgain({ state, code }: KeptAnswer): boolean {
  return state === 'refused' && code === 'link-missing'
}
