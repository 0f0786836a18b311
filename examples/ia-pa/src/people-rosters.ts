import { writeCsv, writeWorkbook, type CellDraft, type CellValue, type Merge, type SheetDraft } from '@ketnoi/rosters'
import { toMojibake, toTcvn3 } from './legacy-text.ts'
import { layOutForm, roman, type OfficeForm, type Table } from './office.ts'
import { COLUMNS, type Column, type Line } from './people-cells.ts'
import type { CommunePopulation, Population, VillagePopulation } from './population.ts'
import { createRandom, seedOf, type Random } from './random.ts'

export interface ExampleFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** What the lists hold, to be compared with what was read. */
export interface RosterCounts {
  people: number
  /** Rows that cannot be imported: no name, or a village that does not exist. */
  invalid: number
  /** Rows that repeat another one exactly. */
  repeated: number
}

const {
  number,
  household,
  householdOnce,
  name,
  shortName,
  male,
  female,
  birthText,
  birthCell,
  sex,
  ethnicity,
  identity,
  phone,
  shortPhone,
  village,
  place,
  relation,
  represents,
  consent,
  note,
} = COLUMNS

interface Context {
  readonly random: Random
  readonly counts: RosterCounts
}

/** The lists of people of all communes, each with the habits of its own office. */
export async function writePeopleRosters(
  population: Population,
  seed: number,
): Promise<{ files: ExampleFile[]; counts: RosterCounts }> {
  const counts: RosterCounts = { people: 0, invalid: 0, repeated: 0 }
  const files: ExampleFile[] = []
  for (const commune of population.communes) {
    const context: Context = { random: createRandom(seedOf(seed, `rosters-${commune.commune.uid}`)), counts }
    for (const { path, bytes } of await writeCommune(commune, context)) files.push({ path: `rosters/${path}`, bytes })
  }
  return { files, counts }
}

async function writeCommune(commune: CommunePopulation, context: Context): Promise<ExampleFile[]> {
  const file = commune.commune.file
  const all = commune.villages
  const book = async (path: string, sheets: readonly SheetDraft[]): Promise<ExampleFile> => ({
    path,
    bytes: await writeWorkbook({ sheets, font: { name: 'Times New Roman', size: 12 } }),
  })
  switch (file) {
    case 'chu-rang':
      return [
        await book('nhan-dan-chu-rang.xlsx', [
          withSections(
            commune,
            [number, household, name, birthText, sex, phone, relation, represents, consent, note],
            true,
            context,
          ),
        ]),
      ]
    case 'ia-kdam':
      return [
        await book('nhan-dan-ia-kdam.xlsx', [
          withMergedCells(
            commune,
            [village, household, name, birthCell, sex, ethnicity, shortPhone, relation, represents, consent],
            context,
          ),
        ]),
      ]
    case 'kim-tan':
      return [
        await book('nhan-dan-kim-tan.xlsx', [
          ...all.map((entry) =>
            ofVillage(
              commune,
              entry,
              [number, household, name, birthText, sex, phone, relation, represents, consent],
              context,
            ),
          ),
          hiddenSheet(),
        ]),
      ]
    case 'chu-mo':
      return [
        await book('nhan-dan-chu-mo.xlsx', [
          withSections(
            commune,
            [number, householdOnce, name, male, female, phone, relation, represents, consent, note],
            false,
            context,
          ),
        ]),
      ]
    case 'ia-tul':
      return [
        {
          path: 'nhan-dan-ia-tul.csv',
          bytes: writeCsv(
            asTable(
              [number, household, name, birthText, sex, phone, village, relation, represents, consent],
              lines(all, context, 'column'),
            ),
            { delimiter: ';', bom: true },
          ),
        },
      ]
    case 'ia-ma-ron':
      return [
        await book('nhan-dan-ia-ma-ron-1.xlsx', [
          withVillageColumn(
            commune,
            all.slice(0, 5),
            [
              number,
              shortName,
              birthCell,
              sex,
              ethnicity,
              identity,
              shortPhone,
              place,
              household,
              relation,
              represents,
              consent,
            ],
            context,
          ),
        ]),
        await book('nhan-dan-ia-ma-ron-2.xlsx', [
          withVillageColumn(
            commune,
            all.slice(5),
            [
              number,
              shortName,
              birthCell,
              sex,
              ethnicity,
              identity,
              shortPhone,
              place,
              household,
              relation,
              represents,
              consent,
            ],
            context,
          ),
        ]),
      ]
    case 'ia-broai':
      return [
        await book(
          'nhan-dan-ia-broai.xlsx',
          all
            .filter((v) => v.village.kinhOnly !== true)
            .map((entry) =>
              ofVillage(
                commune,
                entry,
                [number, household, name, male, female, phone, relation, represents, consent],
                context,
              ),
            ),
        ),
        {
          path: 'nhan-dan-ia-broai-thon-son-hung.csv',
          bytes: damaged(
            all.filter((v) => v.village.kinhOnly === true),
            context,
          ),
        },
      ]
    default:
      return [
        await book(`nhan-dan-${file}.xlsx`, [
          withVillageColumn(
            commune,
            all,
            [number, household, name, male, female, ethnicity, phone, village, relation, represents, consent, note],
            context,
          ),
        ]),
      ]
  }
}

