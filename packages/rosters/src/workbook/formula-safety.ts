/** What a spreadsheet takes for the beginning of a formula when it opens a .csv. Source: OWASP, CSV Injection. */
const DANGEROUS = /^[=+\-@\t\r]/u
const GUARDED = /^'(?=[=+\-@\t\r'])/u

/** Makes a text harmless in a .csv: an apostrophe in front keeps it a text. A text that begins with one of its own gets another. */
export function guardText(text: string): string {
  return DANGEROUS.test(text) || GUARDED.test(text) ? `'${text}` : text
}

/** Gives back what `guardText` was given. */
export function restoreText(text: string): string {
  return text.startsWith("'") && GUARDED.test(text) ? text.slice(1) : text
}

/** Whether a text must be kept a text when somebody edits its cell. */
export function looksLikeFormula(text: string): boolean {
  return DANGEROUS.test(text)
}
