import type { TierId, UnitId } from '../../id.ts'
import { ALWAYS, type Day } from '../../interval.ts'
import type { Clause, GroupKind, Model } from '../../model/model.ts'
import type { Rule } from '../../rules/rule.ts'
import type { Unit, UnitParent } from '../../units/unit.ts'

const HERE = { kind: 'here' } as const
const AREA_ABOVE = { kind: 'ancestor', tier: 'area' } as const
const AREAS_BELOW = { kind: 'descendants', tier: 'area' } as const

function text(value: string): { vi: string; en: string } {
  return { vi: value, en: value }
}

function clause(id: string, rule: Rule): Clause {
  return { id, name: text(id), role: 'member', required: false, rule }
}

function kind(id: string, tier: TierId, clauses: readonly Clause[], to: Day | null = null): GroupKind {
  const name = text(id)
  return {
    id,
    name,
    tier,
    nameTemplate: `${id} {unit}`,
    clauses,
    mode: 'manage',
    capacity: 1000,
    brakes: {},
    issues: [],
    from: null,
    to,
  }
}

/**
 * The model of the shared rule cases: three tiers with generic names, two bodies, and group kinds whose rules refer to each
 * other, with a diamond (`circle` reaches `guard` directly and through `joint`) and a kind that has ended.
 *
 * @example
 * createDirectory({ model: RULE_CASE_MODEL, units: tree, asOf: '2024-02-01', people })
 */
export const RULE_CASE_MODEL: Model = {
  formatVersion: 1,
  id: 'rule-cases',
  version: '1.0.0',
  name: text('Rule cases'),
  timeZone: 'Asia/Ho_Chi_Minh',
  tiers: [
    { id: 'region', name: text('Region'), ...ALWAYS },
    { id: 'area', name: text('Area'), ...ALWAYS },
    { id: 'place', name: text('Place'), ...ALWAYS },
  ],
  bodies: [
    { id: 'council', name: text('Council') },
    { id: 'guard', name: text('Guard') },
  ],
  positions: [
    { id: 'region-council-chair', name: text('Chair'), tier: 'region', body: 'council', aliases: [] },
    { id: 'council-chair', name: text('Chair'), tier: 'area', body: 'council', aliases: [] },
    { id: 'council-member', name: text('Member'), tier: 'area', body: 'council', aliases: [] },
    { id: 'guard-chief', name: text('Chief'), tier: 'area', body: 'guard', aliases: [] },
    { id: 'guard-officer', name: text('Officer'), tier: 'area', body: 'guard', aliases: [] },
    { id: 'warden', name: text('Warden'), tier: 'place', body: null, aliases: [] },
    { id: 'elder', name: text('Elder'), tier: 'place', body: null, aliases: [] },
  ],
  purposes: [
    { id: 'news', name: text('News') },
    { id: 'alerts', name: text('Alerts') },
  ],
  groupKinds: [
    kind('guard', 'area', [clause('seat', { kind: 'holds-seat', body: 'guard', at: HERE })]),
    kind('council', 'area', [
      clause('chair', { kind: 'holds-position', positions: ['council-chair'], at: HERE }),
      clause('seat', { kind: 'holds-seat', body: 'council', at: HERE }),
    ]),
    kind('joint', 'area', [
      clause('guard', { kind: 'member-of', groupKind: 'guard', of: HERE }),
      clause('council', { kind: 'member-of', groupKind: 'council', of: HERE }),
    ]),
    kind('circle', 'place', [
      clause('joint', { kind: 'member-of', groupKind: 'joint', of: AREA_ABOVE }),
      clause('guard', { kind: 'member-of', groupKind: 'guard', of: AREA_ABOVE }),
      clause('elders', { kind: 'holds-position', positions: ['elder'], at: HERE }),
    ]),
    kind('assembly', 'region', [clause('councils', { kind: 'member-of', groupKind: 'council', of: AREAS_BELOW })]),
    kind('everybody', 'place', [clause('everybody', { kind: 'all', of: [] })]),
    kind('nobody', 'place', []),
    kind('former', 'area', [clause('everybody', { kind: 'all', of: [] })], '2024-01-01'),
  ],
}

function unit(id: UnitId, tier: TierId, parents: readonly (UnitId | UnitParent)[], validity: Partial<Unit> = {}): Unit {
  return {
    id,
    tier,
    kind: tier,
    names: [{ short: id, full: `${tier} ${id}`, ...ALWAYS }],
    aliases: [],
    codes: [],
    parents: parents.map((parent) => (typeof parent === 'string' ? { unitId: parent, ...ALWAYS } : parent)),
    successors: [],
    ...ALWAYS,
    ...validity,
  }
}

/**
 * The units of the shared rule cases, as they are around 2024-02-01.
 *
 * - region `r1`: areas `a1` (places `p11`, `p12`) and `a2` (place `p21`), and place `p0` directly below the region
 * - region `r2`: area `b1` (place `q1`)
 * - place `m1` belongs to `a1` until 2024-01-31 and to `a2` from 2024-02-01
 * - area `old` ended with 2023 (its place `p31` moved to `a1`), area `new` begins with 2025
 * - place `p13` of `a1` ended on 2024-02-01, place `p14` begins on that day
 *
 * @example
 * const tree = createUnitTree(RULE_CASE_UNITS)
 */
export const RULE_CASE_UNITS: readonly Unit[] = [
  unit('r1', 'region', []),
  unit('r2', 'region', []),
  unit('a1', 'area', ['r1']),
  unit('a2', 'area', ['r1']),
  unit('b1', 'area', ['r2']),
  unit('old', 'area', [{ unitId: 'r1', from: null, to: '2024-01-01' }], { to: '2024-01-01' }),
  unit('new', 'area', [{ unitId: 'r1', from: '2025-01-01', to: null }], { from: '2025-01-01' }),
  unit('p0', 'place', ['r1']),
  unit('p11', 'place', ['a1']),
  unit('p12', 'place', ['a1']),
  unit('p13', 'place', [{ unitId: 'a1', from: null, to: '2024-02-01' }], { to: '2024-02-01' }),
  unit('p14', 'place', [{ unitId: 'a1', from: '2024-02-01', to: null }], { from: '2024-02-01' }),
  unit('p21', 'place', ['a2']),
  unit('q1', 'place', ['b1']),
  unit('p31', 'place', [
    { unitId: 'old', from: null, to: '2024-01-01' },
    { unitId: 'a1', from: '2024-01-01', to: null },
  ]),
  unit('m1', 'place', [
    { unitId: 'a1', from: null, to: '2024-02-01' },
    { unitId: 'a2', from: '2024-02-01', to: null },
  ]),
]
