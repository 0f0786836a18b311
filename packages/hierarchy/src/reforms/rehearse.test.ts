import { describe, expect, it } from 'vitest'
import { BEFORE, newUnit, reformOf, REFORM_PARTS, valueOf } from '../../test/reform-fixture.ts'
import { rehearse, type Override, type Person, type Rehearsal, type RehearsalInput } from '../index.ts'
import { agreesTo, buildPerson, holds, livesAt, representsAt } from '../testing/index.ts'

const VILLAGES = { operations: [{ kind: 'merge', sources: ['blom', 'thon-1'], target: 'trok' }] }
const SPLIT = { kind: 'split', source: 'blom', targets: [{ unitId: 'trok' }, { unitId: 'tham' }] }

function rehearsalOf(
  parts: Readonly<Record<string, unknown>>,
  people: readonly Person[],
  more: Partial<RehearsalInput> = {},
): Rehearsal {
  return valueOf(rehearse({ ...BEFORE, reform: reformOf(parts), people, ...more }))
}

const villager = (id: string, unitId: string, householdId = `h-${id}`): Person =>
  buildPerson(id, {
    birth: '1980',
    residences: [{ ...representsAt(unitId), householdId }],
    consents: [agreesTo('village-group')],
  })
const officer = (id: string, unitId: string, positionId = 'commune-police-officer'): Person =>
  buildPerson(id, { appointments: [holds(positionId, unitId)] })

const codes = (rehearsal: Rehearsal): string[] => rehearsal.decisions.map(({ code }) => code)

describe('what becomes of units and groups', () => {
  const real = (groupId: string, members: number, more = {}): NonNullable<RehearsalInput['realGroups']>[number] => ({
    id: `real-${groupId}`,
    groupId,
    number: 1,
    name: groupId,
    members,
    leaders: 1,
    lastActivityOn: '2025-06-01',
    ...more,
  })
  const realGroups = [
    real('commune-committee:kim-tan', 20),
    real('commune-committee:ia-trok', 30),
    real('commune-committee:po-to', 30, { lastActivityOn: '2025-06-20' }),
    real('village:blom', 100),
    real('district-committee:d-635', 12),
  ]
  const fateOf = (rehearsal: Rehearsal, groupId: string) => {
    const found = rehearsal.groups.find((group) => group.groupId === groupId)
    return [found?.fate, found?.becomes, found?.why]
  }

  it('every unit that does not go on as it is', () => {
    const { units, counts } = rehearsalOf(REFORM_PARTS, [], {
      unitCounts: [{ unitId: 'blom', residents: 400, households: 90 }],
    })
    expect(units.map(({ unitId, fate }) => [unitId, fate])).toContainEqual(['d-635', 'ended'])
    expect(units.find(({ unitId }) => unitId === 'ia-pa')).toMatchObject({
      fate: 'created',
      name: { before: null, after: 'The new ia-pa' },
      code: { before: null, after: '24022' },
      predecessors: [{ unitId: 'chia', share: 'partial' }, {}, {}, {}],
    })
    expect(units.find(({ unitId }) => unitId === 'blom')).toMatchObject({
      fate: 'changed',
      parent: { before: 'kim-tan', after: 'ia-pa' },
      residents: 400,
    })
    expect(counts.units).toEqual({ created: 3, merged: 5, split: 1, ended: 1, 'takes-over': 0, changed: 7 })
    expect(counts.unitsKept).toBe(0)
  })

  it('the real group with most members survives, then the one in use last; somebody may choose another', () => {
    const rehearsal = rehearsalOf(REFORM_PARTS, [], { realGroups })
    expect(fateOf(rehearsal, 'commune-committee:po-to')).toEqual(['survives', 'commune-committee:ia-pa', 'activity'])
    expect(fateOf(rehearsal, 'commune-committee:kim-tan')).toEqual(['merged-into', 'commune-committee:ia-pa', null])
    expect(fateOf(rehearsal, 'village:blom')).toEqual(['renamed', 'village:blom', null])
    expect(fateOf(rehearsal, 'district-committee:d-635')).toEqual(['archived', null, null])
    expect(fateOf(rehearsal, 'commune-committee:ia-tul')).toEqual(['created', 'commune-committee:ia-tul', null])
    const groups = [{ groupId: 'commune-committee:ia-pa', survivor: 'real-commune-committee:kim-tan' }]
    const chosen = rehearsalOf({ ...REFORM_PARTS, groups }, [], { realGroups })
    expect(fateOf(chosen, 'commune-committee:kim-tan')).toEqual(['survives', 'commune-committee:ia-pa', 'chosen'])
    expect(fateOf(chosen, 'commune-committee:po-to')[0]).toBe('merged-into')
    const wrong = [{ groupId: 'commune-committee:ia-pa', survivor: 'real-village:blom' }]
    expect(rehearsalOf({ ...REFORM_PARTS, groups: wrong }, [], { realGroups })).toMatchObject({
      ready: false,
      decisions: [{ code: 'survivor-unknown', blocks: true }],
    })
  })

  it('the group of a unit that goes on stays, and takes the others in', () => {
    const rehearsal = rehearsalOf(VILLAGES, [])
    expect(fateOf(rehearsal, 'village:trok')).toEqual(['kept', 'village:trok', 'goes-on'])
    expect(fateOf(rehearsal, 'village:blom')).toEqual(['merged-into', 'village:trok', null])
  })

  it('links and posters of groups that do not go on', () => {
    const links = [
      { id: 'l1', kind: 'poster' as const, realGroupId: 'real-commune-committee:kim-tan' },
      { id: 'l2', kind: 'link' as const, realGroupId: 'real-village:blom' },
      { id: 'l3', kind: 'link' as const, realGroupId: 'real-district-committee:d-635' },
    ]
    expect(rehearsalOf(REFORM_PARTS, [], { realGroups, links }).deadLinks).toEqual([
      { ...links[0], becomes: 'commune-committee:ia-pa' },
      { ...links[2], becomes: null },
    ])
  })
})