function formOf(commune: CommunePopulation, more: string, total: number): OfficeForm {
  const place = commune.commune.name
  return {
    issuer: 'ỦY BAN NHÂN DÂN',
    unit: `XÃ ${place.toLocaleUpperCase('vi')}`,
    title: 'DANH SÁCH NHÂN KHẨU VÀ ĐẠI DIỆN HỘ ĐĂNG KÝ THAM GIA NHÓM ZALO',
    subtitle: `${more}Xã ${place}, huyện Ia Pa, tỉnh Gia Lai`,
    place,
    total: `Tổng cộng: ${total} người`,
  }
}

/** Every line of some villages, with the repeated and invalid rows that lists have. `where` says how the village is told. */
function lines(villages: readonly VillagePopulation[], context: Context, where: 'column' | 'elsewhere'): Line[] {
  const { random, counts } = context
  const result: Line[] = []
  for (const entry of villages) {
    const spellings = [`${entry.village.kind} ${entry.village.name}`, ...(entry.village.aliases ?? [])]
    const full = spellings[0] ?? entry.village.name
    for (const home of entry.households) {
      const villageText = where === 'column' && random.chance(0.1) ? random.pick(spellings) : full
      for (const [i, resident] of home.members.entries()) {
        const line: Line = {
          number: result.length + 1,
          resident,
          household: home,
          villageText,
          first: i === 0,
          random,
          copyOf: null,
        }
        result.push(line)
        counts.people += 1
        const roll = random.next()
        if (roll < 0.0006) {
          result.push({ ...line, copyOf: line })
          counts.repeated += 1
        } else if (roll < 0.0011) {
          result.push({
            ...line,
            number: result.length + 1,
            first: false,
            resident: { ...resident, name: '', representative: false, phone: null },
          })
          counts.invalid += 1
        } else if (roll < 0.0015 && where === 'column') {
          result.push({
            ...line,
            number: result.length + 1,
            first: false,
            villageText: 'Thôn 99',
            resident: { ...resident, representative: false, phone: null },
          })
          counts.invalid += 1
        }
      }
    }
  }
  return result
}

function asTable(columns: readonly Column[], all: readonly Line[]): CellValue[][] {
  return [columns.map((column) => column.header), ...all.map((line) => cellsOf(columns, line).map(plain))]
}

function plain(cell: CellDraft): CellValue {
  const value = cell !== null && typeof cell === 'object' && 'value' in cell ? cell.value : cell
  return value instanceof Date ? value.toISOString().slice(0, 10).split('-').reverse().join('/') : value
}

/** A header of one row, or of two where a heading spans two columns. */
function headerOf(columns: readonly Column[]): Pick<Table, 'header' | 'merges'> {
  const spans = columns.flatMap((column, i) => (column.over === undefined ? [] : [i]))
  if (spans.length === 0) return { header: [columns.map((column) => column.header)], merges: [] }
  const under = new Set(spans.flatMap((i) => [i, i + 1]))
  return {
    header: [
      columns.map((column, i) => column.over ?? (under.has(i) ? null : column.header)),
      columns.map((column, i) => (under.has(i) ? column.header : null)),
    ],
    merges: columns.flatMap((_, i): Merge[] => {
      if (spans.includes(i)) return [{ firstRow: 0, firstColumn: i, lastRow: 0, lastColumn: i + 1 }]
      return under.has(i) ? [] : [{ firstRow: 0, firstColumn: i, lastRow: 1, lastColumn: i }]
    }),
  }
}

