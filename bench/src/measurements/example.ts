import { milliseconds, ratio, type Figure } from '../figure.ts'
import { runProbe } from '../probe.ts'

/** Loading the example of the set-up page against importing one roster, both on the embedded database, for each row, in processor time. */
export async function measureExample(): Promise<Figure[]> {
  const probe = await runProbe('example')
  const { rosterRows = Number.NaN, listRows = Number.NaN, exampleMs, importRows, importMs } = probe
  const figure = (name: string, rows: number, target: Figure['target']): Figure => ({
    name,
    size: sizeOf(rows),
    measured: `${milliseconds(exampleMs)} in all`,
    baseline: `importing ${sizeOf(importRows)}: ${milliseconds(importMs)}`,
    value: ratio(exampleMs, rows) / ratio(importMs, importRows),
    unit: '×',
    target,
  })
  return [
    figure('example, a row of its rosters and member lists', rosterRows + listRows, { kind: 'at-most', value: 1 }),
    figure('as if its member lists had no rows', rosterRows, null),
  ]
}

function sizeOf(rows: number | undefined): string {
  return `${(rows ?? Number.NaN).toLocaleString('en')} rows`
}
