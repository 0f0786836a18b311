import type { Caller } from '@ketnoi/api'
import type { Language } from '@ketnoi/hierarchy'
import { RUN_TEXTS } from './run-texts.ts'

export type RunPage = Awaited<ReturnType<Caller['runs']['byId']>>
type RunState = RunPage['state']

/** Whether nothing more will come about in this run. */
export function isOver(state: RunState): boolean {
  return state === 'moved' || state === 'done' || state === 'cancelled'
}

/** Whether the program has done its part, and the rest is in the hands of people: that may take days. */
export function isLeftToPeople({ state, counts: { groups } }: RunPage): boolean {
  return state === 'running' && (groups['with-people'] ?? 0) > 0 && (groups.waiting ?? 0) + (groups.working ?? 0) === 0
}

/** Whether everything came about and was read in the groups afterwards. */
export function isProved({ state, counts, groupCount, changeCount }: RunPage): boolean {
  return state === 'done' && counts.groups.proved === groupCount && (counts.changes.proved ?? 0) === changeCount
}

/** How many changes have a result, good or bad. */
export function settledOf({ counts, changeCount }: Pick<RunPage, 'counts' | 'changeCount'>): number {
  const open = (['waiting', 'started', 'with-people', 'stopped'] as const).map((state) => counts.changes[state] ?? 0)
  return open.reduce((left, count) => left - count, changeCount)
}

const BAR = 24

/** One line: a bar, how many, how fast, how long it still takes, and what became of the changes. */
export function progressLine(run: RunPage, language: Language): string {
  const text = RUN_TEXTS[language]
  const settled = settledOf(run)
  const filled = run.changeCount === 0 ? BAR : Math.floor((settled / run.changeCount) * BAR)
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]`
  const states = Object.entries(text.changes).flatMap(([state, words]) => {
    const count = run.counts.changes[state as keyof typeof text.changes] ?? 0 // a key of that very table
    return count === 0 ? [] : [`${words} ${count}`]
  })
  const people = run.counts.groups['with-people'] ?? 0
  return [
    `${bar} ${settled}/${run.changeCount}`,
    run.expired ? text.expired : text.states[run.state],
    // How fast people are in one minute says nothing of the days that they take.
    ...(run.state === 'running' && run.perMinute > 0 && people === 0
      ? [text.perMinute(run.perMinute), text.left(minutesLeft(run, settled))]
      : []),
    ...states,
    ...(people > 0 && !isOver(run.state) ? [text.groupsWithPeople(people)] : []),
  ].join(' · ')
}

function minutesLeft(run: RunPage, settled: number): number {
  return Math.round((run.changeCount - settled) / run.perMinute)
}
