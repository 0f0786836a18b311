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
  // By where it is looked up and then by the text: a file repeats a few hundred texts in all its rows.
  const places = new Map<UnitId | null, Map<TierId | null, Map<string, UnitAnswer>>>()
  const questions = new Map<
    string,
    { text: string; candidates: readonly UnitId[]; rows: RowRef[]; decision: UnitQuestion['decision'] }
  >()

  function answersOf(tier: TierId | null, within: UnitId | null): Map<string, UnitAnswer> {
    const tiers = places.get(within) ?? new Map<TierId | null, Map<string, UnitAnswer>>()
    const answers = tiers.get(tier) ?? new Map<string, UnitAnswer>()
    places.set(within, tiers.set(tier, answers))
    return answers
  }

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
      const answers = answersOf(tier, within)
      let known = answers.get(text)
      if (known === undefined) {
        known = answer(text, tier, within)
        answers.set(text, known)
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