const written = new WeakMap<Line, CellDraft[]>()

function cellsOf(columns: readonly Column[], line: Line): CellDraft[] {
  const copied = line.copyOf === null ? undefined : written.get(line.copyOf)
  const cells = copied?.slice() ?? columns.map((column) => column.cell(line))
  written.set(line, cells)
  return cells
}

function withVillageColumn(
  commune: CommunePopulation,
  villages: readonly VillagePopulation[],
  columns: readonly Column[],
  context: Context,
): SheetDraft {
  const all = lines(villages, context, 'column')
  return layOutForm('Danh sách', formOf(commune, '', all.length), {
    ...headerOf(columns),
    rows: all.map((line) => cellsOf(columns, line)),
  })
}

function withSections(
  commune: CommunePopulation,
  columns: readonly Column[],
  numerals: boolean,
  context: Context,
): SheetDraft {
  const rows: CellDraft[][] = []
  let total = 0
  for (const [i, entry] of commune.villages.entries()) {
    const full = `${entry.village.kind} ${entry.village.name}`
    const all = lines([entry], context, 'elsewhere')
    total += all.length
    // An office that numbers its sections puts the numeral where the running number stands.
    rows.push(
      numerals
        ? [
            { value: roman(i + 1), bold: true },
            { value: full, bold: true },
          ]
        : [{ value: full, bold: true }],
    )
    rows.push(...all.map((line) => cellsOf(columns, line)))
    if (numerals) rows.push([null, { value: `Cộng ${full}: ${all.length} khẩu`, italic: true }])
  }
  return layOutForm('Nhân khẩu', formOf(commune, '', total), { ...headerOf(columns), rows })
}

function withMergedCells(commune: CommunePopulation, columns: readonly Column[], context: Context): SheetDraft {
  const rows: CellDraft[][] = []
  const merges: Merge[] = []
  for (const entry of commune.villages) {
    const start = rows.length + 1
    for (const line of lines([entry], context, 'elsewhere')) rows.push([...cellsOf(columns, line)])
    for (let row = start; row < rows.length; row++) {
      const cells = rows[row]
      if (cells !== undefined) cells[0] = null
    }
    if (rows.length > start) merges.push({ firstRow: start, firstColumn: 0, lastRow: rows.length, lastColumn: 0 })
  }
  const header = headerOf(columns)
  return layOutForm('Sheet1', formOf(commune, '', rows.length), {
    header: header.header,
    merges: [...header.merges, ...merges],
    rows,
  })
}

function ofVillage(
  commune: CommunePopulation,
  entry: VillagePopulation,
  columns: readonly Column[],
  context: Context,
): SheetDraft {
  const full = `${entry.village.kind} ${entry.village.name}`
  const all = lines([entry], context, 'elsewhere')
  const form = formOf(commune, `${full}, `, all.length)
  if (entry.village.kinhOnly !== true)
    return layOutForm(full, form, { ...headerOf(columns), rows: all.map((line) => cellsOf(columns, line)) })
  const typed = (text: string): CellDraft => ({ value: toTcvn3(text), font: '.VnTime' })
  const rows = all.map((line) => cellsOf(columns, line).map((cell) => (typeof cell === 'string' ? typed(cell) : cell)))
  return layOutForm(full, form, { ...headerOf(columns), rows }, typed)
}

function hiddenSheet(): SheetDraft {
  return { name: 'Danh mục', hidden: true, rows: [['Quan hệ'], ['Chủ hộ'], ['Vợ/chồng'], ['Con'], ['Cháu']] }
}

function damaged(villages: readonly VillagePopulation[], context: Context): Uint8Array {
  return toMojibake(
    writeCsv(
      asTable(
        [number, household, name, birthText, sex, phone, village, relation, represents, consent],
        lines(villages, context, 'elsewhere'),
      ),
    ),
  )
}
