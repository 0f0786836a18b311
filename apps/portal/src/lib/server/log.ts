import { parseServe, type LogSetting } from '@ketnoi/settings'

/** What a line may say. No path, no query, no name: a route is its pattern, and an error its place. */
export interface LogFields {
  readonly request?: string
  readonly method?: string
  readonly route?: string
  readonly procedures?: readonly string[]
  readonly status?: number
  readonly ms?: number
  /** What was done while nobody waited for it. */
  readonly work?: string
  readonly trace?: string
}

export type LogLevel = 'info' | 'warning' | 'error'

/** One JSON object in one line, on standard output. */
export function log(level: LogLevel, message: string, fields: LogFields = {}): void {
  const wanted = wantedLog()
  if (wanted === 'off' || (wanted === 'errors' && level === 'info')) return
  process.stdout.write(`${lineOf(level, message, fields, new Date())}\n`)
}

export function lineOf(level: LogLevel, message: string, fields: LogFields, now: Date): string {
  return JSON.stringify({ time: now.toISOString(), level, message, ...fields })
}

let decided: LogSetting | null = null

/** In a terminal, requests would bury what is said to the person before it. */
function wantedLog(): LogSetting {
  return (decided ??= parseServe(process.env).log ?? (process.stdout.isTTY ? 'errors' : 'requests'))
}
