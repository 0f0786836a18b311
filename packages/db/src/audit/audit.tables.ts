import type { ColumnType, Generated } from 'kysely'
import type { Instant, JsonDefault } from '../columns.ts'

interface AuditEventTable {
  id: ColumnType<number, never, never>
  at: Generated<Instant>
  actor: string
  action: string
  subject_kind: string
  subject_id: string
  data: JsonDefault<unknown>
}

interface AuditSealTable {
  id: number
  first_event: number
  last_event: number
  events: number
  leaves: Uint8Array
  sha256: string
  previous_sha256: string
  sealed_at: Instant
}

export interface AuditTables {
  audit_event: AuditEventTable
  audit_seal: AuditSealTable
}
