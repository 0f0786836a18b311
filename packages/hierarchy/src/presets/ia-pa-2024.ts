import type { Model } from '../model/model.ts'
import {
  COMMUNE_POLICE,
  POLICE_COMMAND_CLAUSE,
  POLICE_POSITIONS,
  VILLAGE_CLAUSES,
  VILLAGE_GROUP_PURPOSE,
  VILLAGE_POLITICAL_SYSTEM,
  VILLAGE_POSITIONS,
  committeeClauses,
  committeeSeats,
} from './vocabulary.ts'

/**
 * The model that Ia Pa district launched in January 2024: one group for the district steering committee, one committee group per
 * commune, one group per village. It ended with the district tier on 1 July 2025.
 *
 * Source: Báo Gia Lai, 23 January 2024, "Ia Pa ra mắt mô hình 'Kết nối Zalo – Giữ vững bình yên – Vì Nhân dân phục vụ'".
 */
export const IA_PA_2024: Model = /* @__PURE__ */ (() => ({
  formatVersion: 1,
  id: 'ia-pa-2024',
  version: '1.0.0',
  name: { vi: 'Ia Pa 2024: huyện – xã – thôn', en: 'Ia Pa 2024: district, commune, village' },
  timeZone: 'Asia/Ho_Chi_Minh',
  tiers: [
    { id: 'province', name: { vi: 'Tỉnh', en: 'Province' }, from: null, to: null },
    { id: 'district', name: { vi: 'Huyện', en: 'District' }, from: null, to: '2025-07-01' },
    { id: 'commune', name: { vi: 'Xã/phường', en: 'Commune' }, from: null, to: null },
    { id: 'village', name: { vi: 'Thôn/làng/buôn', en: 'Village' }, from: null, to: null },
  ],
  bodies: [
    { id: 'district-steering-committee', name: { vi: 'Ban Chỉ đạo huyện', en: 'District steering committee' } },
    { id: 'commune-steering-committee', name: { vi: 'Ban Chỉ đạo xã', en: 'Commune steering committee' } },
    COMMUNE_POLICE,
    VILLAGE_POLITICAL_SYSTEM,
  ],
  positions: [
    ...committeeSeats('district-committee', 'district', 'district-steering-committee'),
    ...committeeSeats('commune-committee', 'commune', 'commune-steering-committee'),
    ...POLICE_POSITIONS,
    ...VILLAGE_POSITIONS,
  ],
  purposes: [VILLAGE_GROUP_PURPOSE],
  groupKinds: [
    {
      id: 'district-committee',
      name: { vi: 'Nhóm Ban Chỉ đạo huyện', en: 'District committee group' },
      tier: 'district',
      nameTemplate: 'BCĐ {unit}',
      clauses: committeeClauses('district-committee', 'district-steering-committee'),
      mode: 'manage',
      capacity: 1_000,
      brakes: {},
      issues: [],
      from: null,
      to: '2025-07-01',
    },
    {
      id: 'commune-committee',
      name: { vi: 'Nhóm Ban Chỉ đạo xã', en: 'Commune committee group' },
      tier: 'commune',
      nameTemplate: 'BCĐ {unit}',
      clauses: [...committeeClauses('commune-committee', 'commune-steering-committee'), POLICE_COMMAND_CLAUSE],
      mode: 'manage',
      capacity: 1_000,
      brakes: {},
      issues: [],
      from: null,
      to: null,
    },
    {
      id: 'village',
      name: { vi: 'Nhóm thôn', en: 'Village group' },
      tier: 'village',
      nameTemplate: '{unit} – {parent}',
      clauses: VILLAGE_CLAUSES,
      mode: 'manage',
      capacity: 1_000,
      brakes: {},
      issues: [],
      from: null,
      to: null,
    },
  ],
}))()
