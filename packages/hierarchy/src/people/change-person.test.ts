import { describe, expect, it } from 'vitest'
import { IA_PA_2024 } from '../presets/ia-pa-2024.ts'
import { buildPerson, holds, livesAt, representsAt } from '../testing/build-person.ts'
import type { Unit } from '../units/unit.ts'
import { createUnitTree } from '../units/unit-tree.ts'
import { changePerson, type ChangeWorld, type PersonChange } from './change-person.ts'
import { followPositions } from './ex-officio.ts'
import { handOver } from './hand-over.ts'
import { moveHousehold, passRepresentation } from './household.ts'
import { likelySame } from './likely-same.ts'
import type { Person } from './person.ts'

const unit = (id: string, tier: string, to: string | null = null): Unit => ({
  id,
  tier,
  kind: tier,
  names: [{ short: id, full: id, from: null, to }],
  aliases: [],
  codes: [],
  parents: [],
  successors: [],
  from: null,
  to,
})
const tree = createUnitTree([
  unit('c1', 'commune'),
  unit('v1', 'village'),
  unit('v2', 'village'),
  unit('old', 'village', '2020-01-01'),
])
if (!tree.ok) throw new Error('the units are right')
const WORLD: ChangeWorld = { model: IA_PA_2024, tree: tree.value, today: '2024-02-01' }
// A model in which the head of the police sits on the steering committee by virtue of it.
const BOUND: ChangeWorld = {
  ...WORLD,
  model: {
    ...IA_PA_2024,
    positions: IA_PA_2024.positions.map((position) =>
      position.id === 'commune-committee-deputy' ? { ...position, exOfficio: 'commune-police-head' } : position,
    ),
  },
}

const after = (person: Person, changes: readonly PersonChange[], world = WORLD): Person => {
  const result = changePerson(person, changes, world)
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value
}
const codes = (person: Person, changes: readonly PersonChange[], world = WORLD) => {
  const result = changePerson(person, changes, world)
  return result.ok ? [] : result.issues.map(({ code, path }) => [code, ...path].join(' '))
}

const HOME = { unitId: 'v2', householdId: 'h2', representsHousehold: true }

