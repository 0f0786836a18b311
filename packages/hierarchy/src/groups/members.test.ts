import { describe, expect, it } from 'vitest'
import { UNITS, treeOf } from '../../test/unit-fixture.ts'
import {
  GIA_LAI_2025,
  IA_PA_2024,
  createDirectory,
  createPlan,
  expectedGroups,
  explainMember,
  groupsOfPerson,
  membersOf,
  refreshMembers,
  resolveMembers,
  updateDirectory,
  type Directory,
  type GroupReading,
  type Override,
  type Person,
} from '../index.ts'
import { agreesTo, buildPerson, holds, livesAt, representsAt } from '../testing/build-person.ts'

const PEOPLE: readonly Person[] = [
  buildPerson('chief', {
    appointments: [
      holds('commune-police-head', 'ia-trok', null, '2025-07-01'),
      holds('commune-police-head', 'ia-pa', '2025-07-01'),
    ],
  }),
  buildPerson('officer', {
    appointments: [
      holds('commune-police-officer', 'ia-trok', null, '2025-07-01'),
      holds('commune-police-officer', 'ia-pa', '2025-07-01'),
    ],
  }),
  buildPerson('in-charge', { appointments: [holds('village-officer-in-charge', 'trok')] }),
  buildPerson('kiem', {
    birth: '1970',
    appointments: [holds('village-head', 'trok'), holds('village-party-secretary', 'trok')],
    residences: [representsAt('trok')],
    consents: [agreesTo('village-group')],
  }),
  buildPerson('household', { adult: true, residences: [representsAt('trok')], consents: [agreesTo('village-group')] }),
  buildPerson('silent', { adult: true, residences: [representsAt('trok')] }),
  buildPerson('minor', { birth: '2010', residences: [representsAt('trok')], consents: [agreesTo('village-group')] }),
  buildPerson('child', { adult: true, residences: [livesAt('trok')], consents: [agreesTo('village-group')] }),
  buildPerson('chair', { appointments: [holds('district-committee-head', 'ia-pa-district')] }),
]

function directoryOn(
  asOf: string,
  options: { readonly overrides?: readonly Override[]; readonly people?: readonly Person[] } = {},
): Directory {
  const model = asOf < '2025-07-01' ? IA_PA_2024 : GIA_LAI_2025
  return createDirectory({
    model,
    units: treeOf(),
    asOf,
    people: options.people ?? PEOPLE,
    overrides: options.overrides ?? [],
  })
}

function idsIn(directory: Directory, groupId: string): string[] {
  return membersOf(resolveMembers(directory), groupId).map((m) => m.personId)
}

const override = (kind: Override['kind'], personId: string, facts: Partial<Override> = {}): Override => ({
  id: `${kind}-${personId}`,
  kind,
  groupId: 'village:trok',
  personId,
  role: 'member',
  reason: 'theo đề nghị của thôn',
  author: 'chief',
  from: '2024-01-01',
  to: '2024-03-01',
  ...facts,
})

describe('expected groups', () => {
  it('one per unit of the tier on the day; the district’s ends with its tier', () => {
    expect(expectedGroups(IA_PA_2024, treeOf(), '2024-02-01').map((g) => g.id)).toEqual([
      'commune-committee:broken',
      'commune-committee:ia-trok',
      'commune-committee:kim-tan',
      'district-committee:ia-pa-district',
      'village:blom',
      'village:trok',
    ])
    expect(expectedGroups(GIA_LAI_2025, treeOf(), '2025-07-01').map((g) => g.id)).toEqual([
      'commune-committee:ia-pa',
      'commune-committee:ia-tul',
      'province-committee:gia-lai-52',
      'village:blom',
      'village:trok',
    ])
    expect(expectedGroups(IA_PA_2024, treeOf(), '2024-02-01').find((g) => g.id === 'village:trok')?.name).toBe(
      'Bôn Trôk – Xã Ia Trok',
    )
  })
})

