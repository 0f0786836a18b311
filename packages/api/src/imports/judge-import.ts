import { getImportFile, listPeople, listRefusals, listRosterCandidates, type Db } from '@ketnoi/db'
import type { Person } from '@ketnoi/hierarchy'
import {
  compareRoster,
  comparisonKeys,
  comparisonNames,
  createRosterIds,
  createUnitFinder,
  readRoster,
  readWorkbookInWorker,
  rowKey,
  suggestUnit,
  type RosterComparison,
  type RosterDraft,
  type RosterReading,
  type RowIssue,
  type RowRef,
  type Workbook,
} from '@ketnoi/rosters'
import { createHash } from 'node:crypto'
import { reachOf, type Reach } from '../authorise.ts'
import type { Context } from '../context.ts'
import { issuesError } from '../errors.ts'
import { maskPhone } from '../people/phone-mask.ts'
import { peopleWithin, unitOfPerson } from '../people/person-names.ts'
import { parentName, peopleRevision, unitName, type World } from '../world.ts'
import type { ImportQuestion, RowPlace } from './import-view.ts'
import type { ImportDraft, ImportJudgement } from './stored-import.ts'

/** A file, understood and compared with the people known. */
export interface JudgedImport {
  readonly workbook: Workbook
  readonly reading: RosterReading
  readonly comparison: RosterComparison
  readonly judgement: ImportJudgement
}

interface Remembered {
  readonly stamp: string
  readonly judged: JudgedImport
}

// The last one alone: paging through its rows must not read the file again, and a large one takes hundreds of megabytes.
let remembered: Remembered | null = null
let rememberedWorkbook: { readonly importId: string; readonly workbook: Workbook } | null = null
let rememberedReading: { readonly workbook: Workbook; readonly said: string; readonly reading: RosterReading } | null =
  null
let forgetting: NodeJS.Timeout | undefined
const FORGET_AFTER_MS = 10 * 60_000

function forgetLater(): void {
  clearTimeout(forgetting)
  forgetting = setTimeout(() => {
    remembered = null
    rememberedWorkbook = null
    rememberedReading = null
  }, FORGET_AFTER_MS).unref()
}

/** Keeps the file that was just read at hand: its mapping and its dry run come next. */
export function rememberWorkbook(importId: string, workbook: Workbook): void {
  rememberedWorkbook = { importId, workbook }
  forgetLater()
}

/** Reads the file of an import. */
export async function openImportFile(ctx: Context, importId: string, fileName: string): Promise<Workbook> {
  if (rememberedWorkbook?.importId === importId) return rememberedWorkbook.workbook
  const read = await readWorkbookInWorker(await getImportFile(ctx.db, importId), { fileName })
  if (!read.ok) throw issuesError(read.issues)
  rememberWorkbook(importId, read.value)
  return read.value
}

export interface GivenImport {
  readonly importId: string
  readonly createdAt: string
  readonly draft: ImportDraft
  readonly workbook: Workbook
  /** Where whoever imports may change people. */
  readonly reach: Reach
}

/** Where whoever asks may change people by a roster. */
export function importReach(ctx: Context): Reach {
  return reachOf(ctx.actor, 'imports.confirm')
}

/** Refuses the rows about units that are somebody else's. */
function cutToReach(reading: RosterReading, reach: Reach): RosterReading {
  if (reach.kind === 'everywhere') return reading
  const drafts = reading.drafts.map((draft): RosterDraft => {
    const units = [...(draft.unitId === null ? [] : [draft.unitId]), ...draft.positions.map(({ unitId }) => unitId)]
    if (units.every((id) => reach.unitIds.has(id))) return draft
    const issue: RowIssue = {
      code: 'unit-out-of-scope',
      severity: 'refused',
      column: null,
      field: null,
      value: draft.unitText ?? '',
      suggestion: null,
    }
    return { ...draft, refused: true, issues: [...draft.issues, issue] }
  })
  return { ...reading, drafts }
}

