/** What an import does with a row, in the order in which somebody looks at it. */
export const OUTCOMES = ['new', 'changed', 'unchanged', 'possible-duplicate', 'refused'] as const

export type Outcome = (typeof OUTCOMES)[number]

/** What the rows of a file are looked at by: what becomes of them, and those that are written with a warning. */
export const PARTS = [...OUTCOMES, 'warned'] as const

export type Part = (typeof PARTS)[number]

/**
 * Where a preview opens: at what is decided or written, also beside a few refused rows; at those only where they are most of the file,
 * which speaks for a wrong column.
 */
export function firstPart(counts: Readonly<Record<Outcome, number>>): Part {
  const total = OUTCOMES.reduce((sum, id) => sum + counts[id], 0)
  if (counts.refused * 2 > total) return 'refused'
  return (['new', 'changed', 'possible-duplicate', 'unchanged'] as const).find((id) => counts[id] > 0) ?? 'refused'
}
