/** Something about a file or a row of it that the reader of the plan should know. */
export interface SourceIssue {
  readonly code: string
  /** `refused`: the row or file was not used; `proposal`: it waits for a decision; `warning`: it was used. */
  readonly severity: 'refused' | 'proposal' | 'warning'
  readonly file: string
  readonly sheet: string | null
  /** From 1, as the spreadsheet numbers rows. */
  readonly row: number | null
  readonly message: string
}
