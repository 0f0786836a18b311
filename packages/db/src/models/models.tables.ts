import type { Generated } from 'kysely'
import type { Instant, Json } from '../columns.ts'

interface ModelTable {
  id: string
  version: string
  document: Json<unknown>
  updated_at: Generated<Instant>
}

interface ModelHistoryTable {
  id: string
  version: string
  document: Json<unknown>
  recorded_from: Generated<Instant>
}

export interface ModelsTables {
  model: ModelTable
  model_history: ModelHistoryTable
}
