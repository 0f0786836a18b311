import { milliseconds, ratio, type Figure } from '../figure.ts'
import { runProbe } from '../probe.ts'

/** Loading the example of the set-up page against importing one roster, both on the embedded database, for each row, in processor time. */
export async function measureExample(): Promise<Figure[]> {
  const probe = await runProbe('example')
  const perRow = (ms: string, rows: string): number => ratio(probe[ms], probe[rows])
  const size = (key: string): string => `${(probe[key] ?? Number.NaN).toLocaleString('en')} rows`
  return [
    {
      name: 'example, a row of its rosters',
      size: size('exampleRows'),
      measured: `${milliseconds(probe['exampleMs'])} in all`,
      baseline: `importing ${size('importRows')}: ${milliseconds(probe['importMs'])}`,
      value: perRow('exampleMs', 'exampleRows') / perRow('importMs', 'importRows'),
      unit: '×',
      target: { kind: 'at-most', value: 1 },
    },
  ]
}
