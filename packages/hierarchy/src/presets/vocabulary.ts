import type { Body, Clause, LocalText, Position, Purpose, Role } from '../model/model.ts'
import type { Rule, UnitScope } from '../rules/rule.ts'

// What is called while the module loads is marked as pure, so that a bundle which uses no preset has nothing of them.

const VILLAGE_GROUP = 'village-group'

/** The purpose that villagers agree to before they are wanted in their village's group. */
export const VILLAGE_GROUP_PURPOSE: Purpose = {
  id: VILLAGE_GROUP,
  name: { vi: 'Tham gia nhóm Zalo của thôn', en: 'Taking part in the village group' },
}

/** `here`: the group's own unit. */
export const HERE: UnitScope = { kind: 'here' }
/** The commune above the group's unit. */
export const COMMUNE_ABOVE: UnitScope = { kind: 'ancestor', tier: 'commune' }

/** The commune police. Source: Luật Công an nhân dân 2018 (37/2018/QH14), article 17. */
export const COMMUNE_POLICE: Body = { id: 'commune-police', name: { vi: 'Công an xã', en: 'Commune police' } }
/** The village political system: party cell, village head, Fatherland Front, associations, security team, elders. Source: NĐ 33/2023/NĐ-CP, article 33. */
export const VILLAGE_POLITICAL_SYSTEM: Body = {
  id: 'village-political-system',
  name: { vi: 'Hệ thống chính trị thôn', en: 'Village political system' },
}

/** Makes the four seats of a steering committee. */
export function committeeSeats(prefix: string, tier: string, body: string): Position[] {
  const seat = (id: string, vi: string, en: string, aliases: readonly string[]): Position => ({
    id: `${prefix}-${id}`,
    name: { vi, en },
    tier,
    body,
    aliases,
    ...(id === 'deputy' || id === 'member' ? { severalHolders: true } : {}),
  })
  return [
    seat('head', 'Trưởng Ban Chỉ đạo', 'Head of the steering committee', ['Trưởng ban', 'Trưởng BCĐ']),
    seat('standing-deputy', 'Phó Trưởng Ban thường trực', 'Standing deputy head', [
      'Phó Trưởng ban Thường trực BCĐ',
      'Phó ban thường trực',
      'Phó Trưởng BCĐ thường trực',
    ]),
    seat('deputy', 'Phó Trưởng Ban Chỉ đạo', 'Deputy head of the steering committee', [
      'Phó Trưởng ban',
      'Phó ban',
      'Phó Trưởng BCĐ',
    ]),
    seat('member', 'Ủy viên Ban Chỉ đạo', 'Member of the steering committee', [
      'Ủy viên',
      'Thành viên',
      'Thành viên BCĐ',
      'Ủy viên BCĐ',
      'Ủy viên thường trực',
    ]),
  ]
}

/** The positions of the commune police, and the officer in charge of a village. */
export const POLICE_POSITIONS: readonly Position[] = [
  {
    id: 'commune-police-head',
    name: { vi: 'Trưởng Công an xã', en: 'Head of the commune police' },
    tier: 'commune',
    body: 'commune-police',
    aliases: ['Trưởng CA xã', 'Trưởng CAX', 'Trưởng Công an phường'],
  },
  {
    id: 'commune-police-deputy-head',
    name: { vi: 'Phó Trưởng Công an xã', en: 'Deputy head of the commune police' },
    tier: 'commune',
    body: 'commune-police',
    aliases: ['Phó Trưởng CA xã', 'Phó CAX', 'Phó Công an xã', 'Phó Trưởng Công an phường'],
  },
  {
    id: 'commune-police-officer',
    name: { vi: 'Cán bộ Công an xã', en: 'Commune police officer' },
    tier: 'commune',
    body: 'commune-police',
    severalHolders: true,
    aliases: [
      'Công an xã',
      'Công an viên thường trực',
      'Cán bộ CA xã',
      'Chiến sĩ Công an xã',
      'CBCS Công an xã',
      'Cán bộ Công an phường',
    ],
  },
  {
    id: 'village-officer-in-charge',
    name: { vi: 'Công an xã phụ trách thôn', en: 'Police officer in charge of the village' },
    tier: 'village',
    body: null,
    aliases: [
      'Cán bộ phụ trách thôn',
      'Công an phụ trách thôn',
      'CA xã phụ trách thôn',
      'Phụ trách thôn',
      'Phụ trách làng',
      'Phụ trách buôn',
    ],
  },
]

