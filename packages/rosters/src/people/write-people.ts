import { writeWorkbook, type CellDraft } from '../workbook/write-workbook.ts'

/** What a file of people may tell of each, beside the name. */
export const EXPORT_COLUMNS = [
  'birth',
  'village',
  'commune',
  'household',
  'represents',
  'phone',
  'reachability',
  'positions',
] as const
export type ExportColumn = (typeof EXPORT_COLUMNS)[number]

/** One row of it, in the words of its reader. */
export type ExportedPerson = { readonly name: string } & Readonly<Partial<Record<ExportColumn, string | null>>>

/** Headings that the reader of rosters knows. */
const HEADINGS: Readonly<Record<'vi' | 'en', Readonly<Record<'number' | 'name' | ExportColumn, string>>>> = {
  vi: {
    number: 'STT',
    name: 'Họ và tên',
    birth: 'Ngày sinh',
    village: 'Thôn, làng',
    commune: 'Xã',
    household: 'Mã hộ',
    represents: 'Đại diện hộ',
    phone: 'Số điện thoại',
    reachability: 'Liên lạc',
    positions: 'Chức vụ',
  },
  en: {
    number: 'No.',
    name: 'Full name',
    birth: 'Date of birth',
    village: 'Village',
    commune: 'Commune',
    household: 'Household code',
    represents: 'Household representative',
    phone: 'Phone number',
    reachability: 'Reachability',
    positions: 'Positions',
  },
}
const WIDTHS: Readonly<Partial<Record<'number' | 'name' | ExportColumn, number>>> = {
  number: 6,
  name: 28,
  positions: 40,
}
const HEADING = 'E5E7EB'

/** Writes people as an .xlsx with the columns that were asked for; above them stands what the file is for. */
export async function writePeople(
  people: readonly ExportedPerson[],
  options: {
    readonly language: 'vi' | 'en'
    readonly columns: readonly ExportColumn[]
    readonly sheet: string
    /** Lines above the table: who got it, why, and when. */
    readonly notes: readonly string[]
  },
): Promise<Uint8Array> {
  const headings = HEADINGS[options.language]
  const asked = EXPORT_COLUMNS.filter((column) => options.columns.includes(column))
  const columns = ['number', 'name', ...asked] as const
  const rows = people.map((person, at): CellDraft[] => [
    at + 1,
    person.name,
    ...asked.map((column) => person[column] ?? null),
  ])
  return writeWorkbook({
    sheets: [
      {
        name: options.sheet,
        rows: [
          ...options.notes.map((note): CellDraft[] => [{ value: note, italic: true }]),
          columns.map((column) => ({ value: headings[column], bold: true, fill: HEADING, wrap: true })),
          ...rows,
        ],
        widths: columns.map((column) => WIDTHS[column] ?? 20),
        frozenRows: options.notes.length + 1,
      },
    ],
  })
}
