import { detectColumnLegacy, proposeLegacy, type ConversionKind, type LegacyEncoding } from '../text/conversion.ts'
import { proposeMinorityLetters } from '../text/minority.ts'
import { cellKey, type RowRef, type Sheet } from '../workbook/workbook.ts'
import { cellText } from '../columns/cell-text.ts'
import { readAddress, type AddressedName } from './form-of-address.ts'
import { cleanText } from './person-name.ts'
import type { ConversionQuestion, RosterDecisions } from './roster.ts'

/** What a text would become. */
export interface TextProposal {
  readonly kind: ConversionKind
  readonly text: string
}

/** A clean text, with the conversion that nobody has decided about. */
export interface TextReading {
  readonly text: string
  readonly proposal: TextProposal | null
}

/** Cleans the texts of a sheet, converts what a person accepted, and collects what a person has to decide. */
export interface TextReader {
  readonly read: (sheet: Sheet, row: number, column: number, raw: string) => TextReading
  /** The text as it would become, for finding out what a row is before anybody is asked about it. */
  readonly preview: (sheet: Sheet, row: number, column: number, raw: string) => string
  /** Sees a form of address before a clean name, unless a person said that names stay as they are. */
  readonly address: (name: string, row: RowRef) => AddressedName | null
  readonly questions: () => ConversionQuestion[]
}

interface TextColumn {
  /** The encoding of the column, for texts that alone prove nothing. */
  readonly expected: LegacyEncoding | null
  /** Texts without anything to convert. */
  readonly plain: Map<string, TextReading>
}

/** But for names, columns repeat a few hundred texts. */
const MOST_REMEMBERED = 2_000
/** A few say enough about the encoding of a column. */
const SAMPLE_ROWS = 400
const EXAMPLES = 5
/** Only texts with other signs than letters, digits and the commonest punctuation can hold stand-ins. */
const STAND_IN = /[[{}\\^|#`]/u

/** Makes a reader of texts for one file. */
export function createTextReader(decisions: RosterDecisions): TextReader {
  const columns = new Map<Sheet, TextColumn[]>()
  const found = new Map<ConversionKind, { rows: RowRef[]; examples: Map<string, string> }>()

  function columnOf(sheet: Sheet, column: number): TextColumn {
    let ofSheet = columns.get(sheet)
    if (ofSheet === undefined) columns.set(sheet, (ofSheet = []))
    return (ofSheet[column] ??= {
      expected: detectColumnLegacy(sheet.rows.slice(0, SAMPLE_ROWS).map((row) => cellText(row[column]))),
      plain: new Map(),
    })
  }

  function note(kind: ConversionKind, from: string, to: string, row: RowRef): void {
    const entry = found.get(kind) ?? { rows: [], examples: new Map<string, string>() }
    found.set(kind, entry)
    const last = entry.rows.at(-1)
    if (last?.row !== row.row || last.sheet !== row.sheet) entry.rows.push(row)
    if (entry.examples.size < EXAMPLES) entry.examples.set(from, to)
  }

  /** Takes a text through every conversion; `onFound` gives the text to go on with. */
  function convert(
    sheet: Sheet,
    row: number,
    column: number,
    raw: string,
    onFound: (kind: ConversionKind, from: string, to: string) => string,
  ): string {
    const font = sheet.legacyFonts.size === 0 ? null : (sheet.legacyFonts.get(cellKey(row - 1, column)) ?? null)
    const legacy = proposeLegacy(raw, font, columnOf(sheet, column).expected)
    const text = legacy === null ? raw : onFound(legacy.kind, raw, legacy.text)
    const letters = STAND_IN.test(text) ? proposeMinorityLetters(text) : null
    return cleanText(letters === null ? text : onFound('minority', text, letters))
  }

  return {
    read: (sheet, row, column, raw) => {
      const { plain } = columnOf(sheet, column)
      const before = plain.get(raw)
      if (before !== undefined) return before
      const undecided: ConversionKind[] = []
      let isPlain = sheet.legacyFonts.size === 0
      const text = convert(sheet, row, column, raw, (kind, from, to) => {
        isPlain = false
        note(kind, cleanText(from), cleanText(to), { sheet: sheet.name, row })
        const decision = decisions.conversions?.[kind]
        if (decision === undefined) undecided.push(kind)
        return decision === 'keep' ? from : to
      })
      // What is undecided is shown as it stands in the file, and as it would become.
      const [kind] = undecided
      if (kind !== undefined) return { text: cleanText(raw), proposal: { kind, text } }
      const reading = { text, proposal: null }
      if (isPlain && plain.size < MOST_REMEMBERED) plain.set(raw, reading)
      return reading
    },
    preview: (sheet, row, column, raw) =>
      convert(sheet, row, column, raw, (kind, from, to) => (decisions.conversions?.[kind] === 'keep' ? from : to)),
    address: (name, row) => {
      const found = readAddress(name)
      if (found?.sure === true) note('honorific', name, found.name, row)
      return decisions.conversions?.honorific === 'keep' ? null : found
    },
    questions: () =>
      [...found].map(([kind, { rows, examples }]) => ({
        kind,
        rows,
        examples: [...examples].map(([from, to]) => ({ from, to })),
        decision: decisions.conversions?.[kind] ?? (kind === 'honorific' ? 'accept' : null),
      })),
  }
}
