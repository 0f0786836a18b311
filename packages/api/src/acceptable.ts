/**
 * What a call may consist of, counted as a tree: the largest that pages send are some ten thousand. One list that is named at every
 * place of another takes two kilobytes on the way and thousands of millions of steps to go through.
 */
const MOST_VALUES = 1_000_000

/**
 * Whether an input is such that it can be gone through and kept: no database keeps the character zero, nor half of a character.
 * Nobody can type either; files come as bytes and are not looked into.
 */
export function isAcceptable(input: unknown): boolean {
  // A list and not calls within calls: how deep an input goes is up to whoever sends it.
  const left: unknown[] = [input]
  let seen = 0
  while (left.length > 0) {
    const value = left.pop()
    // No page sends one, and no document can hold it.
    if (typeof value === 'bigint') return false
    if (typeof value === 'string') {
      if (value.includes('\0') || !value.isWellFormed()) return false
    } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
      const parts = partsOf(value)
      seen += parts.length
      if (seen > MOST_VALUES) return false
      for (const part of parts) left.push(part)
    }
  }
  return true
}

function partsOf(value: object): readonly unknown[] {
  if (value instanceof Map) return [...value.keys(), ...value.values()]
  if (value instanceof Set) return [...value]
  if (Array.isArray(value)) return value
  const fields: readonly [string, unknown][] = Object.entries(value)
  return fields.flat()
}
