import type { ColumnType, Generated } from 'kysely'
import type { Instant, Json } from '../columns.ts'

interface DeviceTable {
  id: string
  account_id: string
  name: string
  prepared_at: Generated<Instant>
  seen_at: Generated<Instant>
  revoked_at: Instant | null
  revoked_by: string | null
}

export type FieldRecordState = 'applied' | 'open' | 'dismissed'

interface FieldRecordTable {
  id: string
  device_id: string
  author: string
  payload: Json<unknown>
  received_at: Generated<Instant>
  state: FieldRecordState
  code: string | null
  candidates: Generated<string[]>
  unit_ids: Generated<string[]>
  person_id: string | null
  about_id: string | null
  decision: ColumnType<unknown, string | null | undefined, string | null>
  decided_by: string | null
  decided_at: Instant | null
}

export interface OnboardingTables {
  device: DeviceTable
  field_record: FieldRecordTable
}
