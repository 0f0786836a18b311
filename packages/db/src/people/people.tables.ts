import type { Person } from '@ketnoi/hierarchy'
import type { ColumnType, Generated } from 'kysely'
import type { Instant, Json, JsonDefault, Validity } from '../columns.ts'

interface HouseholdTable {
  id: string
  unit_id: string | null
  label: string | null
}

export type Reachability = 'reachable' | 'no-smartphone' | 'shared-phone' | 'left' | 'refused' | 'unknown'

interface PersonTable {
  id: string
  name: string
  name_folded: string
  sort_key: string
  birth: string | null
  birth_last: ColumnType<string | null, never, never>
  adult: boolean | null
  reachability: Generated<Reachability>
  proxy_id: string | null
  added_event: number | null
  revision: Generated<number>
  updated_at: Generated<Instant>
}

interface ResidenceTable extends Validity {
  person_id: string
  /** As it stands with the person. */
  sort_key: string
  unit_id: string
  household_id: string | null
  represents_household: Generated<boolean>
  end_reason: 'moved-away' | 'died' | null
}

interface PersonVersionTable {
  person_id: string
  revision: number
  event_id: number
  before: Json<Person>
  after: Json<Person>
}

interface AppointmentTable extends Validity {
  person_id: string
  position_id: string
  unit_id: string
}

interface PhoneTable extends Validity {
  person_id: string
  number: string
}

interface PersonMergeTable {
  id: string
  kept_id: string
  merged_id: string
  kept: Json<Person>
  merged: Json<Person>
  result: Json<Person>
  merged_revision: number
  merged_added_event: number | null
  moved: JsonDefault<object>
  author: string
  at: Instant
  undone_by: string | null
  undone_at: Instant | null
}

interface PersonDistinctTable {
  one_id: string
  other_id: string
  author: string
  at: Instant
  merge_id: string | null
}

interface MessagingAccountTable extends Validity {
  person_id: string
  service: string
  account_id: string
  display_name: string | null
}

export interface PeopleTables {
  household: HouseholdTable
  person: PersonTable
  residence: ResidenceTable
  person_version: PersonVersionTable
  appointment: AppointmentTable
  phone: PhoneTable
  person_merge: PersonMergeTable
  person_distinct: PersonDistinctTable
  messaging_account: MessagingAccountTable
}
