import { milliseconds, ratio, type Figure } from '../figure.ts'
import { runProbe } from '../probe.ts'
import { QUERIES } from '../search-queries.ts'

const TARGET = { kind: 'at-most', value: 100 } as const

const SEARCHERS = {
  province: 'in the whole province',
  provinceWalled: 'the same, behind the wall',
  commune: 'in a commune',
  communeWalled: 'the same, behind the wall',
} as const

/** Searching people, as those who see everybody and as an officer of a commune behind the wall of the database. */
export async function measureSearch(size: string): Promise<Figure[]> {
  const probe = await runProbe('search', [size])
  const names = probe['everyNameMs']
  const baseline = `reading every name ${milliseconds(names)}`
  const line = (name: string, measured: string, ms: number | undefined): Figure => ({
    name: `search: ${name}`,
    size,
    measured,
    baseline: `${baseline}, ${ratio(ms, names).toFixed(3)}×`,
    value: ms ?? Number.NaN,
    unit: 'ms',
    target: null,
  })
  return [
    ...Object.entries(SEARCHERS).flatMap(([searcher, where]) => {
      const slowest = QUERIES.map((text) => ({ text, ms: probe[`${searcher} ${text}`] ?? Number.NaN })).reduce(
        (a, b) => (b.ms > a.ms ? b : a),
      )
      return [
        line(`half of them, ${where}`, `${QUERIES.length} texts`, probe[`${searcher}P50`]),
        { ...line(`99 %, ${where}`, `slowest “${slowest.text}”`, probe[`${searcher}P99`]), target: TARGET },
      ]
    }),
    { ...line('first page of a commune', 'behind the wall', probe['communeWalledListMs']), target: TARGET },
    { ...line('first page of a village', 'behind the wall', probe['villageWalledListMs']), target: TARGET },
  ]
}