describe('a change of a person', () => {
  const person = buildPerson('p', {
    residences: [livesAt('v1', '2020-01-01')],
    appointments: [holds('village-head', 'v1', '2021-01-01')],
    phones: [{ number: '+84900000001', from: null, to: null }],
    consents: [{ purposeId: 'village-group', from: '2023-01-01', to: null }],
  })

  it('sets what is given and leaves the rest', () => {
    expect(after(person, [{ kind: 'set', name: 'Siu Klon', proxyId: 'q' }])).toEqual({
      ...person,
      name: 'Siu Klon',
      proxyId: 'q',
    })
    expect(after({ ...person, proxyId: 'q' }, [{ kind: 'set', proxyId: null }])).toEqual(person)
    expect(codes(person, [{ kind: 'set', proxyId: 'p' }])).toEqual(['proxy-self 0 proxyId'])
    for (const birth of ['2025', '2024-03', '2024-02-02'])
      expect(codes(person, [{ kind: 'set', birth }])).toEqual(['birth-future 0 birth'])
    expect(codes(person, [{ kind: 'set', birth: '2024' }])).toEqual([])
  })

  it('moves on a day, and again on the same day instead', () => {
    const moved = after(person, [{ kind: 'move', ...HOME, from: '2024-01-15' }])
    expect(moved.residences).toEqual([
      livesAt('v1', '2020-01-01', '2024-01-15'),
      { ...HOME, from: '2024-01-15', to: null },
    ])
    const corrected = after(moved, [{ kind: 'move', ...HOME, householdId: 'h3', from: '2024-01-15' }])
    expect(corrected.residences.at(-1)).toEqual({ ...HOME, householdId: 'h3', from: '2024-01-15', to: null })
    expect(corrected.residences).toHaveLength(2)
    expect(codes(moved, [{ kind: 'move', ...HOME, from: '2024-02-01' }])).toEqual(['already-lives-there 0 unitId'])
    expect(codes(person, [{ kind: 'move', ...HOME, unitId: 'old', from: '2024-02-01' }])).toEqual([
      'unit-not-on-day 0 unitId',
    ])
    expect(codes(person, [{ kind: 'move', ...HOME, unitId: 'x', from: '2024-02-01' }])).toEqual([
      'unit-unknown 0 unitId',
    ])
  })

  it('who moved away keeps their facts, who died ends them all; a death does not lie ahead', () => {
    const gone = after(person, [{ kind: 'leave', why: 'moved-away', on: '2024-02-01' }])
    expect(gone.residences).toEqual([{ ...livesAt('v1', '2020-01-01', '2024-02-01'), endReason: 'moved-away' }])
    expect(gone.phones).toEqual(person.phones)
    const died = after(person, [{ kind: 'leave', why: 'died', on: '2024-01-20' }])
    expect([...died.residences, ...died.appointments, ...died.phones, ...died.consents].map(({ to }) => to)).toEqual(
      Array.from({ length: 4 }, () => '2024-01-20'),
    )
    expect(codes(person, [{ kind: 'leave', why: 'died', on: '2024-02-02' }])).toEqual(['day-future 0 on'])
    expect(codes(gone, [{ kind: 'leave', why: 'moved-away', on: '2024-02-05' }])).toEqual(['lives-nowhere 0 on'])
  })

  it('appoints where the position is, once at a time', () => {
    const seat = { kind: 'appoint', positionId: 'village-head', unitId: 'v1', from: '2024-02-01' } as const
    expect(codes(person, [seat])).toEqual(['already-holds 0 positionId'])
    expect(codes(person, [{ ...seat, unitId: 'c1' }])).toEqual(['position-not-here 0 positionId'])
    expect(codes(person, [{ ...seat, positionId: 'x' }])).toEqual(['position-unknown 0 positionId'])
    const ended: PersonChange = { kind: 'end', fact: 'appointments', index: 0, on: '2024-02-01' }
    expect(after(person, [ended, seat]).appointments).toEqual([
      holds('village-head', 'v1', '2021-01-01', '2024-02-01'),
      holds('village-head', 'v1', '2024-02-01'),
    ])
  })

  it('ends a fact on a day and takes back what was never true', () => {
    expect(codes(person, [{ kind: 'end', fact: 'appointments', index: 0, on: '2021-01-01' }])).toEqual([
      'interval-empty 0 on',
    ])
    expect(codes(person, [{ kind: 'end', fact: 'phones', index: 1, on: '2024-02-01' }])).toEqual([
      'fact-unknown 0 index',
    ])
    expect(after(person, [{ kind: 'end', fact: 'phones', index: 0, on: '2024-02-01' }]).phones[0]?.to).toBe(
      '2024-02-01',
    )
    expect(after(person, [{ kind: 'remove', fact: 'phones', index: 0 }]).phones).toEqual([])
    expect(codes(person, [{ kind: 'add-phone', number: '+84900000001', from: '2024-02-01' }])).toEqual([
      'phone-known 0 number',
    ])
  })

  it('takes days that people mean, and names every change that is wrong', () => {
    expect(
      codes(person, [
        { kind: 'add-phone', number: '+84900000002', from: '2024-02-30' },
        { kind: 'add-phone', number: '+84900000002', from: '0204-02-01' },
        { kind: 'add-phone', number: '+84900000002', from: '2042-02-01' },
        { kind: 'add-phone', number: '+84900000002', from: '2024-06-01' },
      ]),
    ).toEqual(['day-invalid 0 from', 'day-too-early 1 from', 'day-too-late 2 from'])
  })
})

