import { NO_SOURCE, SOURCES, type SourceName } from './unit-sources.ts'

/** One unit in the catalogue format; `valid_to` is the last day, as decisions write it. */
export interface CatalogueUnit {
  readonly uid: string
  readonly code: string | null
  readonly code_system: string | null
  readonly name: string
  readonly full_name: string
  readonly aliases: readonly string[]
  readonly kind: 'province' | 'district' | 'commune' | 'village'
  readonly kind_vi: string
  readonly parent_uid: string | null
  readonly parent_history: readonly { parent_uid: string; valid_from: string | null; valid_to: string | null }[] | null
  readonly valid_from: string | null
  readonly valid_to: string | null
  readonly predecessors: readonly { uid: string; share: 'full' }[]
  readonly successors: readonly { uid: string; share: 'full' }[]
  readonly sources: readonly string[]
  readonly invented: boolean
  readonly note: string | null
}

export const LAST_DAY_BEFORE_REFORM = '2025-06-30'
export const REFORM_DAY = '2025-07-01'
export const DISTRICT = 'vn-d-635'

/** What a commune's office is like: who lives there, and how it keeps its list. */
export interface Commune {
  readonly uid: string
  readonly code: string
  readonly name: string
  readonly aliases: readonly string[]
  readonly from: string | null
  readonly mergedInto: string
  /** Shares of the peoples, Kinh, Jrai, Bahnar: a plausible mix, not a statistic. */
  readonly mix: readonly [number, number, number]
  readonly file: string
  readonly villages: readonly Village[]
}

export interface Village {
  readonly uid: string
  readonly kind: string
  readonly name: string
  readonly aliases?: readonly string[]
  readonly source?: SourceName
  readonly note?: string
  /** Its list was typed in an old font or damaged by a program: only Kinh names, which those encodings can write. */
  readonly kinhOnly?: boolean
}

const known = (uid: string, kind: string, name: string, source: SourceName, more: Partial<Village> = {}): Village => ({
  uid,
  kind,
  name,
  source,
  ...more,
})

/** Villages that no source names: they only stand for the ones that a commune's own roster brings. */
function invented(prefix: string, entries: readonly (readonly [string, string, 'kinh'?])[]): Village[] {
  return entries.map(([kind, name, only], i) => ({
    uid: `vn-v-${prefix}-x${i + 1}`,
    kind,
    name,
    kinhOnly: only === 'kinh',
  }))
}

