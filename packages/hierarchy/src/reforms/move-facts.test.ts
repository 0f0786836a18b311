import { describe, expect, it } from 'vitest'
import { carry, DAY, REFORM_PARTS } from '../../test/reform-fixture.ts'
import { createRelocation, followPositions, moveFacts, routeUnit } from '../index.ts'
import { buildPerson, holds, livesAt, representsAt } from '../testing/index.ts'

const VILLAGES = { operations: [{ kind: 'merge', sources: ['blom', 'thon-1'], target: 'trok' }] }
const SPLIT = { kind: 'split', source: 'blom', targets: [{ unitId: 'trok' }, { unitId: 'tham' }] }

describe('where people live', () => {
  it('goes on from the day, in the same household and with the same representative', () => {
    const { relocation } = carry(VILLAGES)
    const person = buildPerson('a', { residences: [{ ...representsAt('blom', '2020-01-01'), householdId: 'h' }] })
    const moved = moveFacts(relocation, person)
    expect(moved.person.residences).toEqual([
      { unitId: 'blom', householdId: 'h', representsHousehold: true, from: '2020-01-01', to: DAY },
      { unitId: 'trok', householdId: 'h', representsHousehold: true, from: DAY, to: null },
    ])
    expect(moved.homes).toEqual([{ personId: 'a', householdId: 'h', from: 'blom', to: 'trok' }])
    expect(moveFacts(relocation, moved.person).person).toBe(moved.person)
  })

  it('keeps a known end, and moves what begins later', () => {
    const { relocation } = carry(VILLAGES)
    const leaves = { ...livesAt('blom', null, '2025-09-01'), endReason: 'moved-away' as const }
    const person = buildPerson('a', { residences: [leaves, livesAt('thon-1', '2025-09-01')] })
    expect(moveFacts(relocation, person).person.residences).toEqual([
      livesAt('blom', null, DAY),
      { ...leaves, unitId: 'trok', from: DAY },
      { ...livesAt('thon-1', '2025-09-01'), unitId: 'trok' },
    ])
    const gone = buildPerson('b', { residences: [livesAt('blom', null, DAY)] })
    expect(moveFacts(relocation, gone).person).toBe(gone)
  })

  it('G4 a person on both sides is one afterwards, with the history of both', () => {
    const { relocation } = carry(VILLAGES)
    const at = (unitId: string, representsHousehold: boolean) => ({
      unitId,
      householdId: 'h',
      representsHousehold,
      from: null,
      to: null,
    })
    const both = buildPerson('a', { residences: [at('blom', false), at('thon-1', true)] })
    expect(moveFacts(relocation, both).person.residences).toEqual([
      { ...at('blom', false), to: DAY },
      { ...at('thon-1', true), to: DAY },
      { ...at('trok', true), from: DAY },
    ])
    const stays = buildPerson('b', { residences: [at('trok', true), at('blom', false)] })
    expect(moveFacts(relocation, stays).person.residences).toEqual([
      at('trok', true),
      { ...at('blom', false), to: DAY },
    ])
    const speaks = buildPerson('c', { residences: [at('trok', false), at('blom', true)] })
    expect(moveFacts(relocation, speaks).person.residences).toEqual([
      { ...at('trok', false), to: DAY },
      { ...at('blom', true), to: DAY },
      { ...at('trok', true), from: DAY },
    ])
  })

  it('G4 a household on both sides of a split is placed as one, a person before the household', () => {
    const households = [
      { householdId: 'h', unitId: 'trok' },
      { personId: 'b', unitId: 'tham' },
    ]
    const { relocation } = carry({ operations: [SPLIT], households })
    const home = { ...livesAt('blom'), householdId: 'h' }
    const unitOf = (id: string) => moveFacts(relocation, buildPerson(id, { residences: [home] })).person.residences[1]
    expect(unitOf('a')).toMatchObject({ unitId: 'trok', householdId: 'h' })
    expect(unitOf('b')).toMatchObject({ unitId: 'tham', householdId: 'h' })
  })

  it('whoever nobody placed goes to the rest, or stays until somebody decides', () => {
    const person = buildPerson('a', { residences: [livesAt('blom')], appointments: [holds('village-head', 'blom')] })
    const rest = moveFacts(carry({ operations: [{ ...SPLIT, rest: 'tham' }] }).relocation, person)
    expect(rest.person.residences[1]?.unitId).toBe('tham')
    expect(rest.person.appointments[1]?.unitId).toBe('tham')
    const undecided = moveFacts(carry({ operations: [SPLIT] }).relocation, person)
    expect(undecided.person).toBe(person)
    expect(undecided.undecided.map(({ code, candidates }) => [code, candidates])).toEqual([
      ['appointment-undecided', ['trok', 'tham']],
      ['residence-undecided', ['trok', 'tham']],
    ])
    const ended = moveFacts(carry({ operations: [{ kind: 'end', unitId: 'blom' }] }).relocation, person)
    expect(ended.undecided).toMatchObject([{ code: 'residence-undecided', candidates: [] }])
    expect(ended.seats).toMatchObject([{ to: null, why: 'unit-ended' }])
  })
})