describe('a household', () => {
  const home = (represents: boolean) => ({ ...(represents ? representsAt : livesAt)('v1'), householdId: 'h' })
  const old = buildPerson('old', { residences: [home(true)] })
  const young = buildPerson('young', { residences: [home(false)] })
  const other = buildPerson('other', { residences: [livesAt('v1')] })

  it('has one representative at a time', () => {
    const result = passRepresentation([old, young, other], 'h', 'young', '2024-02-01', WORLD)
    expect(result.ok && result.value.map(({ id, residences }) => [id, residences.at(-1)?.representsHousehold])).toEqual(
      [
        ['old', false],
        ['young', true],
      ],
    )
    expect(passRepresentation([old, young, other], 'h', 'other', '2024-02-01', WORLD)).toMatchObject({
      issues: [{ code: 'not-in-household' }],
    })
  })

  it('moves as one', () => {
    const result = moveHousehold([old, young, other], 'h', 'v2', '2024-02-01', WORLD)
    expect(result.ok && result.value.map(({ id, residences }) => [id, residences.at(-1)?.unitId])).toEqual([
      ['old', 'v2'],
      ['young', 'v2'],
    ])
  })
})

describe('a seat', () => {
  const chief = buildPerson('chief', { appointments: [holds('commune-police-head', 'c1', '2020-01-01')] })
  const next = buildPerson('next')
  const seat = { positionId: 'commune-police-head', unitId: 'c1' }

  it('passes on a day without a gap', () => {
    expect(handOver(chief, next, seat, '2024-03-01', WORLD)).toMatchObject({
      value: {
        holder: { appointments: [{ to: '2024-03-01' }] },
        successor: { appointments: [{ ...seat, from: '2024-03-01', to: null }] },
      },
    })
    expect(handOver(next, chief, seat, '2024-03-01', WORLD)).toMatchObject({ issues: [{ code: 'not-the-holder' }] })
    expect(handOver(chief, chief, seat, '2024-03-01', WORLD)).toMatchObject({ issues: [{ code: 'same-person' }] })
  })

  it('that follows a position goes where the position goes, and is given to nobody by hand', () => {
    const bound = followPositions(BOUND.model, chief)
    expect(bound.appointments).toEqual([...chief.appointments, holds('commune-committee-deputy', 'c1', '2020-01-01')])
    expect(followPositions(BOUND.model, bound)).toBe(bound)
    expect(followPositions(WORLD.model, chief)).toBe(chief)
    const passed = handOver(bound, next, seat, '2024-03-01', BOUND)
    expect(passed.ok && passed.value.holder.appointments.map(({ to }) => to)).toEqual(['2024-03-01', '2024-03-01'])
    expect(passed.ok && passed.value.successor.appointments.map(({ positionId }) => positionId)).toEqual([
      'commune-police-head',
      'commune-committee-deputy',
    ])
    expect(
      codes(
        next,
        [{ kind: 'appoint', positionId: 'commune-committee-deputy', unitId: 'c1', from: '2024-02-01' }],
        BOUND,
      ),
    ).toEqual(['seat-follows-position 0 positionId'])
    expect(codes(bound, [{ kind: 'remove', fact: 'appointments', index: 1 }], BOUND)).toEqual([
      'seat-follows-position 0 index',
    ])
  })
})

describe('a newcomer', () => {
  const phones = [{ number: '+84900000001', from: null, to: null }]
  const klon = buildPerson('klon', { name: 'Siu Klon', birth: '1960-03-01', residences: [livesAt('v1')], phones })
  const wife = buildPerson('wife', { name: 'Nay Groanh', residences: [livesAt('v1')], phones })
  const newcomer = { name: 'SIU KLƠN', birth: null, phones: ['+84900000001'], unitId: 'v1' }

  it('may be somebody of the same name with something beside it; never a relative with the same phone', () => {
    expect(likelySame(newcomer, [wife, klon])).toEqual([{ person: klon, evidence: ['name', 'phone', 'unit'] }])
    expect(likelySame({ ...newcomer, birth: '1960' }, [klon])[0]?.evidence).toContain('birth')
    expect(likelySame({ ...newcomer, birth: '1985' }, [klon])).toEqual([])
    expect(likelySame({ ...newcomer, phones: [], unitId: 'v2' }, [klon])).toEqual([])
  })
})