export const COMMUNES: readonly Commune[] = [
  {
    uid: 'vn-c-24013a',
    code: '24013',
    name: 'Pờ Tó',
    aliases: [],
    from: null,
    mergedInto: 'vn-c-24013b',
    mix: [0.35, 0.15, 0.5],
    file: 'po-to',
    villages: [
      known('vn-v-thon-3', 'Thôn', '3', 'vov4-po-to', {
        note: 'Numeric names repeat in many communes: never unique by name.',
      }),
      ...invented('po-to', [
        ['Thôn', '1'],
        ['Thôn', '2'],
        ['Thôn', '4'],
        ['Làng', 'Bi Yang'],
        ['Làng', 'Kliêt H’Rai'],
        ['Làng', 'Đăk Chrung'],
        ['Làng', 'Bơ Nâm'],
        ['Làng', 'Krông Hra'],
      ]),
    ],
  },
  {
    uid: 'vn-c-24016a',
    code: '24016',
    name: 'Chư Răng',
    aliases: [],
    from: null,
    mergedInto: 'vn-c-24013b',
    mix: [0.5, 0.3, 0.2],
    file: 'chu-rang',
    villages: invented('chu-rang', [
      ['Thôn', 'Bình Tân'],
      ['Thôn', 'Tân Lập'],
      ['Thôn', 'Đồng Xuân'],
      ['Buôn', 'Ama Drông'],
      ['Buôn', 'Chư Klong'],
      ['Làng', 'Plei Hra Tong'],
      ['Thôn', '1'],
    ]),
  },
  {
    uid: 'vn-c-24019a',
    code: '24019',
    name: 'Ia KDăm',
    aliases: ['Xã Ia Kdăm', 'Xã Ia K’Dăm'],
    from: '1998-08-21',
    mergedInto: 'vn-c-24028b',
    mix: [0.1, 0.88, 0.02],
    file: 'ia-kdam',
    villages: invented('ia-kdam', [
      ['Bôn', 'Tờ Kŏ'],
      ['Bôn', 'Chư Lâu'],
      ['Bôn', 'Ia Drao'],
      ['Bôn', 'Ơi Blang'],
      ['Buôn', 'Pơ Nang Kĭ'],
      ['Thôn', 'Hòa Sơn'],
    ]),
  },
  {
    uid: 'vn-c-24022a',
    code: '24022',
    name: 'Kim Tân',
    aliases: [],
    from: null,
    mergedInto: 'vn-c-24022b',
    mix: [0.7, 0.28, 0.02],
    file: 'kim-tan',
    villages: [
      known('vn-v-blom', 'Thôn', 'Blôm', 'bgl-2024', {
        note: 'The source names the village only; its commune is an assumption.',
      }),
      ...invented('kim-tan', [
        ['Thôn', '1'],
        ['Thôn', '2'],
        ['Thôn', '3'],
        ['Thôn', 'Tân Phú', 'kinh'],
        ['Thôn', 'Kim Sơn'],
        ['Thôn', 'Hưng Hòa'],
        ['Buôn', 'Mơ Hra'],
      ]),
    ],
  },
  {
    uid: 'vn-c-24025a',
    code: '24025',
    name: 'Chư Mố',
    aliases: [],
    from: '1984-03-17',
    mergedInto: 'vn-c-24028b',
    mix: [0.03, 0.95, 0.02],
    file: 'chu-mo',
    villages: [
      known('vn-v-oi-hbriu-1', 'Thôn', "Ơi H'Briu 1", 'portal-chu-mo', { note: 'Seat of the old commune committee.' }),
      known('vn-v-apa-oi-hbriu', 'Plơi', 'Apa Ơi Hbriu', 'vov4-2024-10', {
        aliases: ["Plei Apa Ơi H'Briu"],
        note: 'Met with and without the apostrophe.',
      }),
      ...invented('chu-mo', [
        ['Thôn', "Ơi H'Briu 2"],
        ['Plơi', 'Krăm Hlang'],
        ['Plơi', 'Ma Drăk'],
        ['Bôn', 'Ama Linh'],
        ['Bôn', 'Hơ Bŭk'],
        ['Bôn', 'Tơ Nia'],
        ['Thôn', 'Ia Sâm'],
      ]),
    ],
  },
  {
    uid: 'vn-c-24028a',
    code: '24028',
    name: 'Ia Tul',
    aliases: [],
    from: null,
    mergedInto: 'vn-c-24028b',
    mix: [0.04, 0.95, 0.01],
    file: 'ia-tul',
    villages: invented('ia-tul', [
      ['Bôn', 'Biă Krong'],
      ['Bôn', 'Tơ Lŭk'],
      ['Bôn', 'Ia Ptao Yŏ'],
      ['Bôn', 'Chư Gah'],
      ['Bôn', 'Ơi Yŭ'],
      ['Buôn', 'Rưng Ma Đơ'],
      ['Thôn', 'Phú An'],
    ]),
  },
  {
    uid: 'vn-c-24031a',
    code: '24031',
    name: 'Ia Ma Rơn',
    aliases: ['Xã Ia Mrơn', 'Xã Ia MRơn'],
    from: null,
    mergedInto: 'vn-c-24022b',
    mix: [0.45, 0.53, 0.02],
    file: 'ia-ma-ron',
    villages: [
      known('vn-v-dak-tra', 'Thôn', 'Đăk Trá', 'vov4-2024-ngan'),
      ...invented('ia-ma-ron', [
        ['Thôn', '1'],
        ['Thôn', '2'],
        ['Thôn', 'Tân Hòa'],
        ['Thôn', 'Ma San Hlông'],
        ['Plei', 'Kdăm Yang'],
        ['Plei', 'Hơ Bĭ'],
        ['Bôn', 'Ama Djương'],
        ['Bôn', 'Chư Krih'],
      ]),
    ],
  },
  {
    uid: 'vn-c-24034a',
    code: '24034',
    name: 'Ia Broăi',
    aliases: ['Xã Ia Broái'],
    from: '1998-08-21',
    mergedInto: 'vn-c-24028b',
    mix: [0.06, 0.93, 0.01],
    file: 'ia-broai',
    villages: [
      known('vn-v-ju', 'Buôn', 'Jứ', 'bgl-2024', {
        aliases: ['Bôn Jứ', 'Bôn Jư'],
        note: 'The source names the village only; its commune is an assumption.',
      }),
      ...invented('ia-broai', [
        ['Bôn', 'Tong Rang'],
        ['Bôn', 'Ia Rniu Hlăm'],
        ['Bôn', 'Rơ Gŏk'],
        ['Buôn', 'Ama Kial'],
        ['Buôn', 'Bir Yŭ'],
        ['Thôn', 'Sơn Hưng', 'kinh'],
      ]),
    ],
  },
  {
    uid: 'vn-c-24037a',
    code: '24037',
    name: 'Ia Trok',
    aliases: ['Xã Ia Trôk'],
    from: null,
    mergedInto: 'vn-c-24022b',
    mix: [0.3, 0.69, 0.01],
    file: 'ia-trok',
    villages: [
      known('vn-v-trok', 'Bôn', 'Trôk', 'bgl-2022', {
        aliases: ['Buôn Trôk', 'Thôn Trôk'],
        note: 'One article writes both "buôn Trôk" and "Thôn Trôk".',
      }),
      known('vn-v-tham', 'Buôn', 'Thăm', 'bgl-2022', { aliases: ['Bôn Thăm'] }),
      known('vn-v-quy-duc', 'Thôn', 'Quý Đức', 'bgl-2022'),
      known('vn-v-tong-se', 'Bôn', 'Tông Se', 'vov4-2024-10', { aliases: ['Bôn Tông Sê'] }),
      ...invented('ia-trok', [
        ['Thôn', '1'],
        ['Thôn', 'Đức Lập'],
        ['Bôn', 'Hoai Ơi'],
        ['Bôn', 'Chư Ma Lŭm'],
        ['Buôn', 'Krai Yŏng'],
        ['Thôn', 'Phú Nghĩa'],
        ['Buôn', 'Ama Rin B'],
      ]),
    ],
  },
]

