export type JobKind = 'load-example' | 'import-roster' | 'refresh-desired'

/** Long work, as a page polls it. */
export interface JobView {
  readonly id: string
  readonly kind: JobKind
  /** `interrupted`: its process ended before it did; it left nothing behind and can be started again. */
  readonly state: 'running' | 'done' | 'failed' | 'interrupted'
  /** What it is busy with, a code that the screen has a text for: `start`, `units`, `reading`, `comparing`, `people`, `members`, `desired`. */
  readonly step: string
  readonly done: number
  /** 0 while it is not known. */
  readonly total: number
  readonly startedAt: string
  readonly endedAt: string | null
  readonly error: { readonly code: string; readonly data: Readonly<Record<string, unknown>> } | null
}