/** Names everything that a dry run depends on: the same stamp, the same result. */
async function stampOf(
  db: Db,
  world: World,
  { importId, draft, reach }: Pick<GivenImport, 'importId' | 'draft' | 'reach'>,
): Promise<string> {
  const where = reach.kind === 'everywhere' ? null : [...reach.roots].sort()
  const said = canonicalJson([draft.unitId, draft.mapping, draft.decisions, where])
  const people = await peopleRevision(db)
  return createHash('sha256')
    .update(JSON.stringify([importId, said, people, world.revision, world.asOf]))
    .digest('hex')
}

/**
 * Names what a dry run says, row by row, and the day and the units that it says it for. Whatever else becomes of people meanwhile, an
 * import that would do the same is the one that was looked at.
 */
function outcomeOf(world: World, { rows }: RosterComparison): string {
  const hash = createHash('sha256').update(JSON.stringify([world.revision, world.asOf]))
  for (const { draft, outcome, personId, changes, candidates } of rows) {
    const said = [rowKey(draft.row), outcome, personId, changes, candidates]
    // Most rows are of somebody new: there is no object in them whose keys have an order.
    hash.update(changes.length + candidates.length === 0 ? JSON.stringify(said) : canonicalJson(said))
  }
  return hash.digest('hex')
}

/** One text for one value: the database gives the keys of an object back in an order of its own. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part !== 'object' || part === null || Array.isArray(part)
      ? part
      : Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))),
  )
}

/** Understands the rows of the file. Who a row is has nothing to do with it: the next answer about that reads nothing anew. */
export function readImport(
  world: World,
  workbook: Workbook,
  draft: Pick<ImportDraft, 'unitId' | 'mapping' | 'decisions'>,
): RosterReading {
  const { asOf, model } = world
  const { unitId, mapping, decisions } = draft
  const refused = Object.entries(decisions.people ?? {}).filter(([, decision]) => decision.kind === 'refuse')
  const said = canonicalJson([unitId, mapping, decisions.conversions, decisions.units, refused, asOf, world.revision])
  if (rememberedReading?.workbook === workbook && rememberedReading.said === said) return rememberedReading.reading
  const units = createUnitFinder(world.tree, asOf)
  const reading = readRoster(workbook, mapping, { model, asOf, units, unitId, decisions })
  rememberedReading = { workbook, said, reading }
  forgetLater()
  return reading
}

/** What the import of the file would do, row by row: the import itself writes exactly `comparison.upserts`. */
export async function judgeImport(db: Db, world: World, given: GivenImport): Promise<JudgedImport> {
  const { importId, createdAt, draft, workbook, reach } = given
  const stamp = await stampOf(db, world, given)
  if (remembered?.stamp === stamp) return remembered.judged
  const { asOf, model } = world
  const { decisions } = draft
  const only = draft.rest === undefined ? undefined : new Set(draft.rest.rows)
  const reading = cutToReach(readImport(world, workbook, draft), reach)
  const comparison = compareRoster(reading.drafts, peopleWithin(await loadCandidates(db, reading), reach), {
    model,
    asOf,
    newId: createRosterIds({ id: importId, at: createdAt }),
    decisions,
    withdrawn: await loadRefusals(db),
    duplicates: reading.duplicates,
    ...(only === undefined ? {} : { only }),
  })
  const questions = await describeQuestions(db, world, reading, comparison, draft)
  const judgement: ImportJudgement = {
    counts: comparison.counts,
    questions: questions.sort((a, b) => Number(a.decision !== null) - Number(b.decision !== null)),
    undecided: questions.filter((question) => question.decision === null).length,
    suggestedUnitId: draft.unitId === null ? suggestUnit(reading, world.tree, world.asOf) : null,
    stamp,
    outcome: outcomeOf(world, comparison),
  }
  const judged = { workbook, reading, comparison, judgement }
  remembered = { stamp, judged }
  forgetLater()
  return judged
}

/** Drops what is remembered, e.g. when it is no longer true. */
export function forgetJudgedImports(): void {
  remembered = null
  rememberedReading = null
}