const VILLAGE_SEATS: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['party-secretary', 'Bí thư chi bộ', 'Secretary of the party cell', ['Bí thư chi bộ thôn', 'BT chi bộ']],
  [
    'head',
    'Trưởng thôn',
    'Village head',
    ['Trưởng làng', 'Trưởng buôn', 'Trưởng bôn', 'Thôn trưởng', 'Buôn trưởng', 'Tổ trưởng tổ dân phố'],
  ],
  [
    'front-head',
    'Trưởng ban công tác Mặt trận',
    'Head of the Fatherland Front committee',
    ['Trưởng ban CTMT', 'Trưởng ban Mặt trận', 'Trưởng ban công tác Mặt trận thôn'],
  ],
  [
    'women-head',
    'Chi hội trưởng Phụ nữ',
    'Head of the women’s association',
    ['Chi hội trưởng Hội Phụ nữ', 'CHT Phụ nữ'],
  ],
  [
    'farmers-head',
    'Chi hội trưởng Nông dân',
    'Head of the farmers’ association',
    ['Chi hội trưởng Hội Nông dân', 'CHT Nông dân'],
  ],
  [
    'veterans-head',
    'Chi hội trưởng Cựu chiến binh',
    'Head of the veterans’ association',
    ['Chi hội trưởng CCB', 'Chi hội trưởng Hội Cựu chiến binh', 'CHT CCB'],
  ],
  [
    'youth-secretary',
    'Bí thư chi đoàn',
    'Secretary of the youth union',
    ['Bí thư chi đoàn thanh niên', 'Bí thư đoàn thôn'],
  ],
  ['militia-head', 'Thôn đội trưởng', 'Head of the village militia', ['Thôn đội', 'Thôn đội trưởng dân quân']],
  [
    'security-team-head',
    'Tổ trưởng Tổ bảo vệ an ninh trật tự',
    'Head of the security team',
    ['Tổ trưởng tổ bảo vệ ANTT', 'Tổ trưởng tổ ANTT'],
  ],
  [
    'security-team-deputy',
    'Tổ phó Tổ bảo vệ an ninh trật tự',
    'Deputy head of the security team',
    ['Tổ phó tổ bảo vệ ANTT', 'Tổ phó tổ ANTT'],
  ],
  [
    'security-team-member',
    'Tổ viên Tổ bảo vệ an ninh trật tự',
    'Member of the security team',
    ['Tổ viên tổ bảo vệ ANTT', 'Tổ viên tổ ANTT', 'Công an viên'],
  ],
  ['elder', 'Già làng', 'Village elder', ['Già làng trưởng bản']],
  ['respected-person', 'Người có uy tín', 'Respected person', ['NCUT', 'Người có uy tín trong đồng bào DTTS']],
]

const SEVERAL_IN_VILLAGE = /* @__PURE__ */ new Set(['security-team-member', 'elder', 'respected-person'])

/** The seats of the village political system. Who sits on it differs from place to place: data, to be changed in the model. */
export const VILLAGE_POSITIONS: readonly Position[] = /* @__PURE__ */ VILLAGE_SEATS.map(([id, vi, en, aliases]) => ({
  id: `village-${id}`,
  name: { vi, en },
  tier: 'village',
  body: 'village-political-system',
  aliases,
  ...(SEVERAL_IN_VILLAGE.has(id) ? { severalHolders: true } : {}),
}))

function clause(id: string, vi: string, en: string, role: Role, required: boolean, rule: Rule): Clause {
  return { id, name: { vi, en } satisfies LocalText, role, required, rule }
}

/** The clauses of a committee group: the body's seats, led by its head and standing deputy. */
export function committeeClauses(prefix: string, body: string): Clause[] {
  return [
    clause('head', 'Trưởng Ban Chỉ đạo', 'Heads the steering committee', 'leader', true, {
      kind: 'holds-position',
      positions: [`${prefix}-head`],
      at: HERE,
    }),
    clause(
      'standing-deputy',
      'Phó Trưởng Ban thường trực',
      'Standing deputy of the steering committee',
      'deputy',
      true,
      { kind: 'holds-position', positions: [`${prefix}-standing-deputy`], at: HERE },
    ),
    clause('committee', 'Có ghế trong Ban Chỉ đạo', 'Has a seat on the steering committee', 'member', true, {
      kind: 'holds-seat',
      body,
      at: HERE,
    }),
  ]
}

/** The clause that brings the commune police command into the commune's committee group. */
export const POLICE_COMMAND_CLAUSE: Clause = /* @__PURE__ */ clause(
  'police-command',
  'Chỉ huy Công an xã',
  'Commands the commune police',
  'member',
  true,
  {
    kind: 'holds-position',
    positions: ['commune-police-head', 'commune-police-deputy-head'],
    at: HERE,
  },
)

/**
 * The clauses of a village group. Source: the model launched at Ia Pa in January 2024: led by the commune police command and the
 * officer in charge; the political system, every commune police officer, and one adult representative per household with consent.
 */
export const VILLAGE_CLAUSES: readonly Clause[] = [
  /* @__PURE__ */ clause('police-head', 'Trưởng Công an xã', 'Head of the commune police', 'leader', true, {
    kind: 'holds-position',
    positions: ['commune-police-head'],
    at: COMMUNE_ABOVE,
  }),
  /* @__PURE__ */ clause(
    'police-deputy-head',
    'Phó Trưởng Công an xã',
    'Deputy head of the commune police',
    'deputy',
    true,
    {
      kind: 'holds-position',
      positions: ['commune-police-deputy-head'],
      at: COMMUNE_ABOVE,
    },
  ),
  /* @__PURE__ */ clause(
    'officer-in-charge',
    'Công an xã phụ trách thôn',
    'Officer in charge of the village',
    'deputy',
    true,
    {
      kind: 'holds-position',
      positions: ['village-officer-in-charge'],
      at: HERE,
    },
  ),
  /* @__PURE__ */ clause(
    'police',
    'Công an xã (100 % quân số)',
    'Serves in the commune police (all of them)',
    'member',
    true,
    {
      kind: 'holds-seat',
      body: 'commune-police',
      at: COMMUNE_ABOVE,
    },
  ),
  /* @__PURE__ */ clause(
    'political-system',
    'Hệ thống chính trị thôn',
    'Belongs to the village political system',
    'member',
    true,
    {
      kind: 'holds-seat',
      body: 'village-political-system',
      at: HERE,
    },
  ),
  /* @__PURE__ */ clause(
    'households',
    'Đại diện hộ, người thành niên, đã đồng ý',
    'Represents a household, adult, has consented',
    'member',
    false,
    {
      kind: 'all',
      of: [{ kind: 'represents-household', in: HERE }, { kind: 'adult' }, { kind: 'consents', purpose: VILLAGE_GROUP }],
    },
  ),
]
