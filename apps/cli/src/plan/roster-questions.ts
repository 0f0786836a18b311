import { rowKey, type ComparedRow, type RosterDecisions, type RosterReading, type RowRef } from '@ketnoi/rosters'
import { questionId } from './decisions.ts'

/** Something about a roster that a person decides, with `--decisions`. */
export interface RosterQuestion {
  /** The key in a file of `--decisions`; the same as long as the file is. */
  readonly id: string
  readonly kind: 'conversion' | 'unit' | 'possible-duplicate'
  readonly file: string
  readonly rows: readonly { readonly sheet: string; readonly row: number }[]
  /** What is asked about: an example of the text, the name of a unit, or of a person. */
  readonly text: string
  /** Beside these, a unit may be answered with the id of any unit. */
  readonly answers: readonly { readonly answer: string; readonly meaning: string }[]
  readonly decision: string | null
}

/** Names what an answer refers to. */
export interface QuestionNames {
  readonly nameOfUnit: (unitId: string) => string
  /** Where a person was first read, and what is known of them. */
  readonly person: (personId: string) => { readonly place: string; readonly text: string } | null
}

/** Puts the questions of one file together, answered ones included: the answer can be changed. */
export function questionsOf(
  file: { readonly name: string; readonly path: string },
  reading: RosterReading,
  rows: readonly ComparedRow[],
  decisions: RosterDecisions,
  names: QuestionNames,
): RosterQuestion[] {
  const at = ({ sheet, row }: RowRef) => ({ sheet, row })
  const conversions = reading.conversions.map((question): RosterQuestion => ({
    id: questionId(file.name, 'conversion', question.kind),
    kind: 'conversion',
    file: file.path,
    rows: question.rows.map(at),
    text: question.examples[0]?.from ?? '',
    answers: [
      { answer: 'accept', meaning: question.examples[0]?.to ?? '' },
      { answer: 'keep', meaning: question.examples[0]?.from ?? '' },
    ],
    decision: question.decision,
  }))
  const units = reading.unknownUnits.map((question): RosterQuestion => ({
    id: questionId(file.name, 'unit', question.key),
    kind: 'unit',
    file: file.path,
    rows: question.rows.map(at),
    text: question.text,
    answers: [
      ...question.candidates.map((unitId) => ({ answer: unitId, meaning: names.nameOfUnit(unitId) })),
      { answer: 'refuse', meaning: '' },
    ],
    decision: question.decision,
  }))
  const people = rows.flatMap(({ draft, outcome, candidates }): RosterQuestion[] => {
    const decision = decisions.people?.[rowKey(draft.row)]
    if (outcome !== 'possible-duplicate' && decision === undefined) return []
    const chosen = decision?.kind === 'same' ? names.person(decision.personId) : null
    const known = candidates.flatMap(({ personId }) => names.person(personId) ?? [])
    return [
      {
        id: questionId(file.name, 'person', rowKey(draft.row)),
        kind: 'possible-duplicate',
        file: file.path,
        rows: [at(draft.row)],
        text: draft.name,
        answers: [
          ...(known.length === 0 && chosen !== null ? [chosen] : known).map(({ place, text }) => ({
            answer: place,
            meaning: text,
          })),
          { answer: 'new', meaning: '' },
          { answer: 'refuse', meaning: '' },
        ],
        decision: decision === undefined ? null : decision.kind === 'same' ? (chosen?.place ?? null) : decision.kind,
      },
    ]
  })
  return [...conversions, ...units, ...people]
}
