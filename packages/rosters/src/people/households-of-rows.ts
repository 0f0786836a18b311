import type { HouseholdId, UnitId } from '@ketnoi/hierarchy'
import type { RowRef } from '../workbook/workbook.ts'
import { isHeadOfHousehold, readFlag } from './flag.ts'
import { foldOnce } from './person-name.ts'
import type { HouseholdOnRecord } from './roster.ts'

/** What a row says about its household, as text. */
export interface HouseholdCells {
  readonly row: RowRef
  readonly nameFolded: string
  readonly unitId: UnitId | null
  /** Number or code of the household, filled down where only its first row has one. */
  readonly household: string
  readonly head: string
  /** As `describeHousehold` wrote it. */
  readonly known: string
  readonly relation: string
  readonly represents: string
}

/** The household of a row. */
export interface RowHousehold {
  readonly key: string | null
  readonly represents: boolean | null
  /** The representative column says so, not the relation to the head. */
  readonly outright: boolean
  /** The text of the representative column is neither yes nor no. */
  readonly unknownFlag: boolean
}

/** Begins the keys of households that are named by their head: the unit, a bar and the folded name follow. */
export const HEAD_KEY = 'head:'

/** Begins the keys of households that our own file names by their identity: the unit, a bar and the identity follow. */
export const KNOWN_KEY = 'known:'

/** Names a household in a file that comes back: who represents it, for people, and which one it is. */
export function describeHousehold({ householdId, representative }: HouseholdOnRecord): string {
  return `${representative ?? ''} [${householdId}]`.trim()
}

function describedHousehold(text: string): HouseholdId | null {
  return /\[([^[\]]+)\]$/u.exec(text.trim())?.[1] ?? null
}

/** Follows households down a sheet: by their identity, by number, by the name of the head, or from one head to the next. */
export type HouseholdReader = (cells: HouseholdCells) => RowHousehold

/** Makes a reader for one sheet. `headsOnly`: every row is the head of a household. */
export function createHouseholdReader(headsOnly: boolean): HouseholdReader {
  let current: string | null = null
  let currentUnit: UnitId | null = null
  let numbered = { unit: '', household: '', key: '' }

  /** The same text for all rows of a household: it is looked up for each of them, and a text is hashed once. */
  function numberKey(unit: string, household: string): string {
    if (numbered.unit !== unit || numbered.household !== household)
      numbered = { unit, household, key: `number:${unit}|${household}` }
    return numbered.key
  }

  return (cells) => {
    const unit = cells.unitId ?? cells.row.sheet
    if (cells.unitId !== currentUnit) current = null
    currentUnit = cells.unitId
    const head =
      headsOnly || isHeadOfHousehold(cells.relation) || (cells.head !== '' && foldOnce(cells.head) === cells.nameFolded)
    const flag = readFlag(cells.represents)
    const outright = flag === true || flag === false
    const represents = outright ? flag : head ? true : cells.relation !== '' || cells.head !== '' ? false : null
    const own = `row:${cells.row.sheet}!${cells.row.row}`
    let key: string | null = null
    const known = cells.known === '' ? null : describedHousehold(cells.known)
    if (known !== null) key = `${KNOWN_KEY}${unit}|${known}`
    else if (cells.household !== '') key = numberKey(unit, cells.household)
    else if (cells.head !== '') key = `${HEAD_KEY}${unit}|${foldOnce(cells.head)}`
    else if (head) key = own
    else if (cells.relation !== '') key = current
    else if (represents === true) key = own
    current = key
    return { key, represents, outright, unknownFlag: flag === 'unknown' }
  }
}