const NEW_COMMUNES: readonly { uid: string; code: string; name: string; clause: string; note: string }[] = [
  {
    uid: 'vn-c-24013b',
    code: '24013',
    name: 'Pờ Tó',
    clause: '79',
    note: 'Same code and same name as a former, smaller commune.',
  },
  {
    uid: 'vn-c-24022b',
    code: '24022',
    name: 'Ia Pa',
    clause: '80',
    note: 'Same code as the former xã Kim Tân, same name as the former district.',
  },
  {
    uid: 'vn-c-24028b',
    code: '24028',
    name: 'Ia Tul',
    clause: '81',
    note: 'Same code and same name as a former, smaller commune.',
  },
]

const base = (
  unit: Partial<CatalogueUnit> & Pick<CatalogueUnit, 'uid' | 'name' | 'full_name' | 'kind' | 'kind_vi'>,
): CatalogueUnit => ({
  code: null,
  code_system: null,
  aliases: [],
  parent_uid: null,
  parent_history: null,
  valid_from: null,
  valid_to: null,
  predecessors: [],
  successors: [],
  sources: [],
  invented: false,
  note: null,
  ...unit,
})

function provincesAndDistrict(): CatalogueUnit[] {
  const nso = { code_system: 'NSO' } as const
  const full = (uid: string) => ({ uid, share: 'full' }) as const
  return [
    base({
      uid: 'vn-p-64',
      code: '64',
      ...nso,
      name: 'Gia Lai',
      full_name: 'Tỉnh Gia Lai',
      kind: 'province',
      kind_vi: 'tỉnh',
      valid_to: LAST_DAY_BEFORE_REFORM,
      successors: [full('vn-p-52b')],
      sources: [SOURCES['gso-2025'], SOURCES['nq-202']],
      note: 'Gia Lai before the reform; the code 64 ended with it.',
    }),
    base({
      uid: 'vn-p-52a',
      code: '52',
      ...nso,
      name: 'Bình Định',
      full_name: 'Tỉnh Bình Định',
      kind: 'province',
      kind_vi: 'tỉnh',
      valid_to: LAST_DAY_BEFORE_REFORM,
      successors: [full('vn-p-52b')],
      sources: [SOURCES['nq-202']],
      note: 'Its code 52 passed to the new Gia Lai: same code, another unit.',
    }),
    base({
      uid: 'vn-p-52b',
      code: '52',
      ...nso,
      name: 'Gia Lai',
      full_name: 'Tỉnh Gia Lai',
      kind: 'province',
      kind_vi: 'tỉnh',
      valid_from: REFORM_DAY,
      predecessors: [full('vn-p-52a'), full('vn-p-64')],
      sources: [SOURCES['nq-202']],
    }),
    base({
      uid: DISTRICT,
      code: '635',
      ...nso,
      name: 'Ia Pa',
      full_name: 'Huyện Ia Pa',
      kind: 'district',
      kind_vi: 'huyện',
      parent_uid: 'vn-p-64',
      valid_to: LAST_DAY_BEFORE_REFORM,
      sources: [SOURCES['gso-2025']],
      note: 'Ended with its tier, without a successor.',
    }),
  ]
}