describe('who should be in a village group', () => {
  it('the police of the commune, the political system, and adult representatives with consent; each once with every reason', () => {
    const members = membersOf(resolveMembers(directoryOn('2024-02-01')), 'village:trok')
    expect(members.map((m) => `${m.personId} ${m.role} ${m.required}`)).toEqual([
      'chief leader true',
      'household member false',
      'in-charge deputy true',
      'kiem member true',
      'officer member true',
    ])
    expect(members.find((m) => m.personId === 'kiem')?.reasons).toEqual([
      { kind: 'rule', clause: 'political-system' },
      { kind: 'rule', clause: 'households' },
    ])
  })

  it('E4 groups that ask who is in other groups count each person once', () => {
    expect(idsIn(directoryOn('2024-02-01'), 'district-committee:ia-pa-district')).toEqual(['chair'])
  })

  it('after the merger every officer sits in every village group of the larger commune', () => {
    const directory = directoryOn('2025-07-01')
    expect(idsIn(directory, 'village:blom')).toEqual(['chief', 'officer'])
    expect(groupsOfPerson(directory, 'officer').map((g) => g.groupId)).toEqual(['village:blom', 'village:trok'])
    expect(groupsOfPerson(directory, 'chief').map((g) => `${g.groupId} ${g.role}`)).toEqual([
      'commune-committee:ia-pa member',
      'village:blom leader',
      'village:trok leader',
    ])
  })
})

describe('overrides', () => {
  it('F1 an include goes before the rules, an exclude before both', () => {
    expect(idsIn(directoryOn('2024-02-01', { overrides: [override('include', 'silent')] }), 'village:trok')).toContain(
      'silent',
    )
    const both = directoryOn('2024-02-01', {
      overrides: [override('include', 'household'), override('exclude', 'household')],
    })
    expect(idsIn(both, 'village:trok')).not.toContain('household')
    expect(explainMember(both, 'village:trok', 'household')).toMatchObject({
      wanted: false,
      overrides: [{ kind: 'include' }, { kind: 'exclude' }],
    })
  })

  it('F2 at its expiry the rule decides again', () => {
    const overrides = [override('exclude', 'household')]
    expect(idsIn(directoryOn('2024-02-29', { overrides }), 'village:trok')).not.toContain('household')
    expect(idsIn(directoryOn('2024-03-01', { overrides }), 'village:trok')).toContain('household')
  })

  it('an exclusion is the reason of the removal, in the words of its author', () => {
    const desired = resolveMembers(directoryOn('2024-02-01', { overrides: [override('exclude', 'household')] }), [
      'village:trok',
    ])
    const reading = {
      ...readingOf('village:trok', 'Bôn Trôk – Xã Ia Trok'),
      members: [
        ...membersOf(desired, 'village:trok').map((m) => ({
          personId: m.personId,
          role: m.role,
          state: 'member' as const,
        })),
        { personId: 'household', role: 'member' as const, state: 'member' as const },
      ],
    }
    expect(createPlan({ desired, actual: [reading] }).changes).toMatchObject([
      { kind: 'remove', personId: 'household', reasons: [{ kind: 'exclude', text: 'theo đề nghị của thôn' }] },
    ])
  })

  it('an include gives its role, and nobody who is not in the directory', () => {
    const overrides = [override('include', 'silent', { role: 'deputy' }), override('include', 'nobody')]
    const members = membersOf(resolveMembers(directoryOn('2024-02-01', { overrides })), 'village:trok')
    expect(members.find((m) => m.personId === 'silent')).toMatchObject({
      role: 'deputy',
      reasons: [{ kind: 'include' }],
    })
    expect(members.some((m) => m.personId === 'nobody')).toBe(false)
  })
})

describe('E8 an explanation lists every condition with its result', () => {
  const directory = directoryOn('2024-02-01')
  const clause = (personId: string, id: string): unknown =>
    explainMember(directory, 'village:trok', personId)?.clauses.find((c) => c.id === id)?.explanation

  it('for why in', () => {
    expect(explainMember(directory, 'village:trok', 'household')).toMatchObject({
      known: true,
      wanted: true,
      role: 'member',
    })
    expect(clause('household', 'households')).toMatchObject({
      holds: true,
      parts: [
        {
          rule: { kind: 'represents-household' },
          holds: true,
          findings: { wanted: ['trok'], residences: [{ unitId: 'trok', representsHousehold: true }] },
        },
        { rule: { kind: 'adult' }, holds: true },
        { rule: { kind: 'consents' }, holds: true },
      ],
    })
  })

  it('for why not in, also the conditions that do hold', () => {
    expect(explainMember(directory, 'village:trok', 'silent')).toMatchObject({ known: true, wanted: false, role: null })
    expect(clause('silent', 'households')).toMatchObject({
      holds: false,
      parts: [{ holds: true }, { holds: true }, { holds: false }],
    })
    expect(clause('officer', 'officer-in-charge')).toMatchObject({
      holds: false,
      findings: { appointments: [{ positionId: 'commune-police-officer', unitId: 'ia-trok' }] },
    })
  })

  it('for somebody unknown and for a group that is not expected', () => {
    expect(explainMember(directory, 'village:trok', 'nobody')).toMatchObject({ known: false, wanted: false })
    expect(explainMember(directory, 'village:nowhere', 'household')).toBeNull()
  })
})

