import type { RowIssue } from './roster.ts'

/** Phones of one cell. */
export interface PhoneReading {
  /** E.164 form, each once, in the order of the cell. */
  readonly phones: readonly string[]
  readonly issues: readonly Pick<RowIssue, 'code' | 'value' | 'suggestion'>[]
}

/** Reads the phones of a cell as people type them. */
export function readPhones(text: string): PhoneReading {
  throw new Error(`not built ${text}`)
}
