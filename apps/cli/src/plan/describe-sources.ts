import { basename } from 'node:path'
import type { UnmatchedRow } from './match-lists.ts'
import { compareText } from './read-files.ts'
import type { SourceIssue } from './source-issue.ts'

const TEXTS = {
  vi: {
    unmatched: 'Chưa nhận ra (cần người quyết định)',
    refused: 'Dòng và tệp chưa được dùng',
    warnings: 'Lưu ý về tệp (đã dùng)',
    row: 'dòng',
    candidates: 'có thể là nhiều người',
  },
  en: {
    unmatched: 'Not recognised (somebody must decide)',
    refused: 'Rows and files that were not used',
    warnings: 'Notes on files (used)',
    row: 'row',
    candidates: 'may be several people',
  },
}

/** Says what could not be used and why, line by line; what was used with a note is only counted. */
export function describeSources(
  unmatched: readonly UnmatchedRow[],
  issues: readonly SourceIssue[],
  language: 'vi' | 'en',
): string {
  const text = TEXTS[language]
  const lines: string[] = []
  if (unmatched.length > 0) {
    lines.push(
      '',
      text.unmatched,
      ...unmatched.map(
        (row) => `  ${row.groupId}: ${row.displayName}${row.candidates.length > 1 ? ` (${text.candidates})` : ''}`,
      ),
    )
  }
  const unused = issues.filter((issue) => issue.severity !== 'warning')
  if (unused.length > 0)
    lines.push('', text.refused, ...unused.map((issue) => `  ${placeOf(issue, text.row)}: ${issue.message}`))
  const counts = new Map<string, number>()
  for (const issue of issues) {
    if (issue.severity !== 'warning') continue
    const key = `${basename(issue.file)}: ${issue.code}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  if (counts.size > 0)
    lines.push(
      '',
      text.warnings,
      ...[...counts].sort(([a], [b]) => compareText(a, b)).map(([key, count]) => `  ${key} × ${count}`),
    )
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

function placeOf(issue: SourceIssue, row: string): string {
  const sheet = issue.sheet === null ? '' : ` / ${issue.sheet}`
  return `${basename(issue.file)}${sheet}${issue.row === null ? '' : `, ${row} ${issue.row}`}`
}
