import type { PartialDate } from '@ketnoi/hierarchy'
import type { CellValue } from '../workbook/workbook.ts'
import type { RowIssueCode } from './roster.ts'

/** A date of birth read from a cell, with what is doubtful about it. */
export interface BirthReading {
  readonly birth: PartialDate | null
  readonly issue: RowIssueCode | null
  readonly suggestion: string | null
}

const NOTHING: BirthReading = { birth: null, issue: null, suggestion: null }
/** Nobody in a roster was born earlier; what looks like it is a slip. */
const EARLIEST_YEAR = 1900
const YEAR = /^\d{4}$/u
const DAY_MONTH_YEAR = /^(\d{1,2})[/.\- ]+(\d{1,2})[/.\- ]+(\d{4}|\d{2})$/u
const YEAR_MONTH_DAY = /^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?$/u
const MONTH_YEAR = /^(\d{1,2})[/.\- ]+(\d{4})$/u
const APPROXIMATE_YEAR = /(?:^|\D)(1[89]\d{2}|20\d{2})(?:\D|$)/u

/**
 * Reads a date of birth as precisely as the cell says it: dd/mm/yyyy, mm/yyyy, yyyy, a date cell or the serial number of one.
 * 1 January often stands for an unknown day, and is kept with a warning.
 */
export function readBirth(value: CellValue, latestYear: number): BirthReading {
  if (value === null || value === '' || typeof value === 'boolean') return NOTHING
  if (value instanceof Date)
    return ofDay(value.getUTCFullYear(), value.getUTCMonth() + 1, value.getUTCDate(), latestYear)
  if (typeof value === 'number') return ofNumber(value, latestYear)
  const text = value.trim()
  if (text === '') return NOTHING
  if (YEAR.test(text)) return ofYear(Number(text), latestYear)
  const day = DAY_MONTH_YEAR.exec(text)
  if (day !== null) return ofParts(Number(day[1]), Number(day[2]), day[3] ?? '', latestYear)
  const iso = YEAR_MONTH_DAY.exec(text)
  if (iso !== null) return ofDay(Number(iso[1]), Number(iso[2]), Number(iso[3]), latestYear)
  const month = MONTH_YEAR.exec(text)
  if (month !== null) return ofMonth(Number(month[2]), Number(month[1]), latestYear)
  if (/^\d{5}$/u.test(text)) return ofNumber(Number(text), latestYear)
  const approximate = APPROXIMATE_YEAR.exec(text)
  if (approximate !== null) {
    const read = ofYear(Number(approximate[1]), latestYear)
    return read.birth === null ? read : { birth: read.birth, issue: 'birth-approximate', suggestion: read.birth }
  }
  return unusable()
}

/** The same as of a day: who would be born after it is told apart from what cannot be read. */
export function readBirthOn(value: CellValue, today: string): BirthReading {
  const latestYear = Number(today.slice(0, 4))
  const read = readBirth(value, latestYear)
  if (read.birth !== null) return read.birth > today.slice(0, read.birth.length) ? ofFuture() : read
  return read.issue !== null && readBirth(value, latestYear + FAR_YEARS).birth !== null ? ofFuture() : read
}

/** Every year of four digits that somebody types by mistake. */
const FAR_YEARS = 1_000

function ofFuture(): BirthReading {
  return { birth: null, issue: 'birth-future', suggestion: null }
}

function unusable(): BirthReading {
  return { birth: null, issue: 'birth-unusable', suggestion: null }
}

function ofYear(year: number, latestYear: number): BirthReading {
  return year < EARLIEST_YEAR || year > latestYear ? unusable() : { birth: String(year), issue: null, suggestion: null }
}

function ofMonth(year: number, month: number, latestYear: number): BirthReading {
  if (month === 0) return { ...ofYear(year, latestYear), issue: 'birth-approximate' }
  if (month > 12 || year < EARLIEST_YEAR || year > latestYear) return unusable()
  return { birth: `${year}-${String(month).padStart(2, '0')}`, issue: null, suggestion: null }
}

function ofDay(year: number, month: number, day: number, latestYear: number): BirthReading {
  if (year < EARLIEST_YEAR || year > latestYear || month < 1 || month > 12 || day < 1 || day > daysOf(year, month))
    return unusable()
  const birth = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return month === 1 && day === 1
    ? { birth, issue: 'birth-day-doubtful', suggestion: String(year) }
    : { birth, issue: null, suggestion: null }
}

function ofParts(first: number, second: number, yearText: string, latestYear: number): BirthReading {
  const year = yearText.length === 4 ? Number(yearText) : centuryOf(Number(yearText), latestYear)
  // 00/00/1950 and 0/5/1950: what is unknown is written as zero.
  if (first === 0)
    return second === 0 ? { ...ofYear(year, latestYear), issue: null } : ofMonth(year, second, latestYear)
  let read = ofDay(year, second, first, latestYear)
  if (read.birth === null && second > 12 && first <= 12) {
    read = ofDay(year, first, second, latestYear)
    if (read.birth !== null) return { birth: read.birth, issue: 'birth-month-first', suggestion: read.birth }
  }
  return yearText.length === 2 && read.birth !== null
    ? { birth: read.birth, issue: 'birth-century-guessed', suggestion: read.birth }
    : read
}

/** The latest year with these two digits in which somebody can have been born who is not of the future. */
function centuryOf(digits: number, latestYear: number): number {
  return 2000 + digits <= latestYear ? 2000 + digits : 1900 + digits
}

function ofNumber(value: number, latestYear: number): BirthReading {
  if (!Number.isFinite(value)) return unusable()
  if (Number.isInteger(value) && value >= EARLIEST_YEAR && value <= latestYear) return ofYear(value, latestYear)
  // Serial numbers of days: 1900-03-01 is 61; a year would be below 2,200.
  if (value < 2_200 || value > 80_000) return unusable()
  const date = new Date(Date.UTC(1899, 11, 30) + Math.floor(value) * 86_400_000)
  return ofDay(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), latestYear)
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
