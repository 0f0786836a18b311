/** What a text may be filled with; a missing value is an empty text. */
export type ProblemData = Readonly<Record<string, string>>

/** The value that a text is about, in quotation marks; nothing where it is not known. */
export const about = (data: ProblemData, key = 'value'): string => (data[key] ? ` “${data[key]}”` : '')
