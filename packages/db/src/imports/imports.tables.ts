import type { ColumnType, Generated } from 'kysely'
import type { Instant } from '../columns.ts'

export type ImportKind = 'roster' | 'members' | 'units'

export type ImportStatus = 'uploaded' | 'checked' | 'importing' | 'done' | 'failed' | 'cancelled'

interface RosterImportTable {
  id: string
  kind: ImportKind
  status: ImportStatus
  file_name: string
  file: Uint8Array
  mapping: ColumnType<unknown, string | null | undefined, string | null>
  summary: ColumnType<unknown, string | null | undefined, string | null>
  error: ColumnType<unknown, string | null | undefined, string | null>
  job_id: string | null
  author: string
  created_at: Generated<Instant>
  updated_at: Generated<Instant>
}

export interface ImportsTables {
  roster_import: RosterImportTable
}
