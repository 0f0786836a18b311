import { milliseconds, ratio, type Figure } from '../figure.ts'
import { runProbe } from '../probe.ts'

const GROUPS = 20
const MEMBERS = 100

/**
 * Runs of an approved plan on PostgreSQL, against the simulated service over HTTP. The engine writes many rows in one statement; a bare
 * loop that does as many writes is measured both ways.
 */
export async function measureEngine(): Promise<Figure[]> {
  const probe = await runProbe('engine', [String(GROUPS), String(MEMBERS)])
  const { engineMs = Number.NaN, calls = 0, writes = 0, rows = 0, changesPerSecond = Number.NaN } = probe
  const against = (bareMs = Number.NaN, what: string): Omit<Figure, 'name'> => ({
    size: `${GROUPS} × ${MEMBERS}`,
    measured: `${milliseconds(engineMs)}, ${changesPerSecond.toFixed(0)} changes a second`,
    baseline: `${milliseconds(bareMs)} for the same ${calls} calls and ${what} in a bare loop`,
    value: ratio(engineMs, bareMs),
    unit: '×',
    target: { kind: 'at-most', value: 2 },
  })
  return [
    {
      name: 'engine: a plan carried out and proved, one worker',
      ...against(probe['bareMs'], `a write for each of ${writes} statements that write`),
    },
    { name: 'the same', ...against(probe['bareRowsMs'], `a write for each of ${rows} rows written`) },
  ]
}
