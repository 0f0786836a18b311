import type { Generated } from 'kysely'
import type { Instant } from '../columns.ts'

export type AnnouncementState = 'approved' | 'running' | 'paused' | 'done' | 'cancelled'

interface AnnouncementTable {
  id: string
  state: AnnouncementState
  text: string
  fingerprint: string
  again_of: string | null
  approved_by: string
  approved_at: Instant
  expires_at: Instant
  needs_second: boolean
  seconded_by: string | null
  seconded_at: Instant | null
  started_at: Instant | null
  ended_at: Instant | null
  next_at: Instant
  lease: string | null
  leased_until: Instant | null
}

/**
 * `waiting`, `sending`, `sent`: by a service; `with-people`, `done`: by hand; `unknown`: the answer was lost, and a person has to look;
 * `unreachable`: it could not be reached when the announcement was approved.
 */
export type AnnouncementGroupState =
  'waiting' | 'sending' | 'sent' | 'with-people' | 'done' | 'failed' | 'unknown' | 'unreachable' | 'cancelled'

interface AnnouncementGroupTable {
  announcement_id: string
  group_id: string
  unit_id: string
  name: string
  ordinal: number
  service: string | null
  external_id: string | null
  state: AnnouncementGroupState
  code: string | null
  message: string | null
  attempts: Generated<number>
  lease: string | null
  due_at: Instant
  settled_at: Instant | null
  settled_by: string | null
}

export interface AnnouncementsTables {
  announcement: AnnouncementTable
  announcement_group: AnnouncementGroupTable
}
