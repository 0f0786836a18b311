/** What the picture shows of a unit. */
export const MEASURES = ['reached', 'required'] as const
export type Measure = (typeof MEASURES)[number]

/** How households may stand, the best first; the order of the bar and its legend. */
export const HOUSEHOLD_STATES = ['reached', 'waiting', 'proxied', 'without-consent', 'unreachable'] as const
export type HouseholdState = (typeof HOUSEHOLD_STATES)[number]

export function parseMeasure(value: string | null): Measure {
  return MEASURES.find((measure) => measure === value) ?? 'reached'
}

interface Counted {
  readonly households: number
  readonly reached: number
  readonly required: number
  readonly requiredPresent: number
}

/** From 0 to 1; `null` where there is nobody to count. */
export function shareOf(row: Counted, measure: Measure): number | null {
  const [part, whole] = measure === 'reached' ? [row.reached, row.households] : [row.requiredPresent, row.required]
  return whole > 0 ? part / whole : null
}

/** A step of the scale of colours. 4 is everybody, and nothing less is. */
export function levelOf(share: number | null): 0 | 1 | 2 | 3 | 4 | null {
  if (share === null) return null
  if (share >= 1) return 4
  return share >= 0.75 ? 3 : share >= 0.5 ? 2 : share >= 0.25 ? 1 : 0
}

/** Where the points of a trend lie in a box; a value holds until the next one. */
export function stepsOf(
  values: readonly { readonly day: string; readonly share: number | null }[],
  until: string,
  box: { readonly width: number; readonly height: number },
): string {
  const known = values.flatMap(({ day, share }) => (share === null ? [] : [{ at: Date.parse(day), share }]))
  const first = known[0]
  const last = known.at(-1)
  if (first === undefined || last === undefined) return ''
  const end = Math.max(Date.parse(until), last.at)
  const span = Math.max(1, end - first.at)
  const x = (at: number): string => (((at - first.at) / span) * box.width).toFixed(1)
  const y = (share: number): string => ((1 - share) * box.height).toFixed(1)
  let path = `M0 ${y(first.share)}`
  for (const { at, share } of known.slice(1)) path += `H${x(at)}V${y(share)}`
  return `${path}H${String(box.width)}`
}
