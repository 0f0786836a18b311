import type { Sheet as HucreSheet } from 'hucre/xlsx'
import { textOf, type ArchiveEntry } from './archive.ts'
import { createSheetScanner, type ScannedSheet } from './scan-sheet.ts'
import { readSharedTexts } from './shared-texts.ts'
import type { WorkbookLimits } from './workbook.ts'

// The library takes 1 µs for a cell, as it is ready for everything that a cell may have. Nearly all cells of a roster are a text or a
// number and nothing else: they are taken out of the bytes here, and the library reads what is left: formulas, dates, rich texts,
// merges, comments, and any sheet that is written in another way than spreadsheet programs do.

/** An archive without its plain cells. */
export interface WithoutPlainCells {
  readonly rest: readonly ArchiveEntry[]
  /** Gives a sheet of the rest its plain cells again. */
  readonly putBack: (sheet: HucreSheet) => HucreSheet
}

const SHEET = /^xl\/worksheets\/[^/]+\.xml$/u
const SHARED_TEXTS = 'xl/sharedStrings.xml'
/** Numbers as they are; other formats may make a date of a number. */
const NUMBER_FORMATS: ReadonlySet<string> = new Set(['0', '1', '2', '3', '4', '9', '10', '11', '49'])

/** Takes the plain cells out of the sheets of an archive; `null`: there are none. */
export function takePlainCells(entries: readonly ArchiveEntry[], limits: WorkbookLimits): WithoutPlainCells | null {
  const shared = entries.find(({ name }) => name === SHARED_TEXTS)
  const texts = shared === undefined ? [] : (readSharedTexts(shared.content) ?? [])
  const scan = createSheetScanner(texts, numberStyles(textOf(entries, 'xl/styles.xml')), limits)
  const scanned = new Map<string, ScannedSheet>()
  const rest = entries.map((entry) => {
    if (!SHEET.test(entry.name)) return entry
    // The library does not say which file a sheet is from: a cell beside all others says it.
    const mark = `plain cells of ${entry.name}`
    const sheet = scan(entry.content, mark)
    if (sheet === null) return entry
    scanned.set(mark, sheet)
    return { ...entry, content: sheet.rest }
  })
  if (scanned.size === 0) return null
  const sheets = rest.filter(({ name }) => SHEET.test(name))
  const needsTexts = scanned.size < sheets.length || [...scanned.values()].some((sheet) => sheet.needsTexts)
  return {
    rest: needsTexts ? rest : rest.map((entry) => (entry === shared ? { ...entry, content: NO_TEXTS } : entry)),
    putBack: (sheet) => {
      const mark = sheet.rows[0]?.at(-1)
      const plain = typeof mark === 'string' ? scanned.get(mark) : undefined
      return plain === undefined ? sheet : { ...sheet, rows: merged(plain, sheet.rows) }
    },
  }
}

const NO_TEXTS = Buffer.from('<sst/>')

function merged({ rows, width }: ScannedSheet, rest: HucreSheet['rows']): HucreSheet['rows'] {
  for (const [index, cells] of rest.entries()) {
    // The mark stands beside the widest row.
    for (let column = 0; column < Math.min(cells.length, width); column++) {
      const value = cells[column] ?? null
      if (value === null) continue
      while (rows.length <= index) rows.push([])
      const row = rows[index] ?? []
      while (row.length <= column) row.push(null)
      row[column] = value
    }
  }
  for (const row of rows) while (row.length < width) row.push(null)
  return rows
}

/** The styles under which a number is a number, by their place. */
function numberStyles(styles: string): ReadonlySet<number> {
  const own = new Set([...styles.matchAll(/<numFmt [^>]*?numFmtId="(\d+)"/gu)].map(([, id]) => id))
  const formats = /<cellXfs\b[^>]*>(.*?)<\/cellXfs>/su.exec(styles)?.[1] ?? ''
  const numbers = new Set<number>()
  for (const [index, [, id = '']] of [...formats.matchAll(/<xf\b(?:[^>]*?\bnumFmtId="(\d+)")?/gu)].entries()) {
    if (NUMBER_FORMATS.has(id) && !own.has(id)) numbers.add(index)
  }
  return numbers
}
