import type { Model } from '../model/model.ts'
import { committeeClauses, committeeSeats } from './vocabulary.ts'
import { IA_PA_2024 } from './ia-pa-2024.ts'

/**
 * The same model from 1 July 2025 on, when the district tier ended and communes merged: province, commune, village.
 *
 * Source: Nghị quyết 202/2025/QH15 (provinces) and 1664/NQ-UBTVQH15 (communes of Gia Lai).
 */
export const GIA_LAI_2025: Model = /* @__PURE__ */ (() => ({
  ...IA_PA_2024,
  id: 'gia-lai-2025',
  name: { vi: 'Gia Lai 2025: tỉnh – xã – thôn', en: 'Gia Lai 2025: province, commune, village' },
  tiers: IA_PA_2024.tiers.filter((tier) => tier.id !== 'district'),
  bodies: [
    { id: 'province-steering-committee', name: { vi: 'Ban Chỉ đạo tỉnh', en: 'Province steering committee' } },
    ...IA_PA_2024.bodies.filter((body) => body.id !== 'district-steering-committee'),
  ],
  positions: [
    ...committeeSeats('province-committee', 'province', 'province-steering-committee'),
    ...IA_PA_2024.positions.filter((position) => position.tier !== 'district'),
  ],
  groupKinds: [
    {
      id: 'province-committee',
      name: { vi: 'Nhóm Ban Chỉ đạo tỉnh', en: 'Province committee group' },
      tier: 'province',
      nameTemplate: 'BCĐ {unit}',
      clauses: committeeClauses('province-committee', 'province-steering-committee'),
      mode: 'manage',
      capacity: 1_000,
      brakes: {},
      issues: [],
      from: '2025-07-01',
      to: null,
    },
    ...IA_PA_2024.groupKinds.filter((kind) => kind.id !== 'district-committee'),
  ],
}))()
