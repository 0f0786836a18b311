import type { Generated } from 'kysely'
import type { Instant, Validity } from '../columns.ts'

export interface MembershipOverrideTable extends Validity {
  id: string
  kind: 'include' | 'exclude'
  group_id: string
  person_id: string
  role: Generated<number>
  reason: string
  author: string
  recorded_from: Generated<Instant>
}

interface OverrideHistoryTable extends Omit<MembershipOverrideTable, 'role' | 'recorded_from'> {
  role: number
  recorded_from: Instant
  recorded_to: Instant
}

export interface OverridesTables {
  membership_override: MembershipOverrideTable
  override_history: OverrideHistoryTable
}
