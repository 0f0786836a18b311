import type { Generated } from 'kysely'
import type { Instant, Validity } from '../columns.ts'

export type AccountRoleName = 'administrator' | 'commune-administrator' | 'officer' | 'inspector'

interface AccountRoleTable extends Validity {
  id: string
  account_id: string
  role: AccountRoleName
  unit_id: string | null
  see_unit_id: string | null
  search_unit_id: string | null
  granted_by: string
  granted_at: Generated<Instant>
}

export interface AccountTable {
  id: string
  name: string
  email: string
  email_verified: Generated<boolean>
  image: string | null
  created_at: Generated<Instant>
  updated_at: Generated<Instant>
  two_factor_enabled: Generated<boolean>
  user_name: string | null
  phone: string | null
  /** A password that somebody else handed out works until then, for the one log-in that replaces it. */
  first_password_until: Instant | null
  disabled_at: Instant | null
  disabled_because: 'administrator' | 'idle' | null
  active_at: Generated<Instant>
}

interface AccountSessionTable {
  id: string
  account_id: string
  token: string
  expires_at: Instant
  created_at: Generated<Instant>
  updated_at: Generated<Instant>
  ip_address: string | null
  user_agent: string | null
  active_at: Generated<Instant>
  locked_at: Instant | null
}

interface AccountCredentialTable {
  id: string
  account_id: string
  external_id: string
  provider_id: string
  password: string | null
  created_at: Generated<Instant>
  updated_at: Generated<Instant>
}

interface AccountTwoFactorTable {
  id: string
  account_id: string
  secret: string
  backup_codes: string
  verified: Generated<boolean>
}

interface AccountVerificationTable {
  id: string
  identifier: string
  value: string
  expires_at: Instant
}

interface AccountPasskeyTable {
  id: string
  account_id: string
  name: string
  credential_id: string
  public_key: Uint8Array
  counter: number
  transports: string[]
  host: string
  created_at: Instant
  used_at: Instant | null
}

interface AccountLockTable {
  key: string
  attempts: number
  attempted_at: Instant
  locked_until: Instant | null
}

export interface AccountsTables {
  account_role: AccountRoleTable
  account: AccountTable
  account_session: AccountSessionTable
  account_credential: AccountCredentialTable
  account_two_factor: AccountTwoFactorTable
  account_verification: AccountVerificationTable
  account_passkey: AccountPasskeyTable
  account_lock: AccountLockTable
}