describe('who moves', () => {
  it('from the group that is taken in to the one that goes on, and nobody else', () => {
    const people = [villager('a', 'blom'), villager('b', 'trok'), officer('o', 'kim-tan'), officer('q', 'ia-trok')]
    const { people: moves } = rehearsalOf(VILLAGES, people)
    expect(moves).toEqual([
      { personId: 'a', leaves: ['village:blom'], joins: ['village:trok'], changes: [] },
      { personId: 'o', leaves: ['village:blom', 'village:thon-1'], joins: [], changes: [] },
    ])
  })

  it('an officer of a merged commune joins every village group of the new one, and stays in the committee group that survives', () => {
    const head = officer('h', 'kim-tan', 'commune-police-head')
    const { people: moves, seats, counts } = rehearsalOf(REFORM_PARTS, [head, officer('o', 'po-to')])
    expect(moves[0]).toEqual({
      personId: 'h',
      leaves: [],
      joins: ['village:bi-yang', 'village:c-1', 'village:tham', 'village:trok'],
      changes: [],
    })
    expect(moves[1]?.joins).toEqual(['village:blom', 'village:c-1', 'village:tham', 'village:thon-1', 'village:trok'])
    expect(seats.map(({ personId, to }) => [personId, to])).toEqual([
      ['h', 'ia-pa'],
      ['o', 'ia-pa'],
    ])
    expect(counts).toMatchObject({ peopleMoved: 2, joins: 9, leaves: 0, seatsCarried: 2, seatsEnded: 0 })
  })

  it('leading seats that several bring must be filled, and their groups are told to be without a leader', () => {
    const heads = ['kim-tan', 'ia-trok'].map((unitId) => officer(`h-${unitId}`, unitId, 'commune-police-head'))
    const rehearsal = rehearsalOf(REFORM_PARTS, heads)
    expect(rehearsal.seatsToFill).toEqual([
      {
        unitId: 'ia-pa',
        positionId: 'commune-police-head',
        holders: [
          { personId: 'h-ia-trok', unitId: 'ia-trok' },
          { personId: 'h-kim-tan', unitId: 'kim-tan' },
        ],
      },
    ])
    expect(codes(rehearsal).filter((code) => code === 'seat-contested')).toHaveLength(1)
    expect(rehearsal.decisions).toContainEqual({ code: 'group-leaderless', blocks: false, groupId: 'village:blom' })
    expect(rehearsal.ready).toBe(true)
    const seats = [{ unitId: 'ia-pa', positionId: 'commune-police-head', personId: 'h-kim-tan' }]
    const named = rehearsalOf({ ...REFORM_PARTS, seats }, heads)
    expect(named.seatsToFill).toEqual([])
    expect(codes(rehearsalOf({ ...REFORM_PARTS, seats }, []))).toContain('person-unknown')
  })

  it('overrides go on: an inclusion where the person goes, an exclusion everywhere', () => {
    const override = (id: string, kind: Override['kind'], personId: string): Override => ({
      id,
      kind,
      groupId: 'village:blom',
      personId,
      role: 'member',
      reason: '',
      author: 'chief',
      from: null,
      to: null,
    })
    const overrides = [
      override('in', 'include', 'a'),
      override('out', 'exclude', 'b'),
      override('lost', 'include', 'c'),
    ]
    const people = [buildPerson('a'), villager('b', 'blom'), buildPerson('c')]
    const households = [
      { personId: 'a', unitId: 'tham' },
      { householdId: 'h-b', unitId: 'trok' },
    ]
    const rehearsal = rehearsalOf({ operations: [SPLIT], households }, people, { overrides })
    expect(rehearsal.people).toEqual([
      { personId: 'a', leaves: ['village:blom'], joins: ['village:tham'], changes: [] },
      { personId: 'c', leaves: ['village:blom'], joins: [], changes: [] },
    ])
    expect(rehearsal.decisions[0]).toEqual({
      code: 'override-undecided',
      blocks: true,
      overrideId: 'lost',
      candidates: ['village:trok', 'village:tham'],
    })
  })
})

