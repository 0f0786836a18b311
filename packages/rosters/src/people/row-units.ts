import { type TierId, type UnitId } from '@ketnoi/hierarchy'
import type { UnitFinder } from '../units/unit-finder.ts'
import type { RowRef } from '../workbook/workbook.ts'
import type { RosterDecisions, RowIssueCode, UnitQuestion } from './roster.ts'
import { foldOnce } from './person-name.ts'

/** What a unit text was taken for. */
export interface UnitAnswer {
  readonly unitId: UnitId | null
  readonly code: RowIssueCode | null
  readonly candidates: readonly UnitId[]
}

/** Looks unit texts up with the decisions of a person, and collects the texts that nobody decided about yet. */
export interface UnitReader {
  readonly read: (text: string, tier: TierId | null, within: UnitId | null, row: RowRef) => UnitAnswer
  readonly questions: () => UnitQuestion[]
}

/** Names a unit text in the decisions of a file. */
export function unitQuestionKey(text: string, within: UnitId | null): string {
  return `${within ?? ''}|${foldOnce(text)}`
}

/** Makes a reader of unit texts. */
export function createUnitReader(units: UnitFinder, decisions: RosterDecisions): UnitReader {
  const answers = new Map<string, UnitAnswer>()
  const questions = new Map<
    string,
    { text: string; candidates: readonly UnitId[]; rows: RowRef[]; decision: UnitQuestion['decision'] }
  >()

  function answer(text: string, tier: TierId | null, within: UnitId | null): UnitAnswer {
    const found = units.find(text, { tier, within })
    const [first] = found
    if (first === undefined) {
      const elsewhere = within === null ? [] : units.find(text, { tier, within: null })
      return { unitId: null, code: 'unit-unknown', candidates: elsewhere.map((unit) => unit.unitId) }
    }
    if (found.length > 1) return { unitId: null, code: 'unit-ambiguous', candidates: found.map((unit) => unit.unitId) }
    return { unitId: first.unitId, code: first.match === 'former' ? 'unit-former' : null, candidates: [first.unitId] }
  }

  return {
    read: (text, tier, within, row) => {
      const key = `${tier ?? ''}|${within ?? ''}|${text}`
      let known = answers.get(key)
      if (known === undefined) {
        known = answer(text, tier, within)
        answers.set(key, known)
      }
      if (known.unitId !== null) return known
      const questionKey = unitQuestionKey(text, within)
      const decided = decisions.units?.[questionKey]
      const question = questions.get(questionKey) ?? {
        text,
        candidates: known.candidates,
        rows: [],
        decision: decided === undefined ? null : (decided ?? 'refuse'),
      }
      question.rows.push(row)
      questions.set(questionKey, question)
      if (decided === undefined) return known
      return decided === null
        ? { ...known, code: 'unit-refused' }
        : { unitId: decided, code: null, candidates: [decided] }
    },
    questions: () => [...questions].map(([key, question]) => ({ key, ...question })),
  }
}
