/** What an import does with a row, in the order in which somebody looks at it. */
export const OUTCOMES = ['new', 'changed', 'unchanged', 'possible-duplicate', 'refused'] as const

export type Outcome = (typeof OUTCOMES)[number]
