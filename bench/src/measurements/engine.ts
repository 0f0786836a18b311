import { milliseconds, ratio, type Figure } from '../figure.ts'
import { runProbe } from '../probe.ts'

const GROUPS = 20
const MEMBERS = 100

/** Runs of an approved plan on PostgreSQL, against the simulated service over HTTP; the first counts what the bare loop has to write. */
export async function measureEngine(): Promise<Figure[]> {
  const size = [String(GROUPS), String(MEMBERS)]
  const counted = await runProbe('engine', size)
  const probe = await runProbe('engine', [...size, String((counted.rows ?? 0) / (counted.writes ?? 0))])
  const { engineMs = Number.NaN, bareMs = Number.NaN, calls = 0, writes = 0, statements = 0, groups = 0 } = probe
  const { changesPerSecond = Number.NaN, rows = 0 } = probe
  const each = (statements / groups).toFixed(0)
  return [
    {
      name: 'engine: a plan carried out and proved, one worker',
      size: `${GROUPS} × ${MEMBERS}`,
      measured: `${milliseconds(engineMs)}, ${changesPerSecond.toFixed(0)} changes a second, ${each} statements for a group`,
      baseline: `${milliseconds(bareMs)} for the same ${calls} calls and ${rows} rows in ${writes} statements in a bare loop`,
      value: ratio(engineMs, bareMs),
      unit: '×',
      target: { kind: 'at-most', value: 2 },
    },
  ]
}
