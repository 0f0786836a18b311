/** A part of a long list. `next` continues after it; `null` is the end. */
export interface Page<T> {
  readonly rows: readonly T[]
  readonly next: string | null
}

/** Where a page starts: opaque for callers, the sort keys of the last row for queries. */
export function cursorOf(keys: readonly string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url')
}

/** The sort keys of a cursor; `null` for none, and for one that was tampered with: the list then starts at its beginning. */
export function keysOf(cursor: string | null | undefined, length: number): readonly string[] | null {
  if (cursor === null || cursor === undefined) return null
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    return Array.isArray(keys) && keys.length === length && keys.every((key) => typeof key === 'string') ? keys : null
  } catch {
    return null
  }
}

/** Cuts the one row too many that tells that there is a next page. */
export function pageOf<T>(rows: readonly T[], limit: number, keys: (row: T) => readonly string[]): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > limit && last !== undefined ? cursorOf(keys(last)) : null }
}
