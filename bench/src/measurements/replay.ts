import { milliseconds, type Figure } from '../figure.ts'
import { runProbe } from '../probe.ts'

const OFFICERS = 200
const RECORDS = 50

/** Officers who all come back at once, and send what they recorded to the built portal on PostgreSQL, one record in a request. */
export async function measureReplay(): Promise<Figure[]> {
  const probe = await runProbe('replay', [String(OFFICERS), String(RECORDS)])
  const size = `${OFFICERS} × ${RECORDS}`
  const { faults = Number.NaN, ended = 0, broken = 0, recordsPerSecond = Number.NaN } = probe
  const write = (name: string, key: string): Figure => ({
    name: `replay: a write, ${name}`,
    size,
    measured: milliseconds(probe[key]),
    baseline: '',
    value: (probe[key] ?? Number.NaN) / 1_000,
    unit: 's',
    target: null,
  })
  return [
    {
      name: 'replay: records lost, double or told wrong',
      size,
      measured: `${recordsPerSecond.toFixed(0)} records a second`,
      baseline: `${ended} connections to the database ended, ${broken} answers lost`,
      value: faults,
      unit: '',
      target: { kind: 'at-most', value: 0 },
    },
    write('half of them', 'p50Ms'),
    write('95 %', 'p95Ms'),
    write('99 %', 'p99Ms'),
  ]
}
