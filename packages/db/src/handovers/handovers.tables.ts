import type { Generated } from 'kysely'
import type { Instant } from '../columns.ts'

export type HandoverState = 'proposed' | 'agreed' | 'in-force' | 'cancelled'

interface HandoverTable {
  id: string
  on_day: string
  state: HandoverState
  document: unknown
  reason: string
  revision: Generated<number>
  proposed_by: string
  proposed_at: Instant
  cancelled_by: string | null
  cancelled_at: Instant | null
  cancel_reason: string | null
}

interface HandoverSideTable {
  handover_id: string
  side: 'giving' | 'receiving'
  unit_id: string
  confirmed_by: string | null
  confirmed_at: Instant | null
}

interface HandoverPersonTable {
  handover_id: string
  person_id: string
}

export interface HandoversTables {
  handover: HandoverTable
  handover_side: HandoverSideTable
  handover_person: HandoverPersonTable
}
