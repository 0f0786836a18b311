import type { RowIssue } from './roster.ts'

/** Says in plain words what is wrong with a row and what to do. */
export function describeRowIssue(issue: RowIssue, language: 'vi' | 'en'): string {
  throw new Error(`not built ${issue.code} ${language}`)
}
