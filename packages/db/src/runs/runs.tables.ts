import type { Change, ChangeState, Held } from '@ketnoi/hierarchy'
import type { ColumnType, Generated } from 'kysely'
import type { Instant, Json, JsonDefault } from '../columns.ts'
import type { Reachability } from '../people/people.tables.ts'

export type RunState = 'approved' | 'running' | 'paused' | 'moved' | 'done' | 'cancelled'

interface RunTable {
  id: string
  state: RunState
  fingerprint: string
  plan: Json<object>
  reason: string | null
  approved_by: string
  approved_at: Instant
  expires_at: Instant
  needs_second: boolean
  seconded_by: string | null
  seconded_at: Instant | null
  started_at: Instant | null
  ended_at: Instant | null
}

export type RunGroupState =
  'waiting' | 'working' | 'with-people' | 'proved' | 'incomplete' | 'moved' | 'failed' | 'cancelled'

interface RunGroupTable {
  run_id: string
  group_id: string
  unit_id: string
  name: string
  ordinal: number
  state: RunGroupState
  code: string | null
  detail: ColumnType<unknown, string | null | undefined, string | null>
  held: JsonDefault<Held[]>
  passes: Generated<number>
  failures: Generated<number>
  due_at: Instant
  lease: string | null
  leased_until: Instant | null
  ended_at: Instant | null
}

interface RunChangeTable {
  run_id: string
  group_id: string
  place: number
  change: Json<Change>
  person_id: string | null
  state: Generated<ChangeState>
  code: string | null
  message: string | null
  attempts: Generated<number>
  asked_at: Instant | null
  settled_at: Instant | null
}

export type TaskKind =
  'create' | 'rename' | 'archive' | 'unarchive' | 'add' | 'remove' | 'role' | 'withdraw' | 'announce'

/** `obsolete`: no longer asked for. */
export type TaskState = 'open' | 'done' | 'not-found' | 'refused' | 'no-smartphone' | 'obsolete'

interface TaskTable {
  id: string
  group_id: string
  subject: string
  kind: TaskKind
  person_id: string | null
  role: number | null
  name: string | null
  state: Generated<TaskState>
  later_until: string | null
  note: string | null
  ordinal: ColumnType<number, never, never>
  asked_at: Instant
  answered_at: Instant | null
  answered_by: string | null
  announcement_id: string | null
  reachability_before: Generated<Reachability | null>
}

export interface RunsTables {
  run: RunTable
  run_group: RunGroupTable
  run_change: RunChangeTable
  task: TaskTable
}
