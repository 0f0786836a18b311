import { findImport, listImports, updateImport } from '@ketnoi/db'
import { rowKey, writeRefusedRows, FIELDS, type ComparedRow, type RowOutcome } from '@ketnoi/rosters'
import type { Context } from '../context.ts'
import { ApiError, wireIssue } from '../errors.ts'
import { getJobView, liveJobOf } from '../jobs/run-job.ts'
import { getWorld, unitName, type World } from '../world.ts'
import { viewChange } from './change-view.ts'
import type { ImportRowView, ImportSummary, ImportView, RowCounts } from './import-view.ts'
import { importReach, judgeImport, openImportFile, type JudgedImport } from './judge-import.ts'
import { getStoredImport, storedOf, type ImportJudgement, type StoredImport } from './stored-import.ts'

// What was shown of an import before its transaction began: shown again while the embedded database is busy with it.
const lastViews = new Map<string, ImportView>()

export async function loadImport(ctx: Context, id: string): Promise<ImportView> {
  const live = liveJobOf(ctx, 'import-roster')
  const before = lastViews.get(id)
  if (ctx.kind === 'pglite' && live !== null && before !== undefined) {
    const running = before.job === null || before.job.id === live.id || before.state !== 'done'
    return running ? { ...before, state: 'importing', job: live } : before
  }
  const view = await describeImport(ctx, await getStoredImport(ctx, id))
  lastViews.clear()
  lastViews.set(id, view)
  return view
}

async function describeImport(ctx: Context, { draft, judgement, row, state }: StoredImport): Promise<ImportView> {
  const world = await getWorld(ctx)
  const suggested = judgement?.suggestedUnitId ?? null
  return {
    id: row.id,
    fileName: row.fileName,
    state,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    sheets: draft.mapping.sheets.map((sheet) => {
      const preview = draft.previews.find((one) => one.sheet === sheet.sheet)
      const { included, headerRow, firstDataRow, roster, unitText, everyone } = sheet
      return {
        name: sheet.sheet,
        included,
        hidden: preview?.hidden ?? false,
        headerRow,
        firstDataRow,
        rowCount: preview?.rowCount ?? 0,
        columns: sheet.columns.map(({ column, header, field, dropped }, i) => ({
          index: column,
          header,
          samples: preview?.samples[i] ?? [],
          field,
          dropped: field === null ? dropped : null,
        })),
        roster,
        unitText,
        everyone,
        firstRows: preview?.firstRows ?? [],
      }
    }),
    fields: FIELDS.map((id) => ({ id, required: id === 'name' })),
    unitId: draft.unitId,
    unitName: draft.unitId === null ? null : unitName(world, draft.unitId),
    suggestedUnit: suggested === null ? null : { id: suggested, name: unitName(world, suggested) },
    issues: draft.issues.map(wireIssue),
    questions: judgement?.questions ?? [],
    undecided: judgement?.undecided ?? 0,
    counts: judgement?.counts ?? null,
    rest: await findRest(ctx, judgement),
    restOf: draft.rest?.of ?? null,
    job: row.jobId === null ? null : await getJobView(ctx, row.jobId),
    error: errorOf(row.error),
  }
}

async function findRest(ctx: Context, judgement: ImportJudgement | null): Promise<ImportView['rest']> {
  const kept = judgement?.rest
  const row = kept === undefined ? null : await findImport(ctx.db, kept.importId)
  return kept === undefined || row === null ? null : { ...kept, state: storedOf(row).state }
}

function errorOf(value: unknown): ImportView['error'] {
  if (typeof value !== 'object' || value === null || !('code' in value)) return null
  const data = 'data' in value && typeof value.data === 'object' && value.data !== null ? { ...value.data } : {}
  return { code: String(value.code), data }
}

/** Of everybody (`null`) or of one author. */
export async function listImportSummaries(ctx: Context, author: string | null): Promise<readonly ImportSummary[]> {
  const rows = await listImports(ctx.db, { kind: 'roster', limit: 200, ...(author === null ? {} : { author }) })
  return rows.map((row) => {
    const { draft, judgement, state } = storedOf(row)
    const { id, fileName, createdAt, updatedAt } = row
    return {
      id,
      fileName,
      state,
      createdAt,
      updatedAt,
      counts: judgement?.counts ?? null,
      restRows: draft.rest?.rows.length ?? null,
    }
  })
}

