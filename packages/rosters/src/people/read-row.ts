import { foldName, type PurposeId, type Reachability, type UnitId } from '@ketnoi/hierarchy'
import { cellText } from '../columns/cell-text.ts'
import type { Field } from '../columns/field.ts'
import type { SheetMapping } from '../columns/mapping.ts'
import type { TableRow } from '../columns/table-rows.ts'
import type { CellValue, RowRef, Sheet } from '../workbook/workbook.ts'
import { readBirthOn, type BirthReading } from './birth.ts'
import { readFlag, readReachability } from './flag.ts'
import { readAddress } from './form-of-address.ts'
import type { HouseholdReader } from './households-of-rows.ts'
import { cleanText, inspectName } from './person-name.ts'
import { readPhones } from './phone.ts'
import type { PositionReading } from './read-positions.ts'
import { createPlaceReader } from './row-place.ts'
import type { TextProposal, TextReader } from './row-texts.ts'
import type { UnitReader } from './row-units.ts'
import { rowKey } from '../workbook/workbook.ts'
import type { DraftConsent, DraftPosition, RosterDraft, RosterOptions, RowIssue, RowIssueCode } from './roster.ts'

/** What is shared by all rows of a file. */
export interface FileReaders {
  readonly texts: TextReader
  readonly units: UnitReader
  readonly positions: (
    text: string,
    place: { readonly unitIds: readonly UnitId[]; readonly within: UnitId | null; readonly label: string | null },
  ) => PositionReading
}

/** A cell with where it stands. */
export interface FieldCell {
  readonly column: number
  readonly header: string
}

/** A column that is mostly blank holds its value once for the rows below it, like a merged cell that lost its merge. */
const SPARSE = 0.5
const FILLED_DOWN: readonly Field[] = ['village', 'commune', 'household', 'household-head']
const NO_CELLS: readonly FieldCell[] = []
/** What most rows say nothing about is one list for all of them. */
const NONE: readonly never[] = []

/** As much of a cell as is shown: a name on record is never longer. */
const SHOWN_NAME = 100

/** Many are born on one day, more in one month or year. */
const MOST_BIRTHS = 20_000

/** The row that is being read. */
interface RowInHand {
  readonly row: TableRow
  readonly issues: RowIssue[]
  undecided: boolean
}

const NO_ROW: TableRow = { row: 0, cells: [], sectionUnit: null, sectionLabel: null, sectionProposal: null }

