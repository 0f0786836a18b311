import type { Generated } from 'kysely'
import type { Instant } from '../columns.ts'

interface PrivateLinkTable {
  token_sha256: string
  person_id: string
  created_at: Generated<Instant>
  author: string
  revoked_at: Instant | null
  merge_id: string | null
}

export interface PrivateLinksTables {
  private_link: PrivateLinkTable
}
