import { milliseconds, ratio, type Figure } from '../figure.ts'
import { runProbe } from '../probe.ts'

/** Rules compiled to SQL against a statement written by hand, on one PostgreSQL. */
export async function measureSql(size: string): Promise<Figure[]> {
  const probe = await runProbe('sql', [size])
  const sum = (a: string, b: string): number => (probe[a] ?? Number.NaN) + (probe[b] ?? Number.NaN)
  const own = sum('ownMaterialiseMs', 'ownDifferenceMs')
  const byHand = sum('handMaterialiseMs', 'handDifferenceMs')
  const line = (name: string, a: number | undefined, b: number | undefined): Figure => ({
    name,
    size,
    measured: milliseconds(a),
    baseline: `by hand ${milliseconds(b)}`,
    value: ratio(a, b),
    unit: '×',
    target: null,
  })
  return [
    { ...line('SQL: desired and difference', own, byHand), target: { kind: 'at-most', value: 2 } },
    line('SQL: desired', probe['ownMaterialiseMs'], probe['handMaterialiseMs']),
    line('SQL: difference', probe['ownDifferenceMs'], probe['handDifferenceMs']),
    line('SQL: desired again, nothing to do', probe['nothingMs'], probe['handMaterialiseMs']),
  ]
}
