import { milliseconds, ratio, type Figure } from '../figure.ts'
import { runProbe } from '../probe.ts'

/** Who should be in every group and the plan to get there, against a pass written by hand. */
export async function measureResolveAndPlan(sizes: readonly string[]): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const size of sizes) {
    const probe = await runProbe('resolve-and-plan', [size])
    const isTarget = size === 'M'
    figures.push(
      {
        name: 'resolve + plan, cold',
        size,
        measured: milliseconds(probe['ownColdMs']),
        baseline: `by hand ${milliseconds(probe['limitColdMs'])}`,
        value: ratio(probe['ownColdMs'], probe['limitColdMs']),
        unit: '×',
        target: isTarget ? { kind: 'at-most', value: 5 } : null,
      },
      {
        name: 'resolve + plan, warm',
        size,
        measured: milliseconds(probe['ownWarmMs']),
        baseline: `by hand ${milliseconds(probe['limitWarmMs'])}`,
        value: ratio(probe['ownWarmMs'], probe['limitWarmMs']),
        unit: '×',
        target: null,
      },
      {
        name: 'building the directory',
        size,
        measured: milliseconds(probe['directoryMs']),
        baseline: `${(probe['people'] ?? 0).toLocaleString('en')} people`,
        value: (probe['directoryMs'] ?? 0) / 1_000,
        unit: 's',
        target: null,
      },
      {
        name: 'laying readings out',
        size,
        measured: milliseconds(probe['layOutColdMs']),
        baseline: `by hand ${milliseconds(probe['limitColdMs'])}`,
        value: ratio(probe['layOutColdMs'], probe['limitColdMs']),
        unit: '×',
        target: null,
      },
      {
        name: 'most memory',
        size,
        measured: `${Math.round(probe['peakMb'] ?? 0)} MB`,
        baseline: 'with the arrays of the baseline',
        value: probe['peakMb'] ?? Number.NaN,
        unit: 'MB',
        target: isTarget ? { kind: 'at-most', value: 3_000 } : null,
      },
    )
  }
  return figures
}
