import type { Unit } from '@ketnoi/hierarchy'
import type { Generated } from 'kysely'
import type { Instant, Json } from '../columns.ts'

interface ChangeBatchTable {
  id: string
  kind: 'import' | 'selection' | 'units' | 'reading'
  what: Generated<unknown>
  reason: string | null
  people: number
  unit_ids: string[] | null
  author: string
  at: Instant
  recorded_at: Generated<Instant>
  undone_at: Instant | null
  undone_by: string | null
  undo_reason: string | null
  undone: unknown
}

interface BatchUnitTable {
  batch_id: string
  unit_id: string
  before: Json<Unit | null>
  after: Json<Unit>
}

export type BatchUndoState = 'asked' | 'running' | 'done'

interface BatchUndoTable {
  batch_id: string
  state: BatchUndoState
  fingerprint: string
  reason: string
  counts: Json<unknown>
  asked_by: string
  asked_at: Instant
  expires_at: Instant
  seconded_by: string | null
  seconded_at: Instant | null
  ended_at: Instant | null
}

interface BatchUndoPersonTable {
  batch_id: string
  person_id: string
  part: number
  outcome: 'restore' | 'remove' | 'keep' | null
}

export interface ChangesTables {
  change_batch: ChangeBatchTable
  batch_unit: BatchUnitTable
  batch_undo: BatchUndoTable
  batch_undo_person: BatchUndoPersonTable
}
