import { milliseconds, ratio, type Figure } from '../figure.ts'
import { runProbe } from '../probe.ts'

/** A roster of 100,000 rows, from the file to the tables, against reading the file and a bare COPY of its rows. */
export async function measureImport(): Promise<Figure[]> {
  const probe = await runProbe('import', ['100000'])
  const floor = (probe['libraryReadMs'] ?? Number.NaN) + (probe['copyMs'] ?? Number.NaN)
  const step = (name: string, key: string): Figure => ({
    name: `import: ${name}`,
    size: '100,000 rows',
    measured: milliseconds(probe[key]),
    baseline: '',
    value: (probe[key] ?? Number.NaN) / 1_000,
    unit: 's',
    target: null,
  })
  return [
    {
      name: 'import, all steps',
      size: '100,000 rows',
      measured: milliseconds(probe['importMs']),
      baseline: `reading ${milliseconds(probe['libraryReadMs'])} + COPY ${milliseconds(probe['copyMs'])}`,
      value: ratio(probe['importMs'], floor),
      unit: '×',
      target: { kind: 'at-most', value: 3 },
    },
    step('reading the file', 'readMs'),
    step('understanding the rows', 'understandMs'),
    step('comparing with known people', 'compareMs'),
    step('writing people', 'writeMs'),
  ]
}
