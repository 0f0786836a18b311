import type { I18n } from '#lib/i18n/i18n.ts'

interface Place {
  readonly sheet: string
  readonly row: number
}

const SHOWN = 40

/** "Sheet1, row 4, 9; Sheet2, row 3": every row that is meant, so that somebody can look at all of them. */
export function placesText({ t, number }: Pick<I18n, 't' | 'number'>, places: readonly Place[]): string {
  const rows = new Map<string, string[]>()
  for (const { sheet, row } of places.slice(0, SHOWN)) rows.set(sheet, [...(rows.get(sheet) ?? []), String(row)])
  const text = [...rows].map(([sheet, numbers]) => t.imports.rowOfSheet(sheet, numbers.join(', '))).join('; ')
  return places.length > SHOWN ? `${text} … (+${number(places.length - SHOWN)})` : text
}
