import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { RowIssueCode } from './roster.ts'

/** What is doubtful about a phone, with the number it was taken for. */
export interface PhoneIssue {
  readonly code: RowIssueCode
  readonly value: string
  readonly suggestion: string | null
}

/** Phones of one cell. */
export interface PhoneReading {
  /** E.164 form, each once, in the order of the cell. */
  readonly phones: readonly string[]
  readonly issues: readonly PhoneIssue[]
}

/** The change of mobile prefixes of 15 September 2018; the last seven digits stayed. */
const NEW_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['0120', '070'],
  ['0121', '079'],
  ['0122', '077'],
  ['0123', '083'],
  ['0124', '084'],
  ['0125', '085'],
  ['0126', '076'],
  ['0127', '081'],
  ['0128', '078'],
  ['0129', '082'],
  ['0162', '032'],
  ['0163', '033'],
  ['0164', '034'],
  ['0165', '035'],
  ['0166', '036'],
  ['0167', '037'],
  ['0168', '038'],
  ['0169', '039'],
  ['0186', '056'],
  ['0188', '058'],
  ['0199', '059'],
])

const MOBILE = /^0(?:3[2-9]|5[689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}$/u
/** Allotted or plausible beside those: kept, with a warning. */
const DOUBTFUL_MOBILE = /^0[35789]\d{8}$/u
const OLD_MOBILE = /^01\d{9}$/u
const NOTHING: PhoneReading = { phones: [], issues: [] }
/** Two lines hold the phones of one household; a cell with more text than this is no phone. */
const LONGEST_CELL = 200
/** Cells repeat within a household; the cache is emptied before it can grow with a hostile file. */
const CACHE_SIZE = 20_000
const cache = new Map<string, PhoneReading>()

/** Reads the phones of a cell as people type them: E.164 out, doubtful ones kept with a warning, unusable ones dropped with one. */
export function readPhones(text: string): PhoneReading {
  if (text.length === 10 && MOBILE.test(text)) return { phones: [`+84${text.slice(1)}`], issues: [] }
  if (text === '') return NOTHING
  const known = cache.get(text)
  if (known !== undefined) return known
  const reading = readCell(text)
  if (cache.size >= CACHE_SIZE) cache.clear()
  cache.set(text, reading)
  return reading
}

const BETWEEN = /[,;/|\n\r\\]|\s-\s|\s{2,}|\s(?:và|hoặc|hay|va)\s/u

function readCell(text: string): PhoneReading {
  const value = text.trim()
  if (value === '') return NOTHING
  if (value.length > LONGEST_CELL)
    return { phones: [], issues: [{ code: 'phone-unusable', value: value.slice(0, LONGEST_CELL), suggestion: null }] }
  const digits = plainDigits(value)
  const phones: string[] = []
  const issues: PhoneIssue[] = []
  const parts = partsOf(digits)
  for (const part of parts) {
    const read = readOne(part)
    if (read.number !== null && !phones.includes(read.number)) phones.push(read.number)
    if (read.code !== null)
      issues.push({ code: read.code, value: parts.length === 1 ? value : part.trim(), suggestion: read.number })
  }
  return { phones, issues }
}

/** Full-width digits and the letter O become the digits that they stand for. */
function plainDigits(text: string): string {
  return text
    .replace(/[０-９]/gu, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xff10 + 0x30))
    .replace(/＋/gu, '+')
    .replace(/(?<=[\d.\s+]|^)[oO](?=[\d.\s oO])|(?<=\d)[oO]/gu, '0')
}

function partsOf(text: string): string[] {
  const parts = text.split(BETWEEN).filter((part) => /\d/u.test(part))
  if (parts.length > 1 && parts.every((part) => countDigits(part) >= 8)) return parts
  // `0912/345/678` and `0912 - 345 - 678` are one number, written in groups.
  const digits = text.replace(/[^\d+]/gu, '')
  if (parts.length > 1 && digits.length > 12) return parts
  if (/^0[35789]\d{8}0[35789]\d{8}$/u.test(digits)) return [digits.slice(0, 10), digits.slice(10)]
  return [parts.length > 1 ? digits : text]
}

function countDigits(text: string): number {
  return text.replace(/\D/gu, '').length
}

interface OneReading {
  readonly number: string | null
  readonly code: RowIssueCode | null
}

function readOne(text: string): OneReading {
  // `0912.345.678 (con gái)`: words beside a number do not matter, more digits do.
  const compact = text.replace(/[^\d+]/gu, '')
  const national = nationalOf(compact)
  if (national !== null) {
    if (MOBILE.test(national)) return { number: international(national), code: null }
    if (OLD_MOBILE.test(national)) {
      const prefix = NEW_PREFIXES.get(national.slice(0, 4))
      if (prefix !== undefined) return { number: international(prefix + national.slice(4)), code: 'phone-old-prefix' }
    }
    if (DOUBTFUL_MOBILE.test(national)) return { number: international(national), code: 'phone-doubtful' }
  }
  const parsed = parsePhoneNumberFromString(compact, 'VN')
  if (parsed === undefined || !parsed.isValid()) return { number: null, code: 'phone-unusable' }
  if (parsed.country !== 'VN') return { number: parsed.number, code: 'phone-foreign' }
  const type = parsed.getType()
  if (type === 'MOBILE') return { number: parsed.number, code: null }
  return { number: parsed.number, code: type === 'FIXED_LINE' ? 'phone-landline' : 'phone-doubtful' }
}

/** The number with its leading zero, whatever stands in its place: +84, 84, 0084, +84 0, or nothing, where a spreadsheet dropped it. */
function nationalOf(compact: string): string | null {
  let digits = compact.replace(/^\+/u, '')
  if (digits.includes('+')) return null
  const abroad = compact.startsWith('+')
  if (digits.startsWith('0084')) digits = digits.slice(4)
  else if (digits.startsWith('84') && (abroad || digits.length >= 11)) digits = digits.slice(2)
  else if (abroad) return null
  if (digits.startsWith('0')) return digits
  if (digits.length === 9 && /^[35789]/u.test(digits)) return `0${digits}`
  return digits.length === 10 && /^1[2689]/u.test(digits) ? `0${digits}` : digits
}

function international(national: string): string {
  return `+84${national.slice(1)}`
}