describe('what a person must decide', () => {
  it('where the households of a split village go', () => {
    const people = [
      villager('a', 'blom', 'h'),
      { ...villager('b', 'blom', 'h'), residences: [{ ...livesAt('blom'), householdId: 'h' }] },
    ]
    const rehearsal = rehearsalOf({ operations: [SPLIT] }, people, {
      unitCounts: [{ unitId: 'blom', residents: 3, households: 1 }],
    })
    expect(rehearsal.ready).toBe(false)
    expect(rehearsal.decisions).toMatchObject([
      { code: 'household-undecided', householdId: 'h', people: ['a', 'b'], candidates: ['trok', 'tham'] },
      { code: 'residents-missing', residents: 3, given: 2 },
    ])
    const households = [
      { householdId: 'h', unitId: 'trok' },
      { householdId: 'nobody', unitId: 'tham' },
    ]
    const placed = rehearsalOf({ operations: [SPLIT], households }, people)
    expect(placed.ready).toBe(true)
    expect(codes(placed)).toEqual(['placement-unused'])
  })

  it('G4 who speaks for a household that was on both sides, or is divided', () => {
    const both = [villager('a', 'blom', 'h'), villager('b', 'thon-1', 'h')]
    expect(rehearsalOf(VILLAGES, both).decisions).toEqual([
      { code: 'representatives-several', blocks: false, unitId: 'trok', householdId: 'h', people: ['a', 'b'] },
    ])
    const divided = [
      villager('a', 'blom', 'h'),
      { ...villager('b', 'blom', 'h'), residences: [{ ...livesAt('blom'), householdId: 'h' }] },
    ]
    const households = [
      { householdId: 'h', unitId: 'trok' },
      { personId: 'b', unitId: 'tham' },
    ]
    expect(codes(rehearsalOf({ operations: [SPLIT], households }, divided))).toEqual(['representative-missing'])
  })

  it('G2 a scope over merged units is one on the result; G3 one over a split unit is asked', () => {
    const grant = (unitId: string) => ({ role: 'officer', unitId, from: null, to: null })
    const accounts = [
      { accountId: 'both', grants: [grant('kim-tan'), grant('ia-trok')] },
      { accountId: 'split', grants: [grant('chia')] },
      { accountId: 'district', grants: [grant('d-635')] },
      { accountId: 'village', grants: [grant('blom')] },
    ]
    const rehearsal = rehearsalOf(REFORM_PARTS, [], { accounts })
    const open = rehearsal.scopes.map(({ accountId, after, asked }) => [
      accountId,
      after.filter(({ to }) => to === null).map(({ unitId }) => unitId),
      asked.map(({ candidates }) => candidates),
    ])
    expect(open).toEqual([
      ['both', ['ia-pa'], []],
      ['district', [], [['ia-pa', 'ia-tul']]],
      ['split', [], [['ia-pa', 'ia-tul']]],
    ])
    expect(codes(rehearsal).filter((code) => code === 'scope-asked')).toHaveLength(2)
  })

  it('a group that grows beyond what it can hold, also where only those touched are given', () => {
    const small = {
      ...BEFORE.model,
      groupKinds: BEFORE.model.groupKinds.map((kind) => (kind.id === 'village' ? { ...kind, capacity: 3 } : kind)),
    }
    const people = [officer('o', 'ia-trok'), villager('a', 'blom'), villager('b', 'thon-1')]
    const all = [...people, villager('c', 'trok'), villager('d', 'trok')]
    const parts = [
      { groupId: 'village:trok', from: 'village:trok', members: 3 },
      { groupId: 'village:trok~2', from: 'village:blom', members: 3 },
    ]
    const expected = [{ groupId: 'village:trok', members: 5, capacity: 3, groupsNeeded: 2, parts }]
    const rehearsal = rehearsalOf(VILLAGES, all, { model: small })
    expect(rehearsal.overflow).toEqual(expected)
    const groupCounts = [{ groupId: 'village:trok', members: 3 }]
    expect(rehearsalOf(VILLAGES, people, { model: small, groupCounts }).overflow).toEqual(expected)
    // Nobody who is in a group that goes on is moved; whoever comes from another one joins where there is room.
    expect(
      rehearsal.groups.filter(({ groupId }) => groupId.startsWith('village:')).map((one) => [one.groupId, one.fate]),
    ).toContainEqual(['village:blom', 'further'])
    expect(rehearsal.people).toEqual([
      { personId: 'b', leaves: ['village:thon-1'], joins: ['village:trok~2'], changes: [] },
      { personId: 'o', leaves: [], joins: ['village:trok~2'], changes: [] },
    ])
  })

  it('as many go into a group as it can hold itself, which may be fewer or more than its kind', () => {
    const kinds = (capacity: number) => ({
      ...BEFORE.model,
      groupKinds: BEFORE.model.groupKinds.map((kind) => (kind.id === 'village' ? { ...kind, capacity } : kind)),
    })
    const people = [
      officer('o', 'ia-trok'),
      ...['a', 'b', 'c', 'd'].map((id, at) => villager(id, ['blom', 'thon-1', 'trok', 'trok'][at] ?? '')),
    ]
    const overflowOf = (ofKind: number, own: number | null) =>
      rehearsalOf(VILLAGES, people, {
        model: kinds(ofKind),
        realGroups: [
          {
            id: 'real',
            groupId: 'village:trok',
            number: 1,
            name: 'Trok',
            members: 3,
            leaders: 0,
            lastActivityOn: null,
            capacity: own,
          },
        ],
      }).overflow
    expect(overflowOf(3, 9)).toEqual([])
    expect(overflowOf(9, null)).toEqual([])
    expect(overflowOf(9, 3)).toMatchObject([{ groupId: 'village:trok', members: 5, capacity: 3, groupsNeeded: 2 }])
  })

  it('the further group of a unit goes on with it, and one more is made where there is none to take', () => {
    const small = {
      ...BEFORE.model,
      groupKinds: BEFORE.model.groupKinds.map((kind) => (kind.id === 'village' ? { ...kind, capacity: 3 } : kind)),
    }
    const people = [
      officer('o', 'ia-trok'),
      ...['a', 'b', 'c', 'd', 'e'].map((id) => villager(id, id < 'e' ? 'trok' : 'tham')),
    ]
    const parts = {
      newUnits: [newUnit('big', 'village', 'ia-trok')],
      operations: [{ kind: 'merge', sources: ['trok', 'tham'], target: 'big' }],
    }
    const realGroups = ['village:trok', 'village:trok~2'].map((groupId, at) => ({
      id: `real-${groupId}`,
      groupId,
      number: at + 1,
      name: groupId,
      members: 3,
      leaders: 0,
      lastActivityOn: null,
    }))
    const memberships = ['a', 'b', 'c', 'd'].map((personId) => ({
      personId,
      groupId: personId < 'c' ? 'village:trok' : 'village:trok~2',
    }))
    const rehearsal = rehearsalOf(parts, people, { model: small, realGroups, memberships })
    const fates = rehearsal.groups.filter(({ becomes }) => becomes?.startsWith('village:big') === true)
    expect(fates.map(({ groupId, fate, becomes }) => [groupId, fate, becomes])).toEqual([
      ['village:trok', 'survives', 'village:big'],
      ['village:trok~2', 'further', 'village:big~2'],
      ['village:big~3', 'created', 'village:big~3'],
    ])
    expect(fates.map(({ name }) => name.after)).toEqual([
      'The new big – Ia Trok',
      'The new big – Ia Trok (2)',
      'The new big – Ia Trok (3)',
    ])
    expect(rehearsal.people.map(({ personId, joins }) => [personId, joins])).toEqual([
      ['e', ['village:big~3']],
      ['o', ['village:big~3']],
    ])
  })

  it('is a plain value in a fixed order, and people may come from a generator', () => {
    const people = [villager('a', 'blom'), officer('o', 'kim-tan'), officer('h', 'ia-trok', 'commune-police-head')]
    const one = rehearsalOf(REFORM_PARTS, people)
    const other = valueOf(
      rehearse({ ...BEFORE, reform: reformOf(REFORM_PARTS), people: [...people].reverse().values() }),
    )
    expect(JSON.stringify(other)).toBe(JSON.stringify(one))
    expect(JSON.parse(JSON.stringify(one))).toEqual(one)
  })
})
