import type { Generated } from 'kysely'
import type { Instant, Json, JsonDefault } from '../columns.ts'

interface ServiceConnectionTable {
  service: string
  app_id: string
  account_id: string | null
  account_name: string | null
  app_secret: string
  account_secret: string | null
  verifier: string
  tokens: string | null
  tokens_revision: Generated<number>
  token_lease: string | null
  token_leased_until: Instant | null
  refreshed_at: Instant | null
  access_until: Instant | null
  refresh_until: Instant | null
  lost: string | null
  settings: JsonDefault<object>
  acting_person_ids: Generated<string[]>
  consent_state_sha256: string | null
  consent_by: string | null
  consent_until: Instant | null
  last_error: string | null
  last_error_at: Instant | null
  updated_at: Instant
}

interface WebhookEventTable {
  id: string
  service: string
  key: string
  payload: Json<unknown>
  happened_at: Instant | null
  received_at: Instant
  processed_at: Instant | null
}

interface BindingCodeTable {
  code_sha256: string
  service: string
  person_id: string
  author: string
  created_at: Instant
  expires_at: Instant
  used_at: Instant | null
  used_by: string | null
}

/** `account`: nobody knows whose account it is. `withdrawal`: somebody asks to be forgotten. */
export type ServiceRequestKind = 'join' | 'account' | 'withdrawal'

/** `gone`: it is no longer asked for. */
export type ServiceRequestState = 'open' | 'accepted' | 'rejected' | 'gone'

interface ServiceRequestTable {
  id: string
  service: string
  kind: ServiceRequestKind
  account_id: string
  group_id: string | null
  display_name: string | null
  phone: string | null
  asked_at: Instant
  state: Generated<ServiceRequestState>
  person_id: string | null
  decided_at: Instant | null
  decided_by: string | null
}

interface GroupAssetTable {
  group_id: string
  service: string
  external_id: string
  asset_id: string | null
  asset_type: string | null
  valid_through: string | null
  auto_renew: boolean | null
  dissolves_on: string | null
  dissolved_at: Instant | null
  read_at: Instant
}

export interface ServicesTables {
  service_connection: ServiceConnectionTable
  webhook_event: WebhookEventTable
  binding_code: BindingCodeTable
  service_request: ServiceRequestTable
  group_asset: GroupAssetTable
}
