/** Reads fields of answers whose types differ from place to place: `"5"` and `5`, `true` and `"true"`. */
export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** An identity, always as text: the service's are longer than a number can hold. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'string' && value !== '') return value
  return Number.isSafeInteger(value) ? String(value) : null
}

export function countOf(value: unknown): number | null {
  const count = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null
}

export function flagOf(value: unknown): boolean | null {
  if (value === true || value === 'true' || value === 1 || value === '1') return true
  if (value === false || value === 'false' || value === 0 || value === '0') return false
  return null
}

/** A day written `dd/MM/yyyy`, with or without an hour, or as ISO. */
export function dayOf(value: unknown): string | null {
  const text = textOf(value) ?? ''
  const [, day, month, year] = /\b(\d{2})\/(\d{2})\/(\d{4})\b/.exec(text) ?? []
  const iso = year === undefined ? text.slice(0, 10) : `${year}-${month ?? ''}-${day ?? ''}`
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) && !Number.isNaN(Date.parse(iso)) ? iso : null
}

/** A number that may be too long to hold, or digits in a text that look like one. */
const LONG_NUMBER = /[:[,]\s*-?\d{16}/

/**
 * Reads JSON without losing a digit of an identity that was sent as a number. Gives `undefined` for what is not JSON; a number too
 * long to hold becomes its text where the platform shows it, else `null`.
 */
export function readJson(text: string): unknown {
  const keepDigits = (_: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (context?.source ?? null)
      : value
  try {
    // Looking at every value takes most of the time of a call, and is hardly ever needed.
    return LONG_NUMBER.test(text) ? (JSON.parse(text, keepDigits) as unknown) : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}
