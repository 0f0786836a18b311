import type { Generated } from 'kysely'
import type { Instant, Json } from '../columns.ts'

interface SettingTable {
  name: string
  value: Json<unknown>
  updated_at: Generated<Instant>
}

export interface SettingsTables {
  setting: SettingTable
}
