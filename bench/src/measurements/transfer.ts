import { milliseconds, ratio, type Figure } from '../figure.ts'
import { runProbe, type ProbeReport } from '../probe.ts'

/** One officer is transferred: the cost must follow the change, not the population. */
export async function measureTransfer(sizes: readonly string[]): Promise<Figure[]> {
  const figures: Figure[] = []
  const probes = new Map<string, ProbeReport>()
  for (const size of sizes) {
    const probe = await runProbe('transfer', [size])
    probes.set(size, probe)
    const isTarget = size === 'M'
    const full = `everything ${milliseconds(probe['fullMs'])}`
    figures.push(
      {
        name: 'transfer: the person',
        size,
        measured: milliseconds(probe['personMs']),
        baseline: full,
        value: ratio(probe['fullMs'], probe['personMs']),
        unit: '×',
        target: isTarget ? { kind: 'at-least', value: 300 } : null,
      },
      {
        name: `transfer: all ${probe['touched'] ?? 0} groups`,
        size,
        measured: milliseconds(probe['groupsMs']),
        baseline: full,
        value: ratio(probe['fullMs'], probe['groupsMs']),
        unit: '×',
        target: isTarget ? { kind: 'at-least', value: 50 } : null,
      },
    )
  }
  const [small, large] = [probes.get('S'), probes.get('M')]
  if (small !== undefined && large !== undefined) {
    for (const key of ['personMs', 'groupsMs']) {
      const each = [large, small].map((probe) => ratio(probe[key], probe['touched']))
      figures.push({
        name: `transfer, per group touched: ${key === 'personMs' ? 'the person' : 'groups'}`,
        size: 'M : S',
        measured: milliseconds(each[0]),
        baseline: `S ${milliseconds(each[1])}`,
        value: ratio(each[0], each[1]),
        unit: '×',
        target: { kind: 'at-most', value: 2 },
      })
    }
  }
  return figures
}
