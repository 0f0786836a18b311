import { describe, expect, it } from 'vitest'
import { boardOf, dayOf, type Answered, type GroupTasks, type Task, type TaskList } from './task-board.ts'

const TODAY = '2026-01-05'

const task = (id: string, laterUntil: string | null = null): Task => ({
  id,
  kind: 'add',
  personId: `p-${id}`,
  personName: id,
  role: 'member',
  name: null,
  text: null,
  reasons: [],
  required: false,
  reachability: 'unknown',
  maskedPhones: [],
  laterUntil,
})
const group = (groupId: string, tasks: readonly Task[], answered = 0): GroupTasks => ({
  groupId,
  name: groupId,
  joinLink: null,
  clauses: [],
  stopped: null,
  asked: tasks.length + answered,
  answered,
  tasks: [...tasks],
})
const list = (groups: readonly GroupTasks[], leftToday = 40): TaskList => ({
  today: TODAY,
  groups: [...groups],
  open: 0,
  leftToday,
  perDay: 40,
  answered: [],
})
const answered = (taskId: string, facts: Partial<Answered> = {}): Answered => ({
  taskId,
  answer: 'done',
  laterUntil: null,
  joinLink: null,
  at: `${TODAY}T03:00:00.000Z`,
  ...facts,
})
const shown = (board: ReturnType<typeof boardOf>) =>
  board.groups.map(({ groupId, tasks }) => [groupId, ...tasks.map(({ id }) => id)])

describe('the tasks of a day', () => {
  it('stand group by group, as many as one account should do, and the rest when somebody asks', () => {
    const tasks = list([group('a', [task('1'), task('2')]), group('b', [task('3'), task('4')])], 3)
    const board = boardOf(tasks, { today: TODAY })
    expect(shown(board)).toEqual([
      ['a', '1', '2'],
      ['b', '3'],
    ])
    expect([board.hidden, board.leftToday]).toEqual([1, 3])
    expect(boardOf(tasks, { today: TODAY, showsAll: true })).toMatchObject({ hidden: 0, leftToday: 3 })
    // Nothing of the second group is for today.
    expect(shown(boardOf({ ...tasks, leftToday: 2 }, { today: TODAY }))).toEqual([['a', '1', '2']])
  })

  it('count what was answered here, and show a group that is done for its proof', () => {
    const tasks = list([group('a', [task('1'), task('2')], 3), group('b', [])], 2)
    const board = boardOf(tasks, { today: TODAY, answered: [answered('1'), answered('2', { answer: 'refused' })] })
    expect(board.groups).toMatchObject([
      { groupId: 'a', asked: 5, answered: 5, open: 0, tasks: [] },
      { groupId: 'b', open: 0 },
    ])
    expect(board.leftToday).toBe(0)
  })

  it('begin anew on the next day', () => {
    const tasks = list([group('a', [task('1'), task('2')])], 0)
    expect(shown(boardOf(tasks, { today: TODAY }))).toEqual([])
    expect(shown(boardOf(tasks, { today: '2026-01-06', answered: [answered('1')] }))).toEqual([['a', '2']])
    expect(boardOf(tasks, { today: '2026-01-06', answered: [answered('1')] }).leftToday).toBe(40)
  })

  it('come back when the day has come to which they were put off', () => {
    const tasks = list([group('a', [task('1', '2026-01-06'), task('2')])])
    const put = [answered('2', { answer: 'later', laterUntil: '2026-01-07' })]
    const ids = (today: string) =>
      shown(boardOf(tasks, { today, answered: put }))
        .flat()
        .slice(1)
    expect([TODAY, '2026-01-06', '2026-01-07'].map(ids)).toEqual([[], ['1'], ['1', '2']])
    expect(boardOf(tasks, { today: TODAY, answered: put })).toMatchObject({ putOff: 2, leftToday: 40 })
  })
})

it('a day is that of the country', () => {
  expect(dayOf('2026-01-04T18:00:00.000Z')).toBe(TODAY)
})
