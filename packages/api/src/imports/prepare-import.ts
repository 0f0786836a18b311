import { getImport, insertImport, inTransaction, lockWork, updateImport } from '@ketnoi/db'
import type { UnitId } from '@ketnoi/hierarchy'
import {
  createUnitFinder,
  proposeMapping,
  proposeSheetMapping,
  readWorkbookInWorker,
  type ConversionKind,
  type Field,
  type RosterDecisions,
  type Sheet,
  type SheetMapping,
  type SheetPreview,
} from '@ketnoi/rosters'
import type { Context } from '../context.ts'
import { ApiError, issuesError } from '../errors.ts'
import { getWorld, type World } from '../world.ts'
import { openImportFile, rememberWorkbook } from './judge-import.ts'
import { getStoredImport, type ImportDraft, type StoredImport } from './stored-import.ts'

/** Keeps a dropped file with a proposal of how to read it. A file that cannot be read at all is refused with its reason. */
export async function uploadRoster(
  ctx: Context,
  file: { readonly fileName: string; readonly bytes: Uint8Array; readonly unitId?: UnitId | undefined },
): Promise<{ readonly importId: string }> {
  const world = await getWorld(ctx)
  const workbook = await readWorkbookInWorker(file.bytes, { fileName: file.fileName })
  if (!workbook.ok) throw issuesError(workbook.issues)
  const proposal = proposeMapping(workbook.value, proposalOptions(world))
  const draft: ImportDraft = {
    unitId: file.unitId ?? null,
    mapping: proposal.mapping,
    previews: proposal.previews,
    issues: [...workbook.value.issues, ...proposal.issues],
    decisions: {},
  }
  const importId = ctx.newId()
  await insertImport(ctx.db, {
    id: importId,
    kind: 'roster',
    fileName: file.fileName,
    file: file.bytes,
    author: ctx.actor.id,
    mapping: draft,
  })
  rememberWorkbook(importId, workbook.value)
  return { importId }
}

function proposalOptions(world: World) {
  return { model: world.model, units: createUnitFinder(world.tree, world.asOf) }
}

export interface MappingInput {
  readonly id: string
  readonly unitId: UnitId | null
  readonly sheets: readonly {
    readonly name: string
    readonly included: boolean
    readonly headerRow: number | null
    readonly columns: readonly { readonly index: number; readonly field: Field | null }[]
    readonly firstDataRow?: number | undefined
    readonly roster?: 'people' | 'officers' | undefined
    readonly unitText?: string | null | undefined
    readonly everyone?: SheetMapping['everyone'] | undefined
  }[]
}

/** Takes over what the person says about the columns; sheets that are not named stay as they are. */
export async function setImportMapping(ctx: Context, input: MappingInput): Promise<void> {
  const world = await getWorld(ctx)
  const stored = await getOpenImport(ctx, input.id)
  const workbook = await openImportFile(ctx, input.id, stored.row.fileName)
  const { draft } = stored
  const sheets = draft.mapping.sheets.map((before): SheetMapping => {
    const said = input.sheets.find((sheet) => sheet.name === before.sheet)
    const sheet = workbook.sheets.find((one) => one.name === before.sheet)
    if (said === undefined || sheet === undefined) return before
    // Another header row has other columns: they are recognised anew, and what was said about the former ones is void.
    const moved = said.headerRow !== before.headerRow
    const base = moved ? proposeSheetMapping(sheet, said.headerRow, proposalOptions(world)) : before
    const fields = new Map(said.columns.map((column) => [column.index, column.field]))
    return {
      ...base,
      included: said.included,
      columns: moved
        ? base.columns
        : base.columns.map((column) => ({ ...column, field: fields.get(column.column) ?? null })),
      firstDataRow: moved ? base.firstDataRow : (said.firstDataRow ?? base.firstDataRow),
      roster: said.roster ?? base.roster,
      unitText: said.unitText === undefined ? base.unitText : said.unitText,
      everyone: said.everyone ?? base.everyone,
    }
  })
  const previews = draft.previews.map((preview) => {
    const mapping = sheets.find((sheet) => sheet.sheet === preview.sheet)
    const sheet = workbook.sheets.find((one) => one.name === preview.sheet)
    return mapping === undefined || sheet === undefined ? preview : previewOf(preview, mapping, sheet)
  })
  await saveDraft(ctx, input.id, { ...draft, unitId: input.unitId, mapping: { sheets }, previews })
}

