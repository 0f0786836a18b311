import { milliseconds, ratio, type Figure } from '../figure.ts'
import { runProbe } from '../probe.ts'

const GROUPS = 20
const MEMBERS = 100

/** Runs of an approved plan on PostgreSQL, against the simulated service over HTTP; a write of the bare loop stands for a statement that writes. */
export async function measureEngine(): Promise<Figure[]> {
  const probe = await runProbe('engine', [String(GROUPS), String(MEMBERS)])
  const { engineMs = Number.NaN, bareMs = Number.NaN, calls = 0, writes = 0, statements = 0, groups = 0 } = probe
  const { changesPerSecond = Number.NaN } = probe
  const each = (statements / groups).toFixed(0)
  return [
    {
      name: 'engine: a plan carried out and proved, one worker',
      size: `${GROUPS} × ${MEMBERS}`,
      measured: `${milliseconds(engineMs)}, ${changesPerSecond.toFixed(0)} changes a second, ${each} statements for a group`,
      baseline: `${milliseconds(bareMs)} for the same ${calls} calls and ${writes} writes of one row in a bare loop`,
      value: ratio(engineMs, bareMs),
      unit: '×',
      target: { kind: 'at-most', value: 2 },
    },
  ]
}
