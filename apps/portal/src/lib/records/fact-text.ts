import type { RouterOutputs } from '@ketnoi/api'
import { textOf, type I18n } from '#lib/i18n/i18n.ts'

export type ChangeLine = RouterOutputs['people']['changesSince']['lines'][number]
type FactText = Extract<ChangeLine, { kind: 'facts' }>['added'][number]

/** A fact in words, with the days that it holds. */
function factText({ t, text, day }: I18n, fact: FactText): string {
  const during = t.common.interval(fact.from && day(fact.from), fact.to && day(fact.to))
  const notes = [
    fact.represents ? t.people.represents : '',
    during,
    fact.endReason === null ? '' : t.records.endReasons[fact.endReason],
  ].filter((note) => note !== '')
  return `${text(fact.text)} (${notes.join('; ')})`
}

function valueText({ t, day }: I18n, field: string, value: string | null): string {
  if (value === null) return t.records.empty
  if (field === 'adult') return textOf(t.records.adults, value)
  if (field === 'reachability') return textOf(t.common.reachability, value)
  return field === 'birth' ? day(value) : value
}

/** What one field of a change became, a text for each thing that is different. */
export function lineTexts(i18n: I18n, line: ChangeLine): string[] {
  const { t } = i18n
  if (line.kind === 'value')
    return [t.records.fromTo(valueText(i18n, line.field, line.before), valueText(i18n, line.field, line.after))]
  return [
    ...line.removed.map((fact) => `${t.records.removed}: ${factText(i18n, fact)}`),
    ...line.altered.map((pair) => t.records.fromTo(factText(i18n, pair.before), factText(i18n, pair.after))),
    ...line.added.map((fact) => `${t.records.added}: ${factText(i18n, fact)}`),
  ]
}