const SAMPLES = 5

/** The first values below the header as it is now; of a column that is left out as sensitive none. */
function previewOf(preview: SheetPreview, mapping: SheetMapping, sheet: Sheet): SheetPreview {
  const samples = mapping.columns.map((column) => {
    if (column.dropped !== null && column.field === null) return []
    const values: string[] = []
    for (let row = mapping.firstDataRow; row < sheet.rows.length && values.length < SAMPLES; row++) {
      const cell = sheet.rows[row]?.[column.column] ?? null
      const text = cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell ?? '').trim()
      if (text !== '') values.push(text)
    }
    return values
  })
  return { ...preview, samples }
}

export interface Decision {
  readonly questionId: string
  readonly decision: string | null
}

const CONVERSION_KINDS: readonly ConversionKind[] = ['tcvn3', 'vni', 'mojibake', 'minority', 'honorific']

/** Takes over answers to questions; `null` takes one back. */
export async function decideImport(ctx: Context, id: string, answers: readonly Decision[]): Promise<void> {
  const stored = await getOpenImport(ctx, id)
  const { decisions } = stored.draft
  const conversions = new Map<ConversionKind, 'accept' | 'keep'>()
  for (const kind of CONVERSION_KINDS) {
    const answer = decisions.conversions?.[kind]
    if (answer !== undefined) conversions.set(kind, answer)
  }
  const units = new Map(Object.entries(decisions.units ?? {}))
  const people = new Map(Object.entries(decisions.people ?? {}))
  for (const { questionId, decision } of answers) {
    const separator = questionId.indexOf(':')
    const key = questionId.slice(separator + 1)
    switch (questionId.slice(0, separator)) {
      case 'conversion': {
        const kind = CONVERSION_KINDS.find((one) => one === key)
        if (kind === undefined) throw decisionInvalid(questionId, decision)
        if (decision === null) conversions.delete(kind)
        else if (decision === 'accept' || decision === 'keep') conversions.set(kind, decision)
        else throw decisionInvalid(questionId, decision)
        break
      }
      case 'unit':
        if (decision === null) units.delete(key)
        else units.set(key, decision === 'refuse' ? null : decision)
        break
      case 'person':
        if (decision === null) people.delete(key)
        else if (decision === 'new' || decision === 'refuse') people.set(key, { kind: decision })
        else people.set(key, { kind: 'same', personId: decision })
        break
      default:
        throw decisionInvalid(questionId, decision)
    }
  }
  const said: RosterDecisions = {
    conversions: Object.fromEntries(conversions),
    units: Object.fromEntries(units),
    people: Object.fromEntries(people),
  }
  await saveDraft(ctx, id, { ...stored.draft, decisions: said })
}

function decisionInvalid(questionId: string, decision: string | null): ApiError {
  return new ApiError('decision-invalid', 'no such answer to this question', { questionId, decision })
}

/** Gives an import up; its file is kept beside the others until somebody clears them away. */
export async function cancelImport(ctx: Context, id: string): Promise<void> {
  await getOpenImport(ctx, id)
  await updateImport(ctx.db, id, { status: 'cancelled' })
}

/** An import that can still be changed. */
export async function getOpenImport(ctx: Context, id: string): Promise<StoredImport> {
  const stored = await getStoredImport(ctx, id)
  if (stored.state === 'importing' || stored.state === 'done' || stored.state === 'cancelled')
    throw new ApiError('import-state', `the import is ${stored.state}`, { importId: id, state: stored.state })
  return stored
}

/** What was judged before no longer counts. */
async function saveDraft(ctx: Context, id: string, draft: ImportDraft): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    // Whoever carries the import out holds this lock: the ground must not move under it.
    await lockWork(trx, 'import')
    const { status } = await getImport(trx, id)
    if (status === 'importing' || status === 'done')
      throw new ApiError('import-state', `the import is ${status}`, { importId: id, state: status })
    await updateImport(trx, id, { mapping: draft, summary: null, status: 'uploaded', error: null })
  })
}
