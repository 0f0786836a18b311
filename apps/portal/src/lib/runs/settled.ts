/** How many changes of a run have a result, good or bad. */
export function settledOf(counts: Readonly<Record<string, number | undefined>>): number {
  const open = new Set(['waiting', 'started', 'with-people'])
  return Object.entries(counts).reduce((sum, [state, count = 0]) => (open.has(state) ? sum : sum + count), 0)
}
