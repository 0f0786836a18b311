import type { Generated } from 'kysely'
import type { Instant } from '../columns.ts'

interface DeletionRecordTable {
  id: Generated<number>
  day: string
  unit_id: string | null
  people: number
  months: number
  purpose: string | null
  basis: string
  at: Instant
}

export interface RetentionTables {
  deletion_record: DeletionRecordTable
}
