import type { ConsentEventKind } from '@ketnoi/hierarchy'
import type { ColumnType, Generated } from 'kysely'
import type { Instant, Validity } from '../columns.ts'

interface ConsentTable extends Validity {
  person_id: string
  purpose_id: string
}

/** Append-only, enforced by a trigger, like the ledger: what was shown is proof. */
interface NoticeTable {
  id: string
  purpose_id: string
  language: 'vi' | 'en'
  version: number
  text: string
  sha256: string
  valid_from: string
  author: string
  created_at: Generated<Instant>
}

export type ConsentChannel = 'spoken' | 'paper' | 'web' | 'import'

interface ConsentEventTable {
  id: ColumnType<number, never, never>
  person_id: string
  purpose_id: string
  kind: ConsentEventKind
  /** From when it has an effect; `-infinity`: always been. */
  day: string
  /** When it was said. */
  at: Instant
  channel: ConsentChannel
  notice_id: string | null
  notice_sha256: string | null
  recorder: string
  evidence: string | null
  citation: string | null
  recorded_at: Generated<Instant>
  /** Told again of the record into which another one was merged; counts for as long as that holds. */
  merge_id: string | null
}

export interface ConsentsTables {
  consent: ConsentTable
  notice: NoticeTable
  consent_event: ConsentEventTable
}