describe('which seats carry', () => {
  const police = (id: string, unitId: string, positionId = 'commune-police-head') =>
    buildPerson(id, { appointments: [holds(positionId, unitId, '2024-01-01')] })
  const people = [
    police('a', 'kim-tan'),
    police('b', 'ia-trok'),
    police('c', 'kim-tan', 'commune-police-officer'),
    police('d', 'po-to', 'commune-committee-standing-deputy'),
    police('e', 'd-635', 'district-committee-head'),
  ]

  it('a seat that one unit brings goes on; a leading one that several bring is contested', () => {
    const { relocation } = carry(REFORM_PARTS, people)
    expect(relocation.contested).toEqual([
      { unitId: 'ia-pa', positionId: 'commune-police-head', sources: ['ia-trok', 'kim-tan'] },
    ])
    const moved = people.map((person) => moveFacts(relocation, person))
    expect(moved.flatMap(({ seats }) => seats.map(({ personId, to, why }) => [personId, to, why]))).toEqual([
      ['a', null, 'contested'],
      ['b', null, 'contested'],
      ['c', 'ia-pa', 'carried'],
      ['d', 'ia-pa', 'carried'],
      ['e', null, 'unit-ended'],
    ])
    expect(moved[0]?.person.appointments).toEqual([holds('commune-police-head', 'kim-tan', '2024-01-01', DAY)])
    expect(moved[2]?.person.appointments[1]).toEqual(holds('commune-police-officer', 'ia-pa', DAY))
  })

  it('`seats` says who holds it, also somebody from elsewhere', () => {
    const seats = [
      { unitId: 'ia-pa', positionId: 'commune-police-head', personId: 'b' },
      { unitId: 'ia-pa', positionId: 'commune-police-deputy-head', personId: 'a' },
    ]
    const { relocation } = carry({ ...REFORM_PARTS, seats }, people)
    const [a, b] = people.map((person) => moveFacts(relocation, person))
    expect(a?.seats.map(({ positionId, why }) => [positionId, why])).toEqual([
      ['commune-police-head', 'given-to-another'],
      ['commune-police-deputy-head', 'named'],
    ])
    expect(b?.person.appointments).toEqual([
      holds('commune-police-head', 'ia-trok', '2024-01-01', DAY),
      holds('commune-police-head', 'ia-pa', DAY),
    ])
    for (const moved of [a, b]) expect(moved && moveFacts(relocation, moved.person).person).toBe(moved?.person)
  })

  it('at a unit that goes on its own holder stays, unless somebody else is named', () => {
    const into = { operations: [{ kind: 'merge', sources: ['kim-tan'], target: 'ia-trok' }] }
    const { relocation } = carry(into, people)
    expect(relocation.contested).toMatchObject([{ sources: ['ia-trok', 'kim-tan'] }])
    const [a, b] = people.map((person) => moveFacts(relocation, person))
    expect(a?.seats).toMatchObject([{ why: 'contested' }])
    expect(b?.person).toBe(people[1])
    const seats = [{ unitId: 'ia-trok', positionId: 'commune-police-head', personId: 'a' }]
    const named = carry({ ...into, seats }, people).relocation
    expect(moveFacts(named, people[1]!).seats).toMatchObject([{ to: null, why: 'given-to-another' }])
    expect(moveFacts(named, people[0]!).seats).toMatchObject([{ to: 'ia-trok', why: 'named' }])
  })

  it('one person who holds it on both sides goes on, as one', () => {
    const officer = buildPerson('a', {
      appointments: [holds('village-officer-in-charge', 'blom'), holds('village-officer-in-charge', 'thon-1')],
    })
    const { relocation } = carry(VILLAGES, [officer])
    expect(relocation.contested).toEqual([])
    expect(moveFacts(relocation, officer).person.appointments).toEqual([
      holds('village-officer-in-charge', 'blom', null, DAY),
      holds('village-officer-in-charge', 'thon-1', null, DAY),
      holds('village-officer-in-charge', 'trok', DAY),
    ])
  })

  it('a seat that begins with the reform and follows a position is held from its day on, not before', () => {
    const seat = {
      id: 'council-seat',
      name: { vi: 'Ủy viên', en: 'Member' },
      tier: 'commune',
      body: 'commune-steering-committee',
      aliases: [],
      exOfficio: 'commune-police-officer',
    }
    const { relocation } = carry({ ...REFORM_PARTS, model: { positions: [seat] } }, people)
    expect(moveFacts(relocation, police('o', 'kim-tan', 'commune-police-officer')).person.appointments).toEqual([
      holds('commune-police-officer', 'kim-tan', '2024-01-01', DAY),
      holds('commune-police-officer', 'ia-pa', DAY),
      holds('council-seat', 'ia-pa', DAY),
    ])
    const early = buildPerson('e', { appointments: [holds('commune-police-officer', 'chia', '2024-01-01')] })
    const stays = carry({ operations: [{ kind: 'end', unitId: 'blom' }], model: { positions: [seat] } })
    expect(followPositions(stays.model, early).appointments).toContainEqual(holds('council-seat', 'chia', DAY))
    expect(moveFacts(stays.relocation, early).person.appointments).toContainEqual(holds('council-seat', 'chia', DAY))
  })

  it('G6 decides alike in a later batch, when others have been moved already, from the seats kept as contested', () => {
    const { relocation, reform, model, tree } = carry(REFORM_PARTS, people)
    const [first, second] = people
    const done = first === undefined ? [] : [moveFacts(relocation, first).person]
    const contested = JSON.parse(JSON.stringify(relocation.contested)) as typeof relocation.contested
    const resumed = createRelocation({ reform, model, tree, people: done, contested })
    expect(second && moveFacts(resumed, second)).toEqual(second && moveFacts(relocation, second))
  })
})

describe('G7 what a device recorded for a unit that has ended meanwhile', () => {
  it('is led on by lineage, or asked where the unit was split; never refused', () => {
    const { tree } = carry()
    expect(routeUnit(tree, 'kim-tan', DAY)).toEqual({ kind: 'moved', unitId: 'ia-pa', from: 'kim-tan' })
    expect(routeUnit(tree, 'chia', DAY)).toEqual({ kind: 'ask', candidates: ['ia-pa', 'ia-tul'] })
    expect(routeUnit(tree, 'd-635', DAY)).toEqual({ kind: 'ask', candidates: [] })
    expect(routeUnit(tree, 'blom', DAY)).toEqual({ kind: 'here', unitId: 'blom' })
  })
})
