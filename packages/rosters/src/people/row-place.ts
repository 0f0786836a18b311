import type { UnitId } from '@ketnoi/hierarchy'
import type { Field } from '../columns/field.ts'
import type { SheetMapping } from '../columns/mapping.ts'
import type { TableRow } from '../columns/table-rows.ts'
import type { RowRef } from '../workbook/workbook.ts'
import type { FileReaders } from './read-row.ts'
import type { RosterOptions, RowIssue, RowIssueCode } from './roster.ts'

/** Where a row lives or serves. */
export interface RowPlace {
  readonly unitId: UnitId | null
  /** Several for an officer who serves several villages. */
  readonly unitIds: readonly UnitId[]
  /** The commune, or whatever the row was looked up in. */
  readonly within: UnitId | null
  /** The unit as the file names it. */
  readonly text: string | null
  readonly refused: boolean
}

type Report = (
  code: RowIssueCode,
  severity: RowIssue['severity'],
  field: Field | null,
  header: string | null,
  value: string,
  suggestion?: string | null,
) => void

const SEVERAL = /\s*(?:[,;+&/\n]|\svà\s)\s*/iu

/** Makes a reader of places for one sheet: the cell, else the section, else the title or sheet name, else the unit of the import. */
export function createPlaceReader(
  mapping: SheetMapping,
  options: RosterOptions,
  readers: FileReaders,
): (row: TableRow, ref: RowRef, village: string, commune: string, report: Report) => RowPlace {
  const { units, unitId: root } = options
  const lowest = options.model.tiers.at(-1)?.id ?? null
  const isLowest = (unitId: UnitId) => units.tierOf(unitId) === lowest
  const villageHeader = mapping.columns.find((column) => column.field === 'village')?.header ?? null
  const communeHeader = mapping.columns.find((column) => column.field === 'commune')?.header ?? null
  const fromTitle =
    mapping.unitText === null ? null : (units.find(mapping.unitText, { tier: null, within: root })[0]?.unitId ?? null)
  const titleVillage = fromTitle !== null && isLowest(fromTitle) ? mapping.unitText : null
  const titleCommune = fromTitle !== null && !isLowest(fromTitle) ? fromTitle : null
  const rootVillage = root !== null && isLowest(root) ? root : null

  return (row, ref, village, commune, report) => {
    let within = titleCommune ?? root
    const state = { refused: false }
    const suggest = (candidates: readonly UnitId[]) =>
      candidates.length === 0 ? null : candidates.map((id) => units.nameOf(id)).join(' / ')

    function resolve(
      text: string,
      tier: string | null,
      field: 'village' | 'commune',
      header: string | null,
    ): UnitId | null {
      const answer = readers.units.read(text, tier, within, ref)
      if (answer.code !== null) {
        const fine = answer.unitId !== null
        report(answer.code, fine ? 'warning' : 'refused', field, header, text, suggest(answer.candidates))
        state.refused ||= !fine
      }
      return answer.unitId
    }

    const sectionTier = row.sectionUnit === null || commune !== '' ? null : tierOfSection(row.sectionUnit, within)
    if (commune !== '') within = resolve(commune, null, 'commune', communeHeader) ?? within
    else if (row.sectionUnit !== null && sectionTier === 'above')
      within = resolve(row.sectionUnit, null, 'commune', null) ?? within
    const text = village || (sectionTier === 'above' ? '' : (row.sectionUnit ?? '')) || titleVillage || ''
    if (state.refused) return { unitId: null, unitIds: [], within, text: text || commune || null, refused: true }

    if (mapping.roster === 'officers') {
      if (text === '') {
        if (within === null) report('unit-missing', 'refused', 'commune', communeHeader, '')
        return {
          unitId: within,
          unitIds: within === null ? [] : [within],
          within,
          text: commune || null,
          refused: within === null,
        }
      }
      const several = severalUnits(text, within)
      if (several !== null)
        return { unitId: several[0] ?? null, unitIds: several, within, text, refused: state.refused }
      const known = units.find(text, { tier: lowest, within }).length > 0
      const unitId = resolve(text, known ? lowest : null, 'village', villageHeader)
      return { unitId, unitIds: unitId === null ? [] : [unitId], within, text, refused: state.refused }
    }
    if (text !== '') {
      const unitId = resolve(text, lowest, 'village', village === '' ? null : villageHeader)
      return { unitId, unitIds: unitId === null ? [] : [unitId], within, text, refused: state.refused }
    }
    if (rootVillage === null) report('unit-missing', 'refused', 'village', villageHeader, commune)
    return {
      unitId: rootVillage,
      unitIds: rootVillage === null ? [] : [rootVillage],
      within,
      text: null,
      refused: rootVillage === null,
    }
  }

  /** Whether a section names a village, or the commune that its villages lie in. */
  function tierOfSection(text: string, within: UnitId | null): 'village' | 'above' {
    if (units.find(text, { tier: lowest, within }).length > 0) return 'village'
    return units.find(text, { tier: null, within }).length > 0 ? 'above' : 'village'
  }

  function severalUnits(text: string, within: UnitId | null): UnitId[] | null {
    if (!SEVERAL.test(text) || units.find(text, { tier: lowest, within }).length > 0) return null
    const found: UnitId[] = []
    for (const part of text.split(SEVERAL)) {
      const [unit, ...others] = units.find(part, { tier: lowest, within })
      if (unit === undefined || others.length > 0) return null
      if (!found.includes(unit.unitId)) found.push(unit.unitId)
    }
    return found.length > 1 ? found : null
  }
}
