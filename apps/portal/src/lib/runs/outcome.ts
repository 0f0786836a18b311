import type { RouterOutputs } from '@ketnoi/api'

type Run = Pick<RouterOutputs['runs']['list']['rows'][number], 'state' | 'expired' | 'counts' | 'groupCount'>

/** What a run is called: its state, unless its groups say more than that. */
export type RunName = Run['state'] | 'expired' | 'incomplete' | 'stopped' | 'superseded'

/** A run that left something undone is not called a success; one that stopped says so, also where its work is over. */
export function runName({ state, expired, counts, groupCount }: Run): RunName {
  if (expired) return 'expired'
  if (state !== 'done') return state
  const { proved = 0, moved = 0, cancelled = 0 } = counts.groups
  if (proved === groupCount) return 'done'
  if (moved === groupCount) return 'stopped'
  // A run that somebody ended is not done: in one that is, a newer plan took the place of these.
  return cancelled === groupCount ? 'superseded' : 'incomplete'
}

/** How far the changes of a run are. */
export interface RunOutcome {
  /** They came about, as a list shows or somebody says; who was invited has yet to accept. */
  readonly done: number
  /** They have a result, and did not come about. */
  readonly without: number
  /** Somebody still has to do them, or to approve them anew. */
  readonly open: number
}

const OPEN: ReadonlySet<string> = new Set(['waiting', 'started', 'with-people', 'stopped'])
const DONE: ReadonlySet<string> = new Set(['proved', 'accepted', 'pending'])

export function outcomeOf(counts: Readonly<Record<string, number | undefined>>): RunOutcome {
  let [done, without, open] = [0, 0, 0]
  for (const [state, count = 0] of Object.entries(counts)) {
    if (DONE.has(state)) done += count
    else if (OPEN.has(state)) open += count
    else without += count
  }
  return { done, without, open }
}
