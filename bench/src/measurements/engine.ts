import { milliseconds, ratio, type Figure } from '../figure.ts'
import { runProbe } from '../probe.ts'

const GROUPS = 20
const MEMBERS = 100

/** Runs of an approved plan on PostgreSQL, against the simulated service over HTTP. */
export async function measureEngine(): Promise<Figure[]> {
  const probe = await runProbe('engine', [String(GROUPS), String(MEMBERS)])
  const { changes = Number.NaN, engineMs = Number.NaN, calls = 0, writes = 0, changesPerSecond = Number.NaN } = probe
  return [
    {
      name: 'engine: a plan carried out and proved, one worker',
      size: `${GROUPS} × ${MEMBERS}`,
      measured: `${milliseconds(engineMs)}, ${changesPerSecond.toFixed(0)} changes a second`,
      baseline: `${milliseconds(probe['bareMs'])} for the same ${calls} calls and as many writes (${writes}) in a bare loop`,
      value: ratio(engineMs / changes, (probe['bareMs'] ?? Number.NaN) / changes),
      unit: '×',
      target: { kind: 'at-most', value: 2 },
    },
  ]
}
