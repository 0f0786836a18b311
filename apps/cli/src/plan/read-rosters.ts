import { expectedGroups, findUnit, type GroupId, type Person, type PersonId, type UnitId } from '@ketnoi/hierarchy'
import {
  compareRoster,
  comparisonKeys,
  comparisonNames,
  createUnitFinder,
  describeRowIssue,
  proposeMapping,
  readRoster,
  suggestUnit,
  type ComparedRow,
  type ConversionKind,
  type MappingProposal,
  type RosterDecisions,
  type RosterDraft,
  type RosterReading,
  type RowIssueCode,
  type RowRef,
  type UnitFinder,
} from '@ketnoi/rosters'
import { refuse, type CommandFailure } from '../failure.ts'
import { describeIssue, type IssueText } from '../issue-texts.ts'
import { decisionsOf, noAnswer, type Decisions } from './decisions.ts'
import { createKnownPeople } from './known-people.ts'
import { identify } from './person-identity.ts'
import { readTable, type NamedFile } from './read-files.ts'
import { REFUSAL_TEXTS } from './refusal-texts.ts'
import { idOfRow, nameFiles, unitInName } from './roster-names.ts'
import { questionsOf, type RosterQuestion } from './roster-questions.ts'
import type { Setting } from './read-setting.ts'
import type { SourceIssue } from './source-issue.ts'

export interface RosterOptions {
  /** Carried out in every file. */
  readonly conversions: readonly ConversionKind[]
  readonly decisions: Decisions
  readonly language: 'vi' | 'en'
  readonly describe: IssueText
}

/** People from all rosters together. */
export interface ReadRosters {
  readonly people: readonly Person[]
  readonly issues: readonly SourceIssue[]
  readonly questions: readonly RosterQuestion[]
  /** Groups that a row which was not used may be about: nobody is removed from them. */
  readonly incompleteSources: readonly GroupId[]
}

interface RosterFile {
  readonly file: NamedFile
  readonly name: string
  readonly decisions: RosterDecisions
  readonly proposal: MappingProposal
  readonly reading: RosterReading
  readonly unitId: UnitId | null
  /** The unit that was taken for the file's own although nobody gave it. */
  readonly suggested: string | null
}

/** Reads every roster and brings the rows that are one person together. */
export async function readRosters(
  given: readonly NamedFile[],
  setting: Setting,
  options: RosterOptions,
): Promise<ReadRosters> {
  const { model, asOf, tree } = setting
  const finder = createUnitFinder(tree, asOf)
  const files = given.map((file) => (file.about === null ? { ...file, about: unitInName(file.path, tree) } : file))
  const names = nameFiles(files)
  const read: RosterFile[] = []
  for (const file of files) {
    const { about } = file
    if (about !== null && findUnit(tree, about) === undefined) {
      throw refuse(REFUSAL_TEXTS, (text) => text.noUnit(file.path, about))
    }
    const workbook = await readTable(file.path)
    const proposal = proposeMapping(workbook, { model, units: finder })
    if (!proposal.mapping.sheets.some((sheet) => sheet.included)) throw unreadable(file, proposal)
    const name = names.get(file) ?? file.path
    const decisions = decisionsOf(name, options.decisions, {
      names: [...names.values()],
      conversions: options.conversions,
      hasUnit: (unitId) => findUnit(tree, unitId) !== undefined,
    })
    const readWithin = (unitId: UnitId | null): RosterReading =>
      readRoster(workbook, proposal.mapping, { model, asOf, units: finder, unitId, decisions })
    const first = readWithin(file.about)
    const suggested = file.about === null ? suggestUnit(first, setting.tree, setting.asOf) : null
    read.push({
      file,
      name,
      decisions,
      proposal,
      reading: suggested === null ? first : readWithin(suggested),
      unitId: file.about ?? suggested,
      suggested: suggested === null ? null : `${finder.nameOf(suggested)} (${suggested})`,
    })
  }
  // People first: officers are then recognised among them.
  read.sort((a, b) => Number(isOfficers(a)) - Number(isOfficers(b)))
  const issues: SourceIssue[] = []
  const questions: RosterQuestion[] = []
  const places = new Map<PersonId, string>()
  const known = createKnownPeople()
  const doubtful = new Set<GroupId>()
  for (const one of read) {
    const { drafts, duplicates } = one.reading
    const { name, decisions } = one
    const comparison = compareRoster(drafts, known.find(comparisonKeys(drafts), comparisonNames(drafts)), {
      model,
      asOf,
      newId: (kind, seed) => {
        const id = idOfRow(kind, name, seed)
        if (kind === 'person') places.set(id, `${name}:${seed}`)
        return id
      },
      decisions,
      duplicates,
    })
    known.put(comparison.upserts)
    questions.push(
      ...questionsOf({ name, path: one.file.path }, one.reading, comparison.rows, decisions, {
        nameOfUnit: finder.nameOf,
        person: (id) => {
          const place = places.get(id)
          const person = known.get(id)
          return place === undefined || person === undefined ? null : { place, text: describePerson(person, finder) }
        },
      }),
    )
    issues.push(
      ...fileIssues(one, options),
      ...comparison.rows.flatMap(({ draft }) => rowIssues(one.file, draft, options.language)),
    )
    for (const row of comparison.rows) {
      if (row.outcome === 'possible-duplicate') {
        issues.push(
          duplicateIssue(
            one.file,
            row.draft,
            row.candidates.map((c) => c.row),
            options.language,
          ),
        )
      }
      if (mayBeMissing(row, isOfficers(one))) markDoubtful(doubtful, setting, finder, row.draft.unitId ?? one.unitId)
    }
  }
  checkAnswered(options.decisions, questions)
  const people = [...identify(known.all()).values()]
  return { people, issues, questions, incompleteSources: [...doubtful].sort() }
}

