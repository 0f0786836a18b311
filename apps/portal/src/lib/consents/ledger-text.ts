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
    line.evidence === null ? null : t.consents.evidence(evidenceText(t, line.evidence)),
  ].filter((text) => text !== null)
}

/** What the program wrote as the evidence itself, in words; what somebody typed, or the name of a file, as it is. */
export function evidenceText(t: Pick<I18n['t'], 'consents'>, evidence: string): string {
  const { registration, undo, privatePage, beforeLedger } = t.consents.ownEvidence
  if (evidence === 'private-page') return privatePage
  if (evidence === 'before the ledger') return beforeLedger
  if (/^registration [\w-]+$/u.test(evidence)) return registration
  return /^undo [\w-]+$/u.test(evidence) ? undo : evidence
}