describe('E1 an invalid rule freezes its groups', () => {
  it('state invalid, members untouched, other groups go on', () => {
    const model = {
      ...IA_PA_2024,
      groupKinds: IA_PA_2024.groupKinds.map((k) =>
        k.id === 'village' ? { ...k, issues: [{ code: 'rule-kind-unknown', message: 'x', path: [] }] } : k,
      ),
    }
    const directory = createDirectory({ model, units: treeOf(), asOf: '2024-02-01', people: PEOPLE })
    const desired = resolveMembers(directory)
    expect(desired.groups.get('village:trok')?.group.state).toBe('invalid')
    const reading = {
      ...readingOf('village:trok', 'x'),
      members: [{ personId: 'old', role: 'leader' as const, state: 'member' as const }],
    }
    const plan = createPlan({ desired, actual: [reading] })
    expect(plan.changes.filter((c) => c.groupId.startsWith('village:'))).toEqual([])
    expect(plan.held).toEqual([])
    expect(plan.blocked.filter((b) => b.groupId === 'village:trok')).toMatchObject([{ code: 'rule-invalid' }])
    expect(plan.changes.some((c) => c.groupId === 'district-committee:ia-pa-district')).toBe(true)
  })
})

describe('E5 an edit yields the affected groups, and refreshing them equals resolving everything', () => {
  const same = (directory: Directory, edit: Parameters<typeof updateDirectory>[1], fresh: Directory): string[] => {
    const desired = resolveMembers(directory)
    const affected = updateDirectory(directory, edit)
    refreshMembers(desired, directory, affected)
    const all = resolveMembers(fresh)
    expect([...desired.groups.keys()].sort()).toEqual([...all.groups.keys()].sort())
    for (const id of all.groups.keys()) expect(membersOf(desired, id), id).toEqual(membersOf(all, id))
    return affected
  }

  it('for an officer who is transferred', () => {
    const moved = buildPerson('officer', { appointments: [holds('commune-police-officer', 'kim-tan')] })
    const people = PEOPLE.map((p) => (p.id === 'officer' ? moved : p))
    const affected = same(directoryOn('2024-02-01'), { people: [moved] }, directoryOn('2024-02-01', { people }))
    expect(affected).toEqual(['village:blom', 'village:trok'])
  })

  it('for somebody who goes, and for overrides', () => {
    const people = PEOPLE.filter((p) => p.id !== 'kiem')
    expect(same(directoryOn('2024-02-01'), { removedPeople: ['kiem'] }, directoryOn('2024-02-01', { people }))).toEqual(
      ['village:trok'],
    )
    const overrides = [override('exclude', 'household')]
    expect(same(directoryOn('2024-02-01'), { overrides }, directoryOn('2024-02-01', { overrides }))).toEqual([
      'village:trok',
    ])
    expect(
      same(directoryOn('2024-02-01', { overrides }), { removedOverrides: overrides }, directoryOn('2024-02-01')),
    ).toEqual(['village:trok'])
  })

  it('for a village that moves to another commune', () => {
    const units = UNITS.map((u) =>
      u.id === 'trok' ? { ...u, parents: [{ unitId: 'kim-tan', from: null, to: '2025-07-01' }] } : u,
    )
    const fresh = createDirectory({ model: IA_PA_2024, units: treeOf(units), asOf: '2024-02-01', people: PEOPLE })
    const affected = same(directoryOn('2024-02-01'), { units: treeOf(units) }, fresh)
    expect(affected).toContain('village:trok')
    expect(affected).not.toContain('village:blom')
  })
})

function readingOf(groupId: string, name: string): GroupReading {
  return {
    id: 'r1',
    readAt: '2024-02-01T00:00:00Z',
    completeness: 'complete',
    externalId: `real-${groupId}`,
    groupId,
    name,
    previousNames: [],
    owner: 'us',
    archived: false,
    firstRun: false,
    capacity: null,
    members: [],
    unmatched: [],
    departures: [],
  }
}