export interface DryRunPage {
  readonly counts: RowCounts
  /** Rows that are written with something that somebody should look at. */
  readonly warned: number
  readonly rows: readonly ImportRowView[]
  readonly next: number | null
}

export interface DryRunQuery {
  readonly id: string
  readonly outcome?: RowOutcome | 'warned' | undefined
  readonly after: number
  readonly limit: number
}

/** Judges every row, remembers the result with the import, and gives a page of the rows. */
export async function dryRunImport(ctx: Context, query: DryRunQuery): Promise<DryRunPage> {
  const world = await getWorld(ctx)
  const stored = await getStoredImport(ctx, query.id)
  if (stored.state === 'uploaded') throw new ApiError('mapping-incomplete', 'no column holds the names yet')
  if (stored.state === 'importing' || stored.state === 'cancelled')
    throw new ApiError('import-state', `the import is ${stored.state}`, { importId: query.id, state: stored.state })
  const judged = await judge(ctx, world, stored)
  const isOpen = stored.state === 'mapped' || stored.state === 'dry-run' || stored.state === 'failed'
  if (isOpen && (stored.state !== 'dry-run' || stored.judgement?.stamp !== judged.judgement.stamp))
    await updateImport(ctx.db, query.id, { status: 'checked', summary: judged.judgement, error: null })
  const all = judged.comparison.rows
  const warned = all.filter(isWarned)
  const { outcome } = query
  const rows = outcome === 'warned' ? warned : all.filter((row) => outcome === undefined || row.outcome === outcome)
  const end = query.after + query.limit
  return {
    counts: judged.comparison.counts,
    warned: warned.length,
    rows: rows.slice(query.after, end).map((row) => describeRow(world, row)),
    next: end < rows.length ? end : null,
  }
}

/** What is refused, or waits for a decision, says so by itself; what changes nothing has nothing to look at. */
function isWarned({ outcome, draft }: ComparedRow): boolean {
  return (outcome === 'new' || outcome === 'changed') && draft.issues.some(({ severity }) => severity === 'warning')
}

async function judge(ctx: Context, world: World, { draft, row }: StoredImport): Promise<JudgedImport> {
  const workbook = await openImportFile(ctx, row.id, row.fileName)
  const { id: importId, createdAt } = row
  return judgeImport(ctx.db, world, { importId, createdAt, draft, workbook, reach: importReach(ctx) })
}

function describeRow(world: World, row: ComparedRow): ImportRowView {
  const { draft } = row
  return {
    ...draft.row,
    outcome: row.outcome,
    name: draft.name,
    unitName: draft.unitId === null ? draft.unitText : unitName(world, draft.unitId),
    personId: row.personId,
    isNewPerson: row.isNewPerson,
    joins: row.outcome !== 'new' || row.household === null ? null : { representative: row.household.representative },
    changes: row.changes.map((change) => viewChange(world, change)),
    issues: draft.issues.map((issue) => ({
      code: issue.code,
      message: `${issue.column ?? 'row'}: ${issue.code}`,
      path: [rowKey(draft.row)],
      data: {
        ...issue.data,
        severity: issue.severity,
        column: issue.column,
        field: issue.field,
        value: issue.value,
        suggestion: issue.suggestion,
      },
    })),
    sameAs: row.sameAs,
  }
}

/** The rows that were not imported, with their reasons, to be mended and dropped in again. */
export async function refusedRowsFile(
  ctx: Context,
  input: { readonly id: string; readonly language: 'vi' | 'en' },
): Promise<{ readonly fileName: string; readonly bytes: Uint8Array }> {
  const world = await getWorld(ctx)
  const stored = await getStoredImport(ctx, input.id)
  const { workbook, comparison } = await judge(ctx, world, stored)
  const bytes = await writeRefusedRows(workbook, stored.draft.mapping, comparison, {
    language: input.language,
    possibleDuplicates: true,
  })
  const base = stored.row.fileName.replace(/\.[^.]*$/u, '')
  return { fileName: `${base} – ${input.language === 'vi' ? 'dòng bị từ chối' : 'refused rows'}.xlsx`, bytes }
}
