/**
 * One thing that is wrong with a value that came from outside, in a form that a program can act on and a screen can translate.
 *
 * `code` is stable and documented where it is produced; `message` is plain English for developers and logs; `path` leads from
 * the root of the document to the place (`["groupKinds", 0, "clauses", 2, "rule"]`); `data` carries the values the text needs.
 *
 * Every document is read by the same reader, whose codes are `not-an-object`, `not-a-list`, `not-a-text` (a text may not be empty),
 * `text-too-long` (beyond 2,000), `not-a-choice` (`data.choices`), `day-invalid` and `interval-empty`.
 */
export interface Issue {
  readonly code: string
  readonly message: string
  readonly path: readonly (string | number)[]
  readonly data?: Readonly<Record<string, unknown>>
}

/** Either a value, or every issue that stands in its way (never an empty list). Expected failure is a value; bugs throw. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly Issue[] }

/**
 * Wraps a value as a success.
 *
 * @example
 * const result: Result<number> = ok(1)
 */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

/**
 * Wraps issues as a failure.
 *
 * @example
 * const result: Result<number> = fail([{ code: 'not-a-number', message: 'expected a number', path: [] }])
 */
export function fail(issues: readonly Issue[]): Result<never> {
  return { ok: false, issues }
}

/**
 * Gives the value of a result, or throws an error that names every issue, a line each. For scripts and tests, where nobody is
 * there to act on a code; `cause` has the issues all the same.
 *
 * @example
 * const tree = orThrow(createUnitTree(units))
 */
export function orThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value
  const lines = result.issues.map(({ code, message, path }) => `${[...path, code].join('.')}: ${message}`)
  throw new Error(lines.join('\n'), { cause: result.issues })
}
