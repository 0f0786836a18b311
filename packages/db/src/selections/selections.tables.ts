import type { Instant, Json } from '../columns.ts'

interface SelectionRequestTable {
  id: string
  people: Json<unknown>
  change: Json<unknown>
  reason: string
  fingerprint: string
  unit_ids: string[]
  asked_by: string
  asked_at: Instant
  expires_at: Instant
  seconded_by: string | null
  seconded_at: Instant | null
  withdrawn_at: Instant | null
  done_at: Instant | null
}

export interface SelectionsTables {
  selection_request: SelectionRequestTable
}
