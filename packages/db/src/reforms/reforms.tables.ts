import type { ColumnType, Generated } from 'kysely'
import type { Instant, Json, JsonDefault } from '../columns.ts'

export type ReformState = 'draft' | 'approved' | 'applying' | 'applied' | 'in-effect' | 'undoing' | 'undone'

interface ReformTable {
  id: string
  document: Json<unknown>
  decision: string
  effective_on: string
  state: ReformState
  revision: Generated<number>
  scope_choices: JsonDefault<unknown>
  effects: ColumnType<unknown, string | null | undefined, string | null>
  losses: JsonDefault<unknown>
  created_by: string
  created_at: Instant
  updated_at: Instant
}

interface ReformUnitTable {
  reform_id: string
  unit_id: string
}

interface ReformRehearsalTable {
  reform_id: string
  fingerprint: string
  rehearsal: Json<unknown>
  rehearsed_at: Instant
}

interface ReformApprovalTable {
  id: string
  reform_id: string
  purpose: 'apply' | 'undo'
  fingerprint: string
  reason: string
  approved_by: string
  approved_at: Instant
  expires_at: Instant
  needs_second: boolean
  seconded_by: string | null
  seconded_at: Instant | null
  started_by: string | null
  started_at: Instant | null
}

interface ReformPersonTable {
  reform_id: string
  person_id: string
  state: Generated<'waiting' | 'moved' | 'undone'>
}

export type ReformStepKind = 'scope' | 'group' | 'override' | 'registration'

interface ReformStepTable {
  reform_id: string
  kind: ReformStepKind
  subject_id: string
  before: Json<unknown>
  after: Json<unknown>
  done_at: Instant
  undone_at: Instant | null
}

export interface ReformsTables {
  reform: ReformTable
  reform_unit: ReformUnitTable
  reform_rehearsal: ReformRehearsalTable
  reform_approval: ReformApprovalTable
  reform_person: ReformPersonTable
  reform_step: ReformStepTable
}