/** A catalogue as its file holds it. */
export interface Catalogue {
  readonly meta: Readonly<Record<string, unknown>>
  readonly units: readonly CatalogueUnit[]
}

const META = {
  dates: 'valid_from and valid_to are both days on which the unit exists; null is open or unknown',
  identity: 'uid is the identity; code and name are reused by other units after the reform',
  villages:
    'Ten villages are named by a source. The others carry "invented": true and stand for what a commune’s own list brings.',
}

/** The catalogue after the reform: real units before and after 1 July 2025, the villages that a source names, and invented villages. */
export function createCatalogueAfter(communes: readonly Commune[] = COMMUNES): Catalogue {
  const units = provincesAndDistrict()
  for (const commune of communes) {
    units.push(
      base({
        uid: commune.uid,
        code: commune.code,
        code_system: 'NSO',
        name: commune.name,
        full_name: `Xã ${commune.name}`,
        aliases: commune.aliases,
        kind: 'commune',
        kind_vi: 'xã',
        parent_uid: DISTRICT,
        valid_from: commune.from,
        valid_to: LAST_DAY_BEFORE_REFORM,
        successors: [{ uid: commune.mergedInto, share: 'full' }],
        sources: [SOURCES['gso-2025'], SOURCES['nq-1664']],
      }),
    )
  }
  for (const commune of NEW_COMMUNES) {
    const from = communes.filter((old) => old.mergedInto === commune.uid)
    units.push(
      base({
        uid: commune.uid,
        code: commune.code,
        code_system: 'NSO',
        name: commune.name,
        full_name: `Xã ${commune.name}`,
        kind: 'commune',
        kind_vi: 'xã',
        parent_uid: 'vn-p-52b',
        valid_from: REFORM_DAY,
        predecessors: from.map((old) => ({ uid: old.uid, share: 'full' })),
        sources: [`${SOURCES['nq-1664']}, khoản ${commune.clause}`],
        note: commune.note,
      }),
    )
  }
  for (const commune of communes) {
    for (const village of commune.villages) {
      units.push(
        base({
          uid: village.uid,
          name: village.name,
          full_name: `${village.kind} ${village.name}`,
          aliases: village.aliases ?? [],
          kind: 'village',
          kind_vi: village.kind.toLowerCase(),
          parent_uid: commune.mergedInto,
          parent_history: [
            { parent_uid: commune.uid, valid_from: null, valid_to: LAST_DAY_BEFORE_REFORM },
            { parent_uid: commune.mergedInto, valid_from: REFORM_DAY, valid_to: null },
          ],
          sources: village.source === undefined ? [] : [SOURCES[village.source]],
          invented: village.source === undefined,
          note: village.note ?? (village.source === undefined ? NO_SOURCE : null),
        }),
      )
    }
  }
  const title =
    'Units of the former Ia Pa district (Gia Lai) before and after 1 July 2025, with villages for an example'
  return { meta: { title, ...META }, units }
}

/** The catalogue as it was known before the reform: none of its units, and no end of those before it. */
export function createCatalogue(communes: readonly Commune[] = COMMUNES): Catalogue {
  const units = createCatalogueAfter(communes)
    .units.filter((unit) => unit.valid_from !== REFORM_DAY)
    .map((unit) => ({
      ...unit,
      parent_uid: unit.parent_history?.[0]?.parent_uid ?? unit.parent_uid,
      parent_history: null,
      valid_to: unit.valid_to === LAST_DAY_BEFORE_REFORM ? null : unit.valid_to,
      successors: [],
      // Where a unit was read in nothing but the decision that ended it, that stays said.
      sources:
        unit.sources.length > 1 ? unit.sources.filter((source) => !REFORM_SOURCES.includes(source)) : unit.sources,
      note: unit.valid_to === LAST_DAY_BEFORE_REFORM ? null : unit.note,
    }))
  const title = 'Units of Ia Pa district (Gia Lai) before the reform of 1 July 2025, with villages for an example'
  return { meta: { title, ...META }, units }
}

const REFORM_SOURCES: readonly string[] = [SOURCES['nq-202'], SOURCES['nq-1664']]
