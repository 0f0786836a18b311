import type { ColumnType, Generated } from 'kysely'
import type { Instant, JsonDefault } from '../columns.ts'

export type JobStatus = 'waiting' | 'running' | 'done' | 'failed' | 'interrupted'

interface JobTable {
  id: string
  kind: string
  status: JobStatus
  payload: JsonDefault<unknown>
  progress: Generated<number>
  total: number | null
  message: string | null
  result: ColumnType<unknown, string | null | undefined, string | null>
  error: ColumnType<unknown, string | null | undefined, string | null>
  created_at: Generated<Instant>
  started_at: Instant | null
  heartbeat_at: Generated<Instant>
  finished_at: Instant | null
}

export interface JobsTables {
  job: JobTable
}
