import { milliseconds, ratio, type Figure } from '../figure.ts'
import { runProbe } from '../probe.ts'

/** Who was in a group on a day, in a database of five years in which everybody changes once a year. */
export async function measureHistory(size: string): Promise<Figure[]> {
  const probe = await runProbe('history', [size])
  const of = `${(probe['history'] ?? 0).toLocaleString('en')} past memberships`
  const at99 = (name: string, key: string): Figure => ({
    name: `history: ${name}, 99 %`,
    size,
    measured: milliseconds(probe[key]),
    baseline: of,
    value: probe[key] ?? Number.NaN,
    unit: 'ms',
    target: { kind: 'at-most', value: 200 },
  })
  return [
    {
      name: 'history: who was recorded on a day',
      size,
      measured: milliseconds(probe['recordedMs']),
      baseline: `who is recorded now ${milliseconds(probe['currentMs'])}`,
      value: ratio(probe['recordedMs'], probe['currentMs']),
      unit: '×',
      target: null,
    },
    at99('who was recorded', 'recordedP99'),
    at99('who was recorded as in it', 'actualP99'),
    at99('who was in it by the lists', 'readP99'),
    at99('who should have been, by the rules', 'knownP99'),
    at99('where somebody was recorded', 'personP99'),
  ]
}
