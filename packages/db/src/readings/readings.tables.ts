import type { Generated } from 'kysely'
import type { Instant, JsonDefault } from '../columns.ts'

interface ActualMemberTable {
  group_id: string
  person_id: string
  role: number
  state: 'member' | 'invited' | 'invitation-failed'
  recorded_from: Generated<Instant>
}

interface ActualHistoryTable extends Omit<ActualMemberTable, 'recorded_from'> {
  recorded_from: Instant
  recorded_to: Instant
}

interface GroupLinkTable {
  actual_group_id: string
  external_id: string
  group_id: string
  linked_from: Instant
  linked_to: Generated<Instant>
}

interface ActualGroupTable {
  id: string
  external_id: string
  group_id: string | null
  name: string
  name_folded: string
  previous_names: JsonDefault<string[]>
  owner: Generated<'us' | 'other'>
  archived: Generated<boolean>
  first_run: Generated<boolean>
  capacity: number | null
  join_link: string | null
  reading_id: string | null
  service: Generated<string>
  updated_at: Generated<Instant>
}

interface ReadingTable {
  id: string
  actual_group_id: string
  read_at: Instant
  first_read_at: Instant
  completeness: 'complete' | 'partial' | 'failed'
  source: string
  author: string
}

interface ReadingMemberTable {
  reading_id: string
  key: string
  ordinal: number
  person_id: string | null
  display_name: string
  account_id: string | null
  phone: string | null
  role: Generated<number>
  state: Generated<'member' | 'invited' | 'invitation-failed'>
  matched_by: string | null
  candidates: JsonDefault<string[]>
  joined_at: Instant | null
}

interface DepartureTable {
  actual_group_id: string
  person_id: string
  departed_by: 'self' | 'administrator' | 'rule'
  departed_at: Instant
}

interface MemberMatchTable {
  actual_group_id: string
  key: string
  person_id: string | null
  author: string
  decided_at: Generated<Instant>
}

export interface ReadingsTables {
  actual_member: ActualMemberTable
  actual_history: ActualHistoryTable
  group_link: GroupLinkTable
  actual_group: ActualGroupTable
  reading: ReadingTable
  reading_member: ReadingMemberTable
  departure: DepartureTable
  member_match: MemberMatchTable
}
