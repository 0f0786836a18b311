import { basename } from 'node:path'
import type { UnmatchedRow } from './match-lists.ts'
import { compareText } from './read-files.ts'
import type { RosterQuestion } from './roster-questions.ts'
import type { SourceIssue } from './source-issue.ts'

const TEXTS = {
  vi: {
    unmatched: 'Chưa nhận ra (cần người quyết định)',
    refused: 'Dòng và tệp chưa được dùng',
    warnings: 'Lưu ý về tệp (đã dùng)',
    questions: 'Cần quyết định (trả lời bằng --decisions)',
    row: 'dòng',
    candidates: 'có thể là nhiều người',
  },
  en: {
    unmatched: 'Not recognised (somebody must decide)',
    refused: 'Rows and files that were not used',
    warnings: 'Notes on files (used)',
    questions: 'To be decided (answer with --decisions)',
    row: 'row',
    candidates: 'may be several people',
  },
}

/** Says what could not be used and why, line by line; what was used with a note is only counted. */
export function describeSources(
  {
    unmatched,
    questions,
    issues,
  }: {
    readonly unmatched: readonly UnmatchedRow[]
    readonly questions: readonly RosterQuestion[]
    readonly issues: readonly SourceIssue[]
  },
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
  const open = questions.filter((question) => question.decision === null)
  if (open.length > 0) lines.push('', text.questions, ...open.flatMap((question) => questionLines(question, text)))
  const unused = issues.filter((issue) => issue.severity !== 'warning')
  if (unused.length > 0) lines.push('', text.refused, ...unusedLines(unused, text.row))
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

/** The id as it stands in a file of `--decisions`, what is asked about, and the answers under it. */
function questionLines(question: RosterQuestion, text: { readonly row: string }): string[] {
  const rows = describeRanges(question.rows.map(({ row }) => row))
  return [
    `  ${question.id}`,
    `    ${question.text} (${text.row} ${rows})`,
    ...question.answers.map(({ answer, meaning }) => `    = ${answer}${meaning === '' ? '' : `  (${meaning})`}`),
  ]
}

/** One line for all rows of a sheet with one reason: a sheet of an unknown village is one fact, not seven hundred. */
function unusedLines(unused: readonly SourceIssue[], rowWord: string): string[] {
  const together = new Map<string, { where: string; message: string; rows: number[] }>()
  for (const { file, sheet, row, message } of unused) {
    const where = `${basename(file)}${sheet === null ? '' : ` / ${sheet}`}`
    const entry = together.get(`${where}: ${message}`)
    if (entry === undefined) together.set(`${where}: ${message}`, { where, message, rows: row === null ? [] : [row] })
    else if (row !== null) entry.rows.push(row)
  }
  return [...together.values()].map(
    ({ where, message, rows }) =>
      `  ${where}${rows.length === 0 ? '' : `, ${rowWord} ${describeRanges(rows)}`}: ${message}`,
  )
}

/** `9–12, 15` for 9, 10, 11, 12, 15. */
function describeRanges(rows: readonly number[]): string {
  const ranges: { from: number; to: number }[] = []
  for (const row of rows.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last !== undefined && row <= last.to + 1) last.to = row
    else ranges.push({ from: row, to: row })
  }
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`)).join(', ')
}
