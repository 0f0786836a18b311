import { foldName, type Day, type Issue, type Model, type Unit, type UnitId } from '@ketnoi/hierarchy'
import { cellText } from '../columns/cell-text.ts'
import { foldHeader } from '../columns/header-words.ts'
import { cleanText } from '../people/person-name.ts'
import type { Sheet, Workbook } from '../workbook/workbook.ts'
import type { UnitFinder } from './unit-finder.ts'

/** What villages are read with. */
export interface VillageOptions {
  readonly model: Model
  /** The day from which the villages exist and lie in their communes; `null`: always been. */
  readonly from: Day | null
  readonly units: UnitFinder
  /** The unit that the file is about: the commune where rows name none. */
  readonly unitId: UnitId | null
  /** Mints an identity; `seed` is the commune's identity and the folded name of the village. */
  readonly newId: (seed: string) => UnitId
}

/** Villages that a file lists. */
export interface VillageReading {
  readonly units: readonly Unit[]
  /** Rows whose village is known already. */
  readonly known: readonly { readonly row: number; readonly unitId: UnitId }[]
  /** `header-not-found`, `village-name-missing`, `commune-missing`, `commune-unknown`, `commune-ambiguous`, `village-repeated`. */
  readonly issues: readonly Issue[]
}

type Column = 'name' | 'kind' | 'commune' | 'code' | 'alias'
const WORDS: readonly (readonly [Column, RegExp])[] = [
  ['alias', /^(?:ten khac|ten cu|ten goi khac|alias(?:es)?|other names?)$/u],
  ['kind', /^(?:loai(?: hinh| don vi)?|kieu|cap|kind|type)$/u],
  ['code', /^(?:ma|ma so|ma (?:thon|lang|don vi)|code|village code)$/u],
  ['commune', /^(?:(?:ten |ma |thuoc )?(?:xa|phuong|xa phuong.*)|commune|parent|don vi cap tren|truc thuoc)$/u],
  ['name', /^(?:ten(?: goi)?(?: (?:thon|lang|buon|don vi).*)?|thon|lang|buon|thon (?:lang|buon|to).*|name|village)$/u],
]
const ROWS_SEARCHED = 30
const KIND = /^(thôn|làng|buôn|bôn|plei|plơi|ấp|bản|xóm|khu phố|tổ dân phố)\s+(?=\S)/iu
const DEFAULT_KIND = 'thôn'

/** Reads a list of villages: name, kind, commune (name or code), code, other names. */
export function readVillages(workbook: Workbook, options: VillageOptions): VillageReading {
  const issues: Issue[] = []
  const units: Unit[] = []
  const known: { row: number; unitId: UnitId }[] = []
  const seen = new Map<string, number>()
  const villageTier = options.model.tiers.at(-1)?.id ?? 'village'
  const communeTier = options.model.tiers.at(-2)?.id ?? null

  for (const sheet of workbook.sheets) {
    if (sheet.hidden || sheet.rows.length === 0) continue
    const header = findColumns(sheet)
    if (header === null) {
      issues.push({
        code: 'header-not-found',
        message: `${sheet.name} has no row with the headings "Tên thôn", "Loại", "Xã", "Mã"`,
        path: [sheet.name],
      })
      continue
    }
    let lastCommune = ''
    for (let index = header.row + 1; index < sheet.rows.length; index += 1) {
      const cells = sheet.rows[index] ?? []
      const read = (column: Column) => {
        const position = header.columns.get(column)
        return position === undefined ? '' : cleanText(cellText(cells[position]))
      }
      if (cells.every((cell) => cell === null || cell === '')) continue
      const row = index + 1
      const path = [sheet.name, row]
      const name = read('name')
      if (/^(?:tong cong|tong so|cong)\b/u.test(foldName(name))) continue
      if (name === '') {
        issues.push({ code: 'village-name-missing', message: `row ${row} has no name`, path })
        continue
      }
      const communeText = read('commune') || lastCommune
      lastCommune = communeText
      const parents =
        communeText === ''
          ? options.unitId === null
            ? []
            : [options.unitId]
          : options.units.find(communeText, { tier: communeTier, within: null }).map((unit) => unit.unitId)
      const [parent, ...others] = parents
      if (parent === undefined || others.length > 0) {
        const code =
          parent !== undefined ? 'commune-ambiguous' : communeText === '' ? 'commune-missing' : 'commune-unknown'
        issues.push({
          code,
          message: `row ${row}: ${communeText === '' ? 'no commune is named' : `"${communeText}" is ${parent === undefined ? 'no known commune' : 'more than one commune'}`}`,
          path,
          data: { text: communeText, candidates: parents },
        })
        continue
      }
      const { kind, short, full } = nameOf(name, read('kind'))
      const [existing] = options.units.find(full, { tier: villageTier, within: parent })
      if (existing !== undefined) {
        known.push({ row, unitId: existing.unitId })
        continue
      }
      const seed = `${parent}|${foldName(short)}`
      const before = seen.get(seed)
      if (before !== undefined) {
        issues.push({
          code: 'village-repeated',
          message: `row ${row} repeats row ${before}: "${full}"`,
          path,
          data: { rows: [before, row] },
        })
        continue
      }
      seen.set(seed, row)
      const interval = { from: options.from, to: null }
      const code = read('code')
      units.push({
        id: options.newId(seed),
        tier: villageTier,
        kind,
        names: [{ short, full, ...interval }],
        aliases: read('alias')
          .split(/\s*[;,/]\s*/u)
          .filter((alias) => alias !== ''),
        // Villages have no national code: a code in such a list is the commune's own.
        codes: code === '' ? [] : [{ system: 'local', code, ...interval }],
        parents: [{ unitId: parent, ...interval }],
        successors: [],
        ...interval,
      })
    }
  }
  return { units, known, issues }
}

function findColumns(sheet: Sheet): { row: number; columns: Map<Column, number> } | null {
  for (let row = 0; row < Math.min(sheet.rows.length, ROWS_SEARCHED); row += 1) {
    const columns = new Map<Column, number>()
    for (const [column, cell] of (sheet.rows[row] ?? []).entries()) {
      const folded = foldHeader(cellText(cell))
      const meaning = WORDS.find(([, words]) => words.test(folded))?.[0]
      if (meaning !== undefined && !columns.has(meaning)) columns.set(meaning, column)
    }
    if (columns.has('name') && (columns.size > 1 || (sheet.rows[row]?.length ?? 0) === 1)) return { row, columns }
  }
  return null
}

/** `Thôn 3` is the thôn `3` in full; a name without a kind gets the one of its column. */
function nameOf(name: string, kindText: string): { kind: string; short: string; full: string } {
  const match = KIND.exec(name)
  const kind = (kindText || match?.[1] || DEFAULT_KIND).toLowerCase()
  const short = match === null ? name : name.slice(match[0].length)
  const full = match === null ? `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${name}` : name
  // A number alone is no name that people would recognise.
  return { kind, short: /^\d+$/u.test(short) ? full : short, full }
}
