import type { RouterOutputs } from '@ketnoi/api'
import { textOf, type I18n } from '#lib/i18n/i18n.ts'

export type LedgerLine = RouterOutputs['consents']['ofPerson'][number]['ledger'][number]

/** Who wrote a line of the ledger of a person. */
export function recorderText({ t }: Pick<I18n, 't'>, line: LedgerLine, personId: string): string {
  if (line.recorder === personId) return t.consents.recorders.self
  return line.recorderName ?? textOf(t.consents.recorders, line.recorder)
}

/** What a line rests on besides the notice. */
export function basisTexts({ t }: Pick<I18n, 't'>, line: LedgerLine): string[] {
  return [
    line.citation === null ? null : t.consents.citation(line.citation),
    line.evidence === null ? null : t.consents.evidence(line.evidence),
  ].filter((text) => text !== null)
}