/** Makes a reader for the rows of one sheet. */
export function createRowReader(
  sheet: Sheet,
  mapping: SheetMapping,
  options: RosterOptions,
  readers: FileReaders,
  rows: readonly TableRow[],
): (row: TableRow, households: HouseholdReader) => RosterDraft {
  const cellsOf = new Map<Field, FieldCell[]>()
  for (const { column, header, field } of mapping.columns) {
    if (field !== null) cellsOf.set(field, [...(cellsOf.get(field) ?? []), { column, header }])
  }
  const at = (field: Field): readonly FieldCell[] => cellsOf.get(field) ?? NO_CELLS
  const [names, phones, positions, births] = [
    at('name'),
    at('phone'),
    at('position'),
    [...at('birth'), ...at('birth-male'), ...at('birth-female')],
  ]
  const filledDown = new Map<Field, string>()
  const sparse = new Set(FILLED_DOWN.filter((field) => isSparse(rows, at(field))))
  const birthTexts = new Map<string, BirthReading>()
  const consentPurpose: PurposeId | null = options.consentPurpose ?? options.model.purposes[0]?.id ?? null
  const service = options.service ?? 'zalo'
  const place = createPlaceReader(mapping, options, readers)
  const everyoneConsents: readonly DraftConsent[] = mapping.everyone.consents.map((purposeId) => ({
    purposeId,
    agreed: true,
  }))
  const decisions = options.decisions?.people ?? {}
  const addressesKept = options.decisions?.conversions?.honorific === 'keep'
  const anyPeopleDecision = Object.keys(decisions).length > 0

  // Made once for the sheet, not for each of its rows.
  let inHand: RowInHand = { row: NO_ROW, issues: [], undecided: false }

  function report(
    code: RowIssueCode,
    severity: RowIssue['severity'],
    field: Field | null,
    header: string | null,
    value: string,
    suggestion: string | null = null,
  ): void {
    inHand.issues.push({ code, severity, column: header, field, value, suggestion })
  }
  /** A text that may need a conversion; while nobody has decided, units and titles are looked up as they would become. */
  function textOf(cell: FieldCell, field: Field): string {
    const { row } = inHand
    const raw = cellText(row.cells[cell.column])
    if (raw === '') return ''
    const read = readers.texts.read(sheet, row.row, cell.column, raw)
    if (read.proposal === null) return read.text
    propose(read.text, read.proposal, field, cell.header)
    return field === 'name' ? read.text : read.proposal.text
  }
  function propose(text: string, proposal: TextProposal, field: Field | null, header: string | null): void {
    inHand.undecided = true
    inHand.issues.push({
      code: 'text-legacy',
      severity: 'proposal',
      column: header,
      field,
      value: text,
      suggestion: proposal.text,
      data: { conversion: proposal.kind },
    })
  }
  function firstText(field: Field): string {
    let text = ''
    for (const cell of at(field)) {
      text = textOf(cell, field)
      if (text !== '') break
    }
    if (!sparse.has(field)) return text
    if (text === '') return filledDown.get(field) ?? ''
    filledDown.set(field, text)
    // A new village begins its own households.
    if (field === 'village' || field === 'commune') {
      filledDown.delete('household')
      filledDown.delete('household-head')
    }
    return text
  }
  /** A head is named in the rows of the household, with or without a form of address. */
  function bareName(text: string): string {
    const found = addressesKept ? null : readAddress(text)
    return found?.sure === true ? found.name : text
  }
  /** Yes or no in words may be in an old encoding like any other text. */
  function flagText(field: Field): string {
    const [cell] = at(field)
    return cell === undefined ? '' : cleanText(textOf(cell, field))
  }
  function plain(field: Field): string {
    const [cell] = at(field)
    return cell === undefined ? '' : cleanText(cellText(inHand.row.cells[cell.column]))
  }
  function flagOf(field: 'adult' | 'consent'): boolean | null {
    const text = flagText(field)
    if (text === '') return null
    const flag = readFlag(text)
    if (flag === 'unknown') report('flag-unknown', 'warning', field, at(field)[0]?.header ?? null, text)
    return flag === 'unknown' ? null : flag
  }
  function birthOf(value: CellValue): BirthReading {
    if (typeof value !== 'string') return readBirthOn(value, options.asOf)
    let read = birthTexts.get(value)
    if (read === undefined) {
      read = readBirthOn(value, options.asOf)
      if (birthTexts.size < MOST_BIRTHS) birthTexts.set(value, read)
    }
    return read
  }

  return (row, households) => {
    const ref: RowRef = { sheet: sheet.name, row: row.row }
    const issues: RowIssue[] = []
    inHand = { row, issues, undecided: false }

    let name =
      names.length === 1 && names[0] !== undefined
        ? textOf(names[0], 'name')
        : cleanText(names.map((cell) => textOf(cell, 'name')).join(' '))
    const nameHeader = names[0]?.header ?? null
    const address = inHand.undecided ? null : readers.texts.address(name, ref)
    if (address !== null) {
      report(address.sure ? 'name-address' : 'name-address-doubtful', 'warning', 'name', nameHeader, name, address.name)
      if (address.sure) name = address.name
    }
    const nameIssue = inspectName(name)
    if (nameIssue !== null) {
      report(
        nameIssue,
        nameIssue === 'name-unusual' ? 'warning' : 'refused',
        'name',
        nameHeader,
        // Whoever mends it finds the cell by its beginning.
        name.length > SHOWN_NAME ? `${name.slice(0, SHOWN_NAME)}…` : name,
      )
      if (name.length > SHOWN_NAME) name = `${name.slice(0, SHOWN_NAME)}…`
    }
    const nameFolded = foldName(name)

    if (row.sectionProposal !== null) propose(row.sectionProposal.from, row.sectionProposal, null, null)
    const where = place(row, ref, firstText('village'), firstText('commune'), report)
    const titles: DraftPosition[] = []
    let titleText = ''
    for (const cell of positions) {
      const text = textOf(cell, 'position')
      if (text === '') continue
      titleText = text
      const read = readers.positions(text, { unitIds: where.unitIds, within: where.within, label: row.sectionLabel })
      for (const position of read.positions) {
        if (!titles.some((known) => known.positionId === position.positionId && known.unitId === position.unitId))
          titles.push(position)
      }
      for (const issue of read.issues)
        report(issue.code, 'warning', 'position', cell.header, issue.value, issue.suggestion)
    }
    if (mapping.roster === 'officers' && titles.length === 0 && !where.refused)
      report('position-missing', 'refused', 'position', positions[0]?.header ?? null, titleText)

    let birth: string | null = null
    for (const cell of births) {
      const value = row.cells[cell.column] ?? null
      const read = birthOf(value)
      if (read.issue !== null) report(read.issue, 'warning', 'birth', cell.header, cellText(value), read.suggestion)
      birth ??= read.birth
    }

    let numbers: readonly string[] = NONE
    for (const cell of phones) {
      const text = cellText(row.cells[cell.column])
      if (text === '') continue
      const read = readPhones(text)
      numbers = numbers.length === 0 ? read.phones : [...new Set([...numbers, ...read.phones])]
      for (const issue of read.issues)
        report(issue.code, 'warning', 'phone', cell.header, issue.value, issue.suggestion)
    }

    const represents = flagText('represents-household')
    const household = households({
      row: ref,
      nameFolded,
      unitId: where.unitId,
      household: firstText('household'),
      head: bareName(firstText('household-head')),
      known: plain('known-household'),
      relation: plain('household-relation'),
      represents,
    })
    if (household.unknownFlag)
      report(
        'flag-unknown',
        'warning',
        'represents-household',
        at('represents-household')[0]?.header ?? null,
        represents,
      )

    const adult = flagOf('adult')
    const agreed = flagOf('consent')
    const consents =
      agreed === null || consentPurpose === null
        ? everyoneConsents
        : [{ purposeId: consentPurpose, agreed }, ...everyoneConsents.filter((c) => c.purposeId !== consentPurpose)]

    const accountId = plain('account-id')
    const note = plain('note')
    const reachability: Reachability | null =
      readReachability(plain('reachability'), true) ?? readReachability(note, false)
    if (inHand.undecided) report('conversion-undecided', 'refused', null, null, name)
    if (anyPeopleDecision && decisions[rowKey(ref)]?.kind === 'refuse')
      report('refused-by-person', 'refused', null, null, name)
    return {
      row: ref,
      repeatedIn: NONE,
      name,
      nameFolded,
      birth,
      phones: numbers,
      householdKey: mapping.roster === 'people' ? household.key : null,
      representsHousehold: mapping.roster === 'people' ? household.represents : null,
      representsOutright: mapping.roster === 'people' && household.outright,
      positions: titles.length === 0 ? NONE : titles,
      unitText: where.text,
      unitId: where.unitId,
      resides: mapping.roster === 'people',
      adult: adult ?? (mapping.everyone.adult ? true : null),
      consents,
      accounts: accountId === '' ? NONE : [{ service, accountId, displayName: plain('account-name') || null }],
      reachability,
      note: note === '' ? null : note,
      issues,
      refused: issues.some((issue) => issue.severity === 'refused'),
    }
  }
}

/** Whether a column holds its value once for a block of rows: mostly blank, and filled where the first block begins. */
function isSparse(rows: readonly TableRow[], cells: readonly FieldCell[]): boolean {
  const [cell] = cells
  const [first] = rows
  // The villages that an officer is in charge of are that officer's alone.
  if (cell === undefined || first === undefined || /phụ trách/iu.test(cell.header)) return false
  const isFilled = ({ cells: values }: TableRow) => cellText(values[cell.column]).trim() !== ''
  if (!isFilled(first)) return false
  let filled = 0
  for (const row of rows) {
    if (isFilled(row)) filled += 1
    if (filled / rows.length >= SPARSE) return false
  }
  return true
}
