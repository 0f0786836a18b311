import type { Generated } from 'kysely'
import type { Instant } from '../columns.ts'

interface RegistrationLinkTable {
  token: string
  unit_id: string
  created_at: Generated<Instant>
  author: string
  revoked_at: Instant | null
}

export type RegistrationState = 'waiting' | 'confirmed' | 'rejected'

interface SelfRegistrationTable {
  id: string
  unit_id: string
  name: string
  name_folded: string
  phone: string
  purpose_id: string
  notice_id: string
  state: Generated<RegistrationState>
  created_at: Instant
  decided_at: Instant | null
  decided_by: string | null
  reason: string | null
  person_id: string | null
}

export interface RegistrationsTables {
  registration_link: RegistrationLinkTable
  self_registration: SelfRegistrationTable
}
