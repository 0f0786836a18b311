import { foldName, type Issue, type Model, type TierId } from '@ketnoi/hierarchy'
import type { UnitFinder } from '../units/unit-finder.ts'
import { proposeLegacy } from '../text/conversion.ts'
import { cellKey, type Sheet, type Workbook } from '../workbook/workbook.ts'
import { cellText } from './cell-text.ts'
import { SENSITIVE_FIELDS, type Field, type SensitiveField } from './field.ts'
import { findHeader, readHeader, type Header, type Heading } from './find-header.ts'
import { endsInYear, foldHeader, meaningOf, type HeaderMeaning } from './header-words.ts'
import type { ColumnMapping, MappingProposal, SheetMapping, SheetPreview } from './mapping.ts'

/** What a mapping is proposed with. */
export interface ProposalOptions {
  readonly model: Model
  /** Helps to see a unit in the title or in the name of a sheet. */
  readonly units: UnitFinder
}

/** Enough to recognise a table with a long title block. */
const PREVIEW_ROWS = 12
const SAMPLES = 4
const PREVIEW_TEXT = 80
const SENSITIVE: ReadonlySet<string> = new Set(SENSITIVE_FIELDS)

/** Proposes how a file is read: finds the header of every sheet and what its columns are. */
export function proposeMapping(workbook: Workbook, options: ProposalOptions): MappingProposal {
  const issues: Issue[] = []
  const sheets: SheetMapping[] = []
  const previews: SheetPreview[] = []
  for (const sheet of workbook.sheets) {
    const header = findHeader(sheet)
    const mapping = mapSheet(sheet, header, options)
    sheets.push(mapping)
    previews.push(previewOf(sheet, mapping))
    issues.push(...issuesOf(sheet, mapping))
  }
  return { mapping: { sheets }, previews, issues }
}

/** Proposes how one sheet is read when a person says where its header is (zero-based; `null`: it has none). */
export function proposeSheetMapping(sheet: Sheet, headerRow: number | null, options: ProposalOptions): SheetMapping {
  const found = headerRow === null ? null : findHeader(sheet)
  const header = headerRow === null ? null : readHeader(sheet, headerRow, found?.legacy ?? null)
  return { ...mapSheet(sheet, header, options), included: true }
}

/** Shows a sheet under a mapping. */
export function previewOf(sheet: Sheet, mapping: SheetMapping): SheetPreview {
  const dropped = new Set(mapping.columns.filter((c) => c.dropped !== null && c.field === null).map((c) => c.column))
  const short = (row: readonly unknown[], rowIndex: number) =>
    row.map((_, column) =>
      dropped.has(column) && rowIndex >= mapping.firstDataRow
        ? ''
        : cellText(sheet.rows[rowIndex]?.[column]).slice(0, PREVIEW_TEXT),
    )
  return {
    sheet: sheet.name,
    hidden: sheet.hidden,
    rowCount: sheet.rows.length,
    firstRows: sheet.rows.slice(0, Math.max(PREVIEW_ROWS, mapping.firstDataRow + SAMPLES)).map(short),
    samples: mapping.columns.map(({ column }) =>
      dropped.has(column) ? [] : samplesOf(sheet, column, mapping.firstDataRow),
    ),
  }
}

function samplesOf(sheet: Sheet, column: number, firstRow: number, count = SAMPLES): string[] {
  const samples: string[] = []
  for (let row = firstRow; row < sheet.rows.length && row < firstRow + count * 25 && samples.length < count; row += 1) {
    const text = cellText(sheet.rows[row]?.[column]).trim()
    if (text !== '') samples.push(text.slice(0, PREVIEW_TEXT))
  }
  return samples
}

function mapSheet(sheet: Sheet, header: Header | null, options: ProposalOptions): SheetMapping {
  const columns = header === null ? columnsByContent(sheet) : columnsOf(sheet, header, options)
  const fields = new Set(columns.map((column) => column.field))
  const household =
    fields.has('household') ||
    fields.has('household-relation') ||
    fields.has('household-head') ||
    fields.has('known-household') ||
    fields.has('represents-household')
  return {
    sheet: sheet.name,
    included: !sheet.hidden && header !== null && fields.has('name') && sheet.rows.length > header.firstDataRow,
    headerRow: header?.row ?? null,
    firstDataRow: header?.firstDataRow ?? 0,
    columns,
    roster: fields.has('position') && !household ? 'officers' : 'people',
    unitText: unitTextOf(sheet, header, options),
    legacy: header?.legacy ?? null,
    everyone: { adult: false, consents: [] },
  }
}

