import type { DriftClass } from '@ketnoi/hierarchy'
import type { Instant } from '../columns.ts'

interface DriftDecisionTable {
  group_id: string
  subject: string
  kind: DriftClass
  way: 'revert' | 'ignore'
  reason: string
  author: string
  decided_at: Instant
}

export interface DriftTables {
  drift_decision: DriftDecisionTable
}
