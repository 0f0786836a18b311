import { describeValue } from './describe-value.ts'
import { parseDay, type Day, type Interval } from './interval.ts'
import type { Issue } from './result.ts'

/** Where in a document a value stands. */
export type Path = readonly (string | number)[]

/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Reads untrusted JSON piece by piece and keeps every issue, so that one reading names all that is wrong. */
export interface DocumentReader {
  readonly issues: Issue[]
  readonly report: (code: string, message: string, path: Path, data?: Readonly<Record<string, unknown>>) => void
  readonly object: (value: unknown, path: Path) => JsonObject | null
  readonly list: (value: unknown, path: Path) => readonly unknown[]
  readonly text: (value: unknown, path: Path) => string
  readonly optionalText: (value: unknown, path: Path) => string | null
  readonly choice: <T extends string>(value: unknown, choices: readonly T[], path: Path) => T | null
  readonly interval: (from: unknown, to: unknown, path: Path) => Interval
}

/** The longest text that a document may carry in one field: names and reasons are far shorter, an attack is longer. */
const MAX_TEXT = 2_000

/** Starts reading a document; the issues gather in `issues`. Codes: `not-an-object`, `not-a-list`, `not-a-text`, `text-too-long`, `not-a-choice`, `day-invalid`, `interval-empty`. */
export function createDocumentReader(): DocumentReader {
  const issues: Issue[] = []
  const report: DocumentReader['report'] = (code, message, path, data) => {
    issues.push(data === undefined ? { code, message, path } : { code, message, path, data })
  }
  const text: DocumentReader['text'] = (value, path) => {
    if (typeof value !== 'string' || value.trim() === '') {
      report('not-a-text', `expected a text, got ${describeValue(value)}`, path)
      return ''
    }
    if (value.length > MAX_TEXT) report('text-too-long', `expected at most ${MAX_TEXT} characters`, path)
    return value.normalize('NFC')
  }
  const day = (value: unknown, path: Path): Day | null => {
    if (value === undefined || value === null) return null
    const parsed = parseDay(value, path)
    if (parsed.ok) return parsed.value
    issues.push(...parsed.issues)
    return null
  }
  return {
    issues,
    report,
    text,
    object: (value, path) => {
      if (isJsonObject(value)) return value
      report('not-an-object', `expected an object, got ${describeValue(value)}`, path)
      return null
    },
    list: (value, path) => {
      if (Array.isArray(value)) return value as readonly unknown[] // `isArray` answers `any[]`: what is in it is not known
      report('not-a-list', `expected a list, got ${describeValue(value)}`, path)
      return []
    },
    optionalText: (value, path) => (value === undefined || value === null ? null : text(value, path)),
    choice: <T extends string>(value: unknown, choices: readonly T[], path: Path) => {
      const found = choices.find((c) => c === value)
      if (found === undefined)
        report('not-a-choice', `expected one of ${choices.join(', ')}, got ${describeValue(value)}`, path, { choices })
      return found ?? null
    },
    interval: (from, to, path) => {
      const interval = { from: day(from, [...path, 'from']), to: day(to, [...path, 'to']) }
      if (interval.from !== null && interval.to !== null && interval.from >= interval.to) {
        report('interval-empty', 'ends before it begins', path)
      }
      return interval
    },
  }
}

/** Answers whether an unknown value is a JSON object (not a list, not null). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