function columnsOf(sheet: Sheet, header: Header, options: ProposalOptions): ColumnMapping[] {
  const meanings = header.headings.map((heading) => heading.meaning)
  markSexColumns(sheet, header, meanings)
  const hasName = meanings.includes('name')
  if (!hasName) {
    // `Chủ hộ` as the only name: a list of households by their heads.
    const head = meanings.indexOf('household-head')
    const account = meanings.indexOf('account-name')
    if (head >= 0) meanings[head] = 'name'
    else if (account >= 0) meanings[account] = 'name'
  }
  const taken = new Set<Field>()
  return header.headings.map((heading, index) => {
    const meaning = meanings[index] ?? meaningByContent(sheet, heading, header.firstDataRow, options)
    return toColumn(heading, meaning, taken)
  })
}

/** Fields that several columns may share: names in parts, two phones, a main and a second title. */
const SHARED: ReadonlySet<Field> = new Set(['name', 'phone', 'position'])

function toColumn(heading: Heading, meaning: HeaderMeaning | null, taken: Set<Field>): ColumnMapping {
  const column = { column: heading.column, header: heading.text }
  if (meaning === null || meaning === 'ignored') return { ...column, field: null, dropped: null }
  if (isSensitive(meaning)) return { ...column, field: null, dropped: meaning }
  if (taken.has(meaning) && !SHARED.has(meaning)) return { ...column, field: null, dropped: null }
  taken.add(meaning)
  return { ...column, field: meaning, dropped: null }
}

function isSensitive(meaning: HeaderMeaning): meaning is SensitiveField {
  return SENSITIVE.has(meaning)
}

/** `Nam` and `Nữ` side by side hold years of birth, or a cross for the sex, which is not read. */
function markSexColumns(sheet: Sheet, header: Header, meanings: (HeaderMeaning | null)[]): void {
  for (const [index, heading] of header.headings.entries()) {
    const next = header.headings[index + 1]
    // `Sinh năm` beside `Nam/Nữ` is one year beside one sex.
    if (next === undefined || endsInYear(heading.text) || meaningOf(next.text) === 'sex') continue
    const [male, female] = [foldHeader(heading.text).split(' ').at(-1), foldHeader(next.text).split(' ').at(-1)]
    if (male !== 'nam' || female !== 'nu') continue
    const samples = [
      ...samplesOf(sheet, heading.column, header.firstDataRow, 10),
      ...samplesOf(sheet, next.column, header.firstDataRow, 10),
    ]
    const birth =
      samples.length === 0
        ? meanings[index] === 'birth-male'
        : samples.some((text) => /\d{4}|\d{1,2}\/\d{1,2}/u.test(text))
    meanings[index] = birth ? 'birth-male' : 'ignored'
    meanings[index + 1] = birth ? 'birth-female' : 'ignored'
  }
}

const IDENTITY_NUMBER = /^(?:\d{12}|\d{9})$/u
const MOBILE = /^(?:\+?84|0)[35789]\d{8}$/u

/** A column whose heading says nothing may still show what it holds; numbers of identity must not slip through. */
function meaningByContent(
  sheet: Sheet,
  heading: Heading,
  firstRow: number,
  options: ProposalOptions,
): HeaderMeaning | null {
  const samples = samplesOf(sheet, heading.column, firstRow, 12)
  if (samples.length < 2) return null
  const share = (test: (text: string) => boolean) => samples.filter(test).length / samples.length
  if (share((text) => MOBILE.test(text.replace(/[\s.]/gu, ''))) > 0.7) return 'phone'
  if (share((text) => IDENTITY_NUMBER.test(text)) > 0.7 && heading.text !== '') return 'identity-number'
  const folded = foldHeader(heading.text)
  if (folded === 'don vi' || folded === 'co quan' || folded === 'don vi cong tac') {
    const tier = options.model.tiers.at(-2)?.id ?? null
    if (share((text) => options.units.find(text, { tier, within: null }).length > 0) > 0.7) return 'commune'
  }
  return null
}

