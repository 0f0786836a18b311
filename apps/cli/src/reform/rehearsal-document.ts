import type { Rehearsal } from '@ketnoi/hierarchy'
import type { RehearsedFiles } from './rehearse-files.ts'

/** The JSON that `ketnoi reform rehearse --json` prints; described by `schema/rehearsal.schema.json`. */
export interface RehearsalDocument extends Rehearsal {
  readonly decision: string
  readonly model: { readonly id: string; readonly version: string }
  readonly unmatched: RehearsedFiles['unmatched']
  readonly questions: RehearsedFiles['questions']
  readonly issues: RehearsedFiles['issues']
}

export function createRehearsalDocument(rehearsed: RehearsedFiles): RehearsalDocument {
  const { rehearsal, reform, model, unmatched, questions, issues } = rehearsed
  return {
    ...rehearsal,
    decision: reform.decision,
    model: { id: model.id, version: model.version },
    unmatched,
    questions,
    issues,
  }
}
