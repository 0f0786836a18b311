const MOST_LETTERS = 60

/** What a value of an untrusted document is, in a few words for a message: nothing in it is gone into, however deep or large it is. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.slice(0, MOST_LETTERS)) + (value.length > MOST_LETTERS ? '…' : '')
    case 'number':
    case 'boolean':
      return String(value)
    case 'object':
      return 'an object'
    default:
      return typeof value
  }
}