/** Without a header only what the values themselves show is mapped; the rest is for a person. */
function columnsByContent(sheet: Sheet): ColumnMapping[] {
  const width = Math.max(0, ...sheet.rows.slice(0, 50).map((row) => row.length))
  return Array.from({ length: width }, (_, column) => {
    const samples = samplesOf(sheet, column, 0, 12)
    const phones = samples.filter((text) => MOBILE.test(text.replace(/[\s.]/gu, ''))).length
    const identities = samples.filter((text) => /^\d{12}$/u.test(text)).length
    const field: Field | null = phones > samples.length / 2 ? 'phone' : null
    return { column, header: '', field, dropped: identities > samples.length / 2 ? 'identity-number' : null }
  })
}

/** Every place in a title where the name of a unit may begin; looked ahead, because one may stand within another. */
const UNIT_IN_TITLE =
  /(?:^|[\s(–-])(?=((?:thôn|làng|buôn|bôn|plei|plơi|tổ dân phố|xã|phường|thị trấn|huyện|tỉnh)\s+[^;:()]+))/giu
/** `Thôn Ơi H'Briu 1, xã Chư Mố, huyện Ia Pa` has eleven. */
const LONGEST_UNIT = 14

/** The unit that the name of the sheet or the title above the table names: the lowest one that is known. */
function unitTextOf(sheet: Sheet, header: Header | null, { model, units }: ProposalOptions): string | null {
  const titles = sheet.rows
    .slice(0, header?.row ?? 0)
    .flatMap((row, index) => row.map((cell, column) => unicodeOf(cellText(cell), cellKey(index, column))))
    .filter((text) => text !== '')
  const candidates = [
    unicodeOf(sheet.name, null),
    ...titles.flatMap((text) => [...text.matchAll(UNIT_IN_TITLE)].map((match) => match[1]?.trim() ?? '')),
  ]
  /** A title is looked up as the header is: in the encoding that it is written in. */
  function unicodeOf(text: string, key: string | null): string {
    const font = key === null ? null : (sheet.legacyFonts.get(key) ?? null)
    return (proposeLegacy(text, font, header?.legacy ?? null)?.text ?? text).normalize('NFC').trim()
  }
  const tiers: readonly TierId[] = model.tiers.map((tier) => tier.id).reverse()
  for (const tier of tiers) {
    for (const candidate of candidates) {
      // A title goes on after the name: `Thôn Blôm, xã Kim Tân năm 2024`.
      const words = candidate.split(/\s+/u).slice(0, LONGEST_UNIT)
      for (let count = words.length; count > 0; count -= 1) {
        const text = words
          .slice(0, count)
          .join(' ')
          .replace(/[,–-]+$/u, '')
        if (foldName(text) !== '' && units.find(text, { tier, within: null }).length === 1) return text
      }
    }
  }
  return null
}

function issuesOf(sheet: Sheet, mapping: SheetMapping): Issue[] {
  const path = [sheet.name]
  if (sheet.rows.length === 0) return [{ code: 'sheet-empty', message: `sheet ${sheet.name} is empty`, path }]
  const issues: Issue[] = []
  if (sheet.hidden) {
    issues.push({
      code: 'sheet-hidden',
      message: `sheet ${sheet.name} is hidden and is not read unless you choose it`,
      path,
    })
  }
  if (mapping.headerRow === null) {
    issues.push({
      code: 'header-not-found',
      message: `no row of ${sheet.name} looks like a header: choose it, or say what the columns are`,
      path,
    })
  } else if (!mapping.columns.some((column) => column.field === 'name')) {
    issues.push({ code: 'name-column-missing', message: `no column of ${sheet.name} was recognised as the name`, path })
  } else if (sheet.rows.length <= mapping.firstDataRow) {
    issues.push({ code: 'rows-missing', message: `sheet ${sheet.name} has a header and no rows`, path })
  }
  for (const column of mapping.columns) {
    if (column.dropped === null) continue
    issues.push({
      code: 'column-dropped',
      message: `column ${column.header || column.column + 1} is left out: it is not needed and the law protects it`,
      path: [sheet.name, column.column],
      data: { header: column.header, kind: column.dropped },
    })
  }
  return issues
}
