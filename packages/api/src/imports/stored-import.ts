import { getImport, type RosterImport } from '@ketnoi/db'
import type { Issue, UnitId } from '@ketnoi/hierarchy'
import type { RosterDecisions, RosterMapping, SheetPreview } from '@ketnoi/rosters'
import type { Context } from '../context.ts'
import type { ImportQuestion, ImportState, RowCounts } from './import-view.ts'

/** What a person said about a file, and what is needed to show it without reading the file again. */
export interface ImportDraft {
  readonly unitId: UnitId | null
  readonly mapping: RosterMapping
  readonly previews: readonly SheetPreview[]
  readonly issues: readonly Issue[]
  readonly decisions: RosterDecisions
  /** For what an earlier import of the file left undecided: that import, and the rows by `rowKey`. */
  readonly rest?: { readonly of: string; readonly rows: readonly string[] }
}

/** What the last dry run found. */
export interface ImportJudgement {
  readonly counts: RowCounts
  readonly questions: readonly ImportQuestion[]
  readonly undecided: number
  readonly suggestedUnitId: UnitId | null
  /** Names what it was computed from: the file, the mapping, the decisions, the people, the units and the day. */
  readonly stamp: string
  /** Names what it says about every row; without it, it was kept by an earlier version. */
  readonly outcome?: string
  /** The import that keeps the rows which were left undecided. */
  readonly rest?: { readonly importId: string; readonly rows: number }
}

export interface StoredImport {
  readonly row: RosterImport
  readonly draft: ImportDraft
  readonly judgement: ImportJudgement | null
  readonly state: ImportState
}

export async function getStoredImport(ctx: Context, id: string): Promise<StoredImport> {
  return storedOf(await getImport(ctx.db, id))
}

export function storedOf(row: RosterImport): StoredImport {
  // Both columns are written by this folder alone, in these shapes.
  const draft = row.mapping as ImportDraft
  const judgement = row.summary as ImportJudgement | null
  return { row, draft, judgement, state: stateOf(row, draft) }
}

function stateOf(row: RosterImport, draft: ImportDraft): ImportState {
  if (row.status === 'checked') return 'dry-run'
  if (row.status !== 'uploaded') return row.status
  return isMapped(draft.mapping) ? 'mapped' : 'uploaded'
}

/** Every included sheet says where the names are, and there is one. */
export function isMapped(mapping: RosterMapping): boolean {
  const included = mapping.sheets.filter((sheet) => sheet.included)
  return included.length > 0 && included.every((sheet) => sheet.columns.some((column) => column.field === 'name'))
}