async function loadRefusals(db: Db): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const refusals = Map.groupBy(await listRefusals(db), (refusal) => refusal.personId)
  return new Map([...refusals].map(([personId, own]) => [personId, new Set(own.map(({ purposeId }) => purposeId))]))
}

/** Loads those whom a row may be, and no others. Where households are not told, only the namesakes of a unit count. */
async function loadCandidates(db: Db, { drafts }: RosterReading): Promise<Person[]> {
  const tellsHouseholds = drafts.some((draft) => draft.householdKey !== null)
  const foldedNames = tellsHouseholds ? null : comparisonNames(drafts)
  return listRosterCandidates(db, { ...comparisonKeys(drafts), foldedNames })
}

/** A question shows where it comes from, not every one of ten thousand rows. */
const SHOWN_ROWS = 20
const SHOWN_DUPLICATES = 500

async function describeQuestions(
  db: Db,
  world: World,
  reading: RosterReading,
  comparison: RosterComparison,
  draft: ImportDraft,
): Promise<ImportQuestion[]> {
  const rowsOf = (rows: readonly RowRef[]): { readonly rows: readonly RowPlace[]; readonly rowCount: number } => ({
    rows: rows.slice(0, SHOWN_ROWS),
    rowCount: rows.length,
  })
  const asked = draft.rest === undefined ? null : new Set(draft.rest.rows)
  /** What is asked about rows that were imported before needs no answer. */
  const inScope = <Q extends { readonly rows: readonly RowRef[] }>(questions: readonly Q[]): readonly Q[] =>
    asked === null
      ? questions
      : questions
          .map((question) => ({ ...question, rows: question.rows.filter((row) => asked.has(rowKey(row))) }))
          .filter(({ rows }) => rows.length > 0)
  const conversions = inScope(reading.conversions).map((question): ImportQuestion => ({
    kind: 'conversion',
    id: `conversion:${question.kind}`,
    conversion: question.kind,
    examples: question.examples,
    ...rowsOf(question.rows),
    decision: question.decision,
  }))
  const units = inScope(reading.unknownUnits).map((question): ImportQuestion => ({
    kind: 'unit',
    id: `unit:${question.key}`,
    text: question.text,
    candidates: question.candidates.map((id) => ({ id, name: unitName(world, id), parentName: parentName(world, id) })),
    ...rowsOf(question.rows),
    decision: question.decision,
  }))
  const decided = draft.decisions.people ?? {}
  const doubtful = comparison.rows
    .filter((row) => row.outcome === 'possible-duplicate' || decided[rowKey(row.draft.row)] !== undefined)
    .slice(0, SHOWN_DUPLICATES)
  const ids = new Set(doubtful.flatMap((row) => row.candidates.map((candidate) => candidate.personId)))
  const people = new Map((await listPeople(db, [...ids])).map((person) => [person.id, person]))
  // Somebody whom another row of the file adds.
  for (const person of comparison.upserts)
    if (ids.has(person.id) && !people.has(person.id)) people.set(person.id, person)
  const duplicates = doubtful.map((row): ImportQuestion => {
    const decision = decided[rowKey(row.draft.row)]
    return {
      kind: 'possible-duplicate',
      id: `person:${rowKey(row.draft.row)}`,
      name: row.draft.name,
      unitName: row.draft.unitId === null ? null : unitName(world, row.draft.unitId),
      candidates: row.candidates.map(({ personId, why, row: place }) => {
        const person = people.get(personId)
        const unitId = person === undefined ? null : unitOfPerson(person, world.asOf)
        const phone = person?.phones.at(-1)
        return {
          personId,
          name: person?.name ?? row.draft.name,
          unitName: unitId === null ? null : unitName(world, unitId),
          birth: person?.birth ?? null,
          maskedPhone: phone === undefined ? null : maskPhone(phone.number),
          why,
          row: place,
        }
      }),
      ...rowsOf([row.draft.row]),
      decision: decision === undefined ? null : decision.kind === 'same' ? decision.personId : decision.kind,
    }
  })
  return [...conversions, ...units, ...duplicates]
}
