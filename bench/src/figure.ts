/** One line of the result: what was measured, against what, and what was promised. */
export interface Figure {
  readonly name: string
  readonly size: string
  readonly measured: string
  readonly baseline: string
  /** What is compared with the target. */
  readonly value: number
  readonly unit: '×' | 'MB' | 'KB' | 's' | 'ms' | ''
  readonly target: { readonly kind: 'at-most' | 'at-least'; readonly value: number } | null
}

export function isMet({ value, target }: Figure): boolean | null {
  if (target === null) return null
  return target.kind === 'at-most' ? value <= target.value : value >= target.value
}

export function milliseconds(value: number | undefined): string {
  const ms = value ?? Number.NaN
  return ms < 10
    ? `${ms.toFixed(2)} ms`
    : ms < 10_000
      ? `${Math.round(ms).toLocaleString('en')} ms`
      : `${(ms / 1_000).toFixed(1)} s`
}

export function ratio(a: number | undefined, b: number | undefined): number {
  return (a ?? Number.NaN) / (b ?? Number.NaN)
}

/** The figures as a table for people. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    figure.size,
    figure.measured,
    figure.baseline,
    `${figure.value.toFixed(figure.value < 10 ? 2 : 0)} ${figure.unit}`,
    figure.target === null ? '' : `${figure.target.kind === 'at-most' ? '≤' : '≥'} ${figure.target.value}`,
    { true: 'met', false: 'MISSED', null: '' }[String(isMet(figure)) as 'true' | 'false' | 'null'],
  ])
  const table = [['what', 'size', 'measured', 'against', 'result', 'target', ''], ...rows]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
