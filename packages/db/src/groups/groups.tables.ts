import type { Generated } from 'kysely'
import type { Instant } from '../columns.ts'

interface ExpectedGroupTable {
  id: string
  kind: string
  unit_id: string
  name: string
  name_folded: string
  sort_key: string
  state: 'ok' | 'invalid'
  mode: 'manage' | 'add-only'
  capacity: number
  part: Generated<number>
  spare: Generated<boolean>
}

interface GroupClosingTable {
  group_id: string
  at: Instant
  author: string
}

interface DesiredMemberTable {
  group_id: string
  person_id: string
  role: number
  clauses: number
  required: boolean
  recorded_from: Generated<Instant>
}

interface DesiredHistoryTable extends Omit<DesiredMemberTable, 'recorded_from'> {
  recorded_from: Instant
  recorded_to: Instant
}

interface DesiredBasisTable {
  recorded_from: Generated<Instant>
  as_of: string
  model_id: string
  model_version: string
}

interface GroupCountTable {
  group_id: string
  desired: number
  actual: number
  matching: number
  to_add: number
  to_remove: number
  wrong_role: number
  required: number
  required_missing: number
  unmatched: number
}

export interface GroupsTables {
  expected_group: ExpectedGroupTable
  group_closing: GroupClosingTable
  desired_member: DesiredMemberTable
  desired_history: DesiredHistoryTable
  desired_basis: DesiredBasisTable
  group_count: GroupCountTable
}
