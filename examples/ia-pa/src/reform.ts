import { GIA_LAI_2025, IA_PA_2024 } from '@ketnoi/hierarchy'
import { createCatalogueAfter, REFORM_DAY, type CatalogueUnit } from './units.ts'

/**
 * The reform of 1 July 2025 as a document: what Nghị quyết 202/2025/QH15 (provinces, and the end of the district tier) and
 * 1664/NQ-UBTVQH15 (communes of Gia Lai) decided about these units, and the committee that the province has from then on.
 */
export function createReformDocument(): Readonly<Record<string, unknown>> {
  const { units } = createCatalogueAfter()
  const made = units.filter((unit) => unit.valid_from === REFORM_DAY)
  const merge = (unit: CatalogueUnit) => ({
    kind: 'merge',
    sources: unit.predecessors.map(({ uid }) => uid),
    target: unit.uid,
  })
  return {
    formatVersion: 1,
    id: 'gia-lai-2025',
    decision: '202/2025/QH15; 1664/NQ-UBTVQH15, Điều 1 khoản 79–81',
    effectiveOn: REFORM_DAY,
    newUnits: made.map((unit) => ({
      id: unit.uid,
      tier: unit.kind,
      kind: unit.kind_vi,
      name: { short: unit.name, full: unit.full_name },
      aliases: unit.aliases,
      codes: unit.code === null ? [] : [{ system: unit.code_system, code: unit.code }],
      parent: unit.parent_uid,
    })),
    operations: [
      ...made.filter((unit) => unit.kind === 'province').map(merge),
      { kind: 'end-tier', tier: 'district' },
      ...made.filter((unit) => unit.kind === 'commune').map(merge),
    ],
    model: {
      bodies: added(GIA_LAI_2025.bodies, IA_PA_2024.bodies),
      positions: added(GIA_LAI_2025.positions, IA_PA_2024.positions),
      groupKinds: added(GIA_LAI_2025.groupKinds, IA_PA_2024.groupKinds),
    },
  }
}

function added<T extends { readonly id: string }>(after: readonly T[], before: readonly T[]): readonly T[] {
  return after.filter(({ id }) => before.every((other) => other.id !== id))
}