/** An answer to a question that no file asks would otherwise be lost without a word. */
function checkAnswered(decisions: Decisions, questions: readonly RosterQuestion[]): void {
  const asked = new Map(questions.map((question) => [question.id, question]))
  for (const [id, answer] of decisions) {
    const question = asked.get(id)
    if (question === undefined) throw refuse(REFUSAL_TEXTS, (text) => text.notAsked(id))
    if (question.decision !== answer) throw noAnswer(id, answer)
  }
}

function describePerson(person: Person, finder: UnitFinder): string {
  const unitId = person.residences.at(-1)?.unitId ?? person.appointments.at(-1)?.unitId
  return [person.name, person.birth, unitId === undefined ? null : finder.nameOf(unitId)]
    .filter((part) => part !== null)
    .join(', ')
}

/** What a row says and was not understood must not cost anybody their place. */
const UNREADABLE: ReadonlySet<RowIssueCode> = new Set([
  'flag-unknown',
  'birth-unusable',
  'birth-future',
  'position-unknown',
  'position-ambiguous',
  'position-not-here',
])

/** A refused villager is unknown, and whoever is unknown is never removed; a refused officer may be known from another roster. */
function mayBeMissing(row: ComparedRow, officers: boolean): boolean {
  if (row.outcome === 'possible-duplicate') return true
  if (row.outcome === 'refused') return officers
  return row.draft.issues.some((issue) => UNREADABLE.has(issue.code))
}

function isOfficers({ proposal }: RosterFile): boolean {
  return proposal.mapping.sheets.every((sheet) => !sheet.included || sheet.roster === 'officers')
}

/** A file in which no table was found: the first rows are shown, because they tell what it is. */
function unreadable(file: NamedFile, proposal: MappingProposal): CommandFailure {
  return refuse(
    REFUSAL_TEXTS,
    (text) => text.noRoster(file.path),
    (text, language) => [
      ...proposal.issues
        .filter((issue) => issue.code !== 'column-dropped')
        .map((issue) => `  ${describeIssue(issue, language)} [${issue.code}]`),
      ...proposal.previews.flatMap(({ sheet, hidden, rowCount, firstRows }) => [
        `  ${text.sheetBegins(sheet, hidden, rowCount)}`,
        ...firstRows.slice(0, 8).map((row, i) => `    ${i + 1}: ${row.filter((cell) => cell !== '').join(' | ')}`),
      ]),
    ],
  )
}

/** The groups of a unit and of every unit above and below it may miss somebody because of an unused row. Without a unit, all may. */
function markDoubtful(
  doubtful: Set<GroupId>,
  { model, tree, asOf }: Setting,
  finder: UnitFinder,
  unitId: UnitId | null,
): void {
  for (const group of expectedGroups(model, tree, asOf)) {
    if (unitId === null) doubtful.add(group.id)
    else {
      const tier = finder.tierOf(unitId)
      const own = finder.tierOf(group.unitId)
      if (
        group.unitId === unitId ||
        (tier !== null && finder.at(group.unitId, tier) === unitId) ||
        (own !== null && finder.at(unitId, own) === group.unitId)
      )
        doubtful.add(group.id)
    }
  }
}

function fileIssues(
  { file, proposal, reading, suggested }: RosterFile,
  { language, describe }: RosterOptions,
): SourceIssue[] {
  const issues = [...proposal.issues, ...reading.issues].map((issue): SourceIssue => ({
    code: issue.code,
    severity: 'warning',
    file: file.path,
    sheet: typeof issue.path[0] === 'string' ? issue.path[0] : null,
    row: null,
    message: describe(issue),
  }))
  if (suggested === null) return issues
  const message =
    language === 'vi'
      ? `tên thôn trùng ở nhiều xã, đã hiểu là của ${suggested}; ghi rõ bằng TỆP@mã đơn vị nếu không đúng`
      : `names of villages occur in several communes and were taken for those of ${suggested}; give FILE@unitId if that is wrong`
  return [...issues, { code: 'unit-suggested', severity: 'warning', file: file.path, sheet: null, row: null, message }]
}

function rowIssues(file: NamedFile, draft: RosterDraft, language: 'vi' | 'en'): SourceIssue[] {
  return draft.issues.map((issue) => ({
    code: issue.code,
    severity: issue.severity,
    file: file.path,
    ...place(draft.row),
    message: describeRowIssue(issue, language),
  }))
}

function duplicateIssue(
  file: NamedFile,
  draft: RosterDraft,
  rows: readonly (RowRef | null)[],
  language: 'vi' | 'en',
): SourceIssue {
  const where = rows.flatMap((row) => (row === null ? [] : [`${row.sheet} ${row.row}`])).join(', ')
  const vi = `có thể là một người đã biết${where === '' ? '' : ` (dòng ${where})`}; dòng này chưa được dùng: ghi thêm ngày sinh hoặc số điện thoại, hoặc quyết định bằng --decisions`
  const en = `may be somebody already known${where === '' ? '' : ` (row ${where})`}; the row is not used: add a date of birth or a phone number, or decide it with --decisions`
  return {
    code: 'possible-duplicate',
    severity: 'refused',
    file: file.path,
    ...place(draft.row),
    message: language === 'vi' ? vi : en,
  }
}

function place(row: RowRef): { sheet: string; row: number } {
  return { sheet: row.sheet, row: row.row }
}
