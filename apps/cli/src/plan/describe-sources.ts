import { basename } from 'node:path'
import { isRowIssueCode, describeRowIssue } from '@ketnoi/rosters'
import type { UnmatchedRow } from './match-lists.ts'
import { compareText } from './read-files.ts'
import type { RosterQuestion } from './roster-questions.ts'
import type { SourceIssue } from './source-issue.ts'

const TEXTS: Readonly<Record<'vi' | 'en', Texts>> = {
  vi: {
    unmatched: 'Chưa nhận ra (cần người quyết định)',
    refused: 'Dòng và tệp chưa được dùng',
    warnings: 'Lưu ý về tệp (đã dùng)',
    questions: 'Cần quyết định (trả lời bằng --decisions)',
    row: 'dòng',
    candidates: 'có thể là nhiều người',
    answers: { refuse: 'không dùng', new: 'người mới' },
    notes: {
      'member-departed': 'Dòng ghi người đã rời nhóm, không tính là thành viên',
      'state-unknown': 'Không hiểu tình trạng ghi ở dòng, đã tính là thành viên',
    },
  },
  en: {
    unmatched: 'Not recognised (somebody must decide)',
    refused: 'Rows and files that were not used',
    warnings: 'Notes on files (used)',
    questions: 'To be decided (answer with --decisions)',
    row: 'row',
    candidates: 'may be several people',
    answers: { refuse: 'leave out', new: 'somebody new' },
    notes: {
      'member-departed': 'The row is of somebody who left the group and does not count as a member',
      'state-unknown': 'The state of the row is not known; it is taken for a member',
    },
  },
}

interface Texts {
  readonly unmatched: string
  readonly refused: string
  readonly warnings: string
  readonly questions: string
  readonly row: string
  readonly candidates: string
  /** What an answer means that names nothing. */
  readonly answers: Readonly<Record<string, string>>
  /** By code: what is said of all rows of a list together, where its message is about one of them. */
  readonly notes: Readonly<Record<string, string>>
}

/** Says what could not be used and why, line by line; what was used with a note is only counted. */
export function describeSources(
  {
    unmatched,
    questions,
    issues,
  }: {
    readonly unmatched: readonly (UnmatchedRow & { readonly groupName: string })[]
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
        (row) => `  ${row.groupName}: ${row.displayName}${row.candidates.length > 1 ? ` (${text.candidates})` : ''}`,
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
    const sheet = issue.row !== null || issue.sheet === null ? '' : ` / ${issue.sheet}`
    const key = `${basename(issue.file)}${sheet}: ${noteOf(issue, text, language)}`
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

/** What is said of all rows of a file with one issue; what stands in each of them is left out. */
function noteOf({ code, row, message }: SourceIssue, { notes }: Texts, language: 'vi' | 'en'): string {
  if (row === null) return message
  if (!isRowIssueCode(code)) return notes[code] ?? message
  const any = { code, severity: 'warning', column: null, field: null, value: '…', suggestion: '…' } as const
  return describeRowIssue(any, language)
}

/** The id as it stands in a file of `--decisions`, what is asked about, and the answers under it. */
function questionLines(question: RosterQuestion, text: Texts): string[] {
  const rows = describeRanges(question.rows.map(({ row }) => row))
  return [
    `  ${question.id}`,
    `    ${question.text} (${text.row} ${rows})`,
    ...question.answers.map(({ answer, meaning }) => {
      const said = meaning === '' ? text.answers[answer] : meaning
      return `    = ${answer}${said === undefined ? '' : `  (${said})`}`
    }),
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
