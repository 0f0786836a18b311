import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { handoverGroups } from '../groups/handover-groups.ts'
import { isValidOn, type Day } from '../interval.ts'
import { IA_PA_2024 } from '../presets/ia-pa-2024.ts'
import { buildPerson, holds } from '../testing/build-person.ts'
import { buildUnit } from '../testing/build-unit.ts'
import { createUnitTree } from '../units/unit-tree.ts'
import type { ChangeWorld } from './change-person.ts'
import { followPositions } from './ex-officio.ts'
import { handoverEffect, takeBack, type Handover, type HandoverLine, type SeatFuture } from './handover.ts'
import { judgeHandover } from './judge-handover.ts'
import type { Person } from './person.ts'

const tree = createUnitTree([
  buildUnit('c1', 'commune', 'c1', null),
  buildUnit('c2', 'commune', 'c2', null),
  buildUnit('v1', 'village', 'v1', 'c1'),
  buildUnit('v2', 'village', 'v2', 'c2'),
])
if (!tree.ok) throw new Error('the units are right')
const WORLD: ChangeWorld = { model: IA_PA_2024, tree: tree.value, today: '2024-02-01' }
const ON = '2024-03-01'
const HEAD = 'commune-police-head'
const OFFICER = 'commune-police-officer'

const peopleOf = (...people: readonly Person[]) => new Map(people.map((person) => [person.id, person]))
const head = buildPerson('head', { appointments: [holds(HEAD, 'c1', '2022-01-01')] })
const other = buildPerson('other', { appointments: [holds(OFFICER, 'c1', '2022-01-01')] })
const far = buildPerson('far', { appointments: [holds(HEAD, 'c2', '2023-01-01')] })
const PEOPLE = peopleOf(head, other, far)

const line = (facts: Partial<HandoverLine>): HandoverLine => ({
  kind: 'transfer',
  personId: 'head',
  until: null,
  ends: [{ positionId: HEAD, unitId: 'c1', next: { kind: 'successor', personId: 'other' } }],
  begins: [],
  ...facts,
})
const next = (future: SeatFuture): Pick<HandoverLine, 'ends'> => ({
  ends: [{ positionId: HEAD, unitId: 'c1', next: future }],
})
const judge = (handover: Handover, people = PEOPLE, world = WORLD) => judgeHandover(handover, people, world)
const codes = (...lines: readonly HandoverLine[]): string[] => {
  const result = judge({ on: ON, lines })
  return result.ok ? [] : result.issues.map(({ code, path }) => `${code} ${path.join('.')}`)
}
const seatsAfter = (handover: Handover, people = PEOPLE, world = WORLD) => {
  const result = judge(handover, people, world)
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return Object.fromEntries(
    result.value.map(({ id, appointments }) => [
      id,
      appointments.map(({ positionId, unitId, from, to }) => `${positionId} ${unitId} ${from ?? ''}–${to ?? ''}`),
    ]),
  )
}

describe('a handover', () => {
  it('is a transfer: the seat passes on, and another one begins', () => {
    const begins = [{ positionId: OFFICER, unitId: 'c2', beside: false }]
    expect(seatsAfter({ on: ON, lines: [line({ begins })] })).toEqual({
      head: [`${HEAD} c1 2022-01-01–${ON}`, `${OFFICER} c2 ${ON}–`],
      other: [`${OFFICER} c1 2022-01-01–`, `${HEAD} c1 ${ON}–`],
    })
  })

  it('is a leave: somebody acts, and the seat comes back by itself', () => {
    const acting = next({ kind: 'acting', personId: 'other', until: null })
    expect(seatsAfter({ on: ON, lines: [line({ kind: 'leave', until: '2024-06-01', ...acting })] })).toEqual({
      head: [`${HEAD} c1 2022-01-01–${ON}`, `${HEAD} c1 2024-06-01–`],
      other: [`${OFFICER} c1 2022-01-01–`, `${HEAD} c1 ${ON}–2024-06-01`],
    })
  })

  it('is a death: homes and every seat end, and nothing is forgotten', () => {
    const person = buildPerson('head', {
      residences: [{ unitId: 'v1', householdId: 'h', representsHousehold: true, from: null, to: null }],
      appointments: [holds(HEAD, 'c1', '2022-01-01'), holds('village-head', 'v1', '2022-01-01')],
    })
    const died = (lines: readonly HandoverLine[]) => judge({ on: '2024-01-31', lines }, peopleOf(person, other))
    expect(died([line({ kind: 'death' })])).toMatchObject({
      issues: [{ code: 'seat-undecided', data: { positionId: 'village-head' } }],
    })
    const vacant = { positionId: 'village-head', unitId: 'v1', next: { kind: 'vacant', accepted: true } } as const
    expect(died([line({ kind: 'death', ends: [...line({}).ends, vacant] })])).toMatchObject({
      value: [{ id: 'head', residences: [{ to: '2024-01-31', endReason: 'died' }] }, { id: 'other' }],
    })
    expect(codes(line({ kind: 'death' }))).toEqual(['day-future lines.0.on.on'])
  })

  it('is one of several officers: two change places', () => {
    const swap: Handover = {
      on: ON,
      lines: [
        line({ ends: [{ positionId: HEAD, unitId: 'c1', next: { kind: 'successor', personId: 'far' } }] }),
        line({
          personId: 'far',
          ends: [{ positionId: HEAD, unitId: 'c2', next: { kind: 'successor', personId: 'head' } }],
        }),
      ],
    }
    expect(seatsAfter(swap)).toEqual({
      head: [`${HEAD} c1 2022-01-01–${ON}`, `${HEAD} c2 ${ON}–`],
      far: [`${HEAD} c2 2023-01-01–${ON}`, `${HEAD} c1 ${ON}–`],
    })
  })

  it('is taken back whole, and not where somebody has changed what it gave', () => {
    const result = judge({ on: ON, lines: [line({})] })
    if (!result.ok) throw new Error('it is right')
    for (const after of result.value) {
      const before = PEOPLE.get(after.id)
      if (before === undefined) throw new Error('only these are changed')
      const effect = handoverEffect(before, after)
      expect(takeBack(after, effect)?.appointments).toEqual(before.appointments)
      expect(takeBack(before, effect)).toBeNull()
    }
  })

  it('says everything that stands in its way', () => {
    expect(codes()).toEqual(['handover-empty lines'])
    expect(codes(line({ personId: 'nobody' }))).toEqual(['person-unknown lines.0.personId'])
    expect(codes(line({ personId: 'far' }))).toEqual(['not-the-holder lines.0.ends.0'])
    expect(codes(line(next({ kind: 'successor', personId: 'head' })))).toEqual([
      'same-person lines.0.ends.0.next.personId',
    ])
    expect(codes(line(next({ kind: 'vacant', accepted: false })))).toEqual(['seat-leads-group lines.0.ends.0'])
    expect(codes(line(next({ kind: 'vacant', accepted: true })))).toEqual([])
    expect(codes(line({ kind: 'leave', until: null }))).toEqual([
      'leave-end-missing lines.0.until',
      'leave-comes-back lines.0.ends.0',
    ])
    expect(codes(line(next({ kind: 'acting', personId: 'other', until: ON })))).toContain(
      'acting-end-early lines.0.ends.0.next.until',
    )
    expect(codes(line({ begins: [{ positionId: HEAD, unitId: 'c2', beside: false }] }))).toEqual([
      'seat-held lines.0.begins.0',
    ])
    expect(codes(line({ begins: [{ positionId: HEAD, unitId: 'c2', beside: true }] }))).toEqual([])
    // Where several people hold a position as a rule, nobody has to say so.
    expect(codes(line({ begins: [{ positionId: OFFICER, unitId: 'c1', beside: false }] }))).toEqual([])
    expect(codes(line({}), line({ personId: 'other', kind: 'retirement', ends: [] }))).toEqual([
      'successor-leaves lines.0.ends.0.next.personId',
    ])
    expect(codes(line({ begins: [{ positionId: 'village-head', unitId: 'c2', beside: false }] }))).toEqual([
      'position-not-here lines.0.begins.0.positionId',
    ])
    const early = judge({ on: '2021-12-31', lines: [line({})] })
    expect(early).toMatchObject({ issues: [{ code: 'seat-begins-later' }] })
    const promised = buildPerson('promised', { appointments: [holds(HEAD, 'c1', '2024-05-01')] })
    const people = peopleOf(head, other, promised)
    expect(judge({ on: ON, lines: [line({})] }, people)).toMatchObject({ issues: [{ code: 'seat-promised' }] })
    // Acting until the successor comes.
    const acting = line(next({ kind: 'acting', personId: 'other', until: null }))
    expect(seatsAfter({ on: ON, lines: [acting] }, people)['other']?.at(-1)).toBe(`${HEAD} c1 ${ON}–2024-05-01`)
  })

  it('brings the seats along that follow a position, and never touches them otherwise', () => {
    const model = {
      ...IA_PA_2024,
      positions: IA_PA_2024.positions.map((position) =>
        position.id === 'commune-committee-deputy' ? { ...position, exOfficio: HEAD } : position,
      ),
    }
    const bound = { ...WORLD, model }
    const people = peopleOf(followPositions(model, head), other)
    expect(seatsAfter({ on: ON, lines: [line({})] }, people, bound)['other']).toContain(
      `commune-committee-deputy c1 ${ON}–`,
    )
    const seat = line({ ends: [{ ...line({}).ends[0]!, positionId: 'commune-committee-deputy' }] })
    expect(judge({ on: ON, lines: [seat] }, people, bound)).toMatchObject({
      issues: [{ code: 'seat-follows-position' }, { code: 'seat-follows-position' }],
    })
  })
})

describe('D14 what a handover means for groups', () => {
  const groups = (handover: Handover) => {
    const result = judge(handover)
    if (!result.ok) throw new Error(JSON.stringify(result.issues))
    return handoverGroups({
      model: IA_PA_2024,
      units: tree.value,
      asOf: ON,
      people: [...PEOPLE.values()],
      changed: result.value,
      overrides: [],
    })
  }

  it('names whoever comes to lead first, and whoever leaves last', () => {
    expect(groups({ on: ON, lines: [line({})] }).find(({ groupId }) => groupId === 'village:v1')).toEqual({
      groupId: 'village:v1',
      groupName: 'v1 – c1',
      people: [
        { personId: 'other', before: 'member', after: 'leader' },
        { personId: 'head', before: 'leader', after: null },
      ],
      leadersBefore: ['head'],
      leadersAfter: ['other'],
    })
  })

  it('shows groups that nobody would lead', () => {
    const turns = groups({ on: ON, lines: [line(next({ kind: 'vacant', accepted: true }))] })
    expect(turns.find(({ groupId }) => groupId === 'village:v1')?.leadersAfter).toEqual([])
  })
})

describe('any handover', () => {
  const UNITS = ['c1', 'c2'] as const
  const POSITIONS = [HEAD, 'commune-police-deputy-head'] as const
  const IDS = ['a', 'b', 'c', 'd', 'e', 'f'] as const
  const SEATS = UNITS.flatMap((unitId) => POSITIONS.map((positionId) => ({ unitId, positionId })))
  // Four seats, a holder each; two people have none.
  const officers = peopleOf(
    ...IDS.map((id, at) => {
      const seat = SEATS[at]
      return buildPerson(id, {
        appointments: seat === undefined ? [] : [holds(seat.positionId, seat.unitId, '2022-01-01')],
      })
    }),
  )
  const future: fc.Arbitrary<SeatFuture> = fc.oneof(
    fc.record({ kind: fc.constant('successor' as const), personId: fc.constantFrom(...IDS) }),
    fc.record({
      kind: fc.constant('acting' as const),
      personId: fc.constantFrom(...IDS),
      until: fc.constantFrom(null, '2024-04-01'),
    }),
    fc.record({ kind: fc.constant('vacant' as const), accepted: fc.boolean() }),
  )
  const lines = fc.uniqueArray(
    fc.record({
      kind: fc.constantFrom('transfer' as const, 'retirement' as const, 'leave' as const),
      holder: fc.integer({ min: 0, max: 3 }),
      future,
      begins: fc.option(fc.constantFrom(...SEATS), { nil: null }),
    }),
    { minLength: 1, maxLength: 4, selector: ({ holder }) => holder },
  )
  const holders = (people: ReadonlyMap<string, Person>, seat: (typeof SEATS)[number], day: Day): number =>
    [...people.values()].flatMap(({ appointments }) =>
      appointments.filter(
        (one) => one.unitId === seat.unitId && one.positionId === seat.positionId && isValidOn(one, day),
      ),
    ).length

  it('never has a seat held twice, nor empty unless somebody said so', () => {
    let accepted = 0
    fc.assert(
      fc.property(lines, (drawn) => {
        const handover: Handover = {
          on: ON,
          lines: drawn.map(({ kind, holder, future: follows, begins }) => ({
            kind,
            personId: IDS[holder] ?? 'a',
            until: kind === 'leave' ? '2024-06-01' : null,
            ends: [{ ...(SEATS[holder] ?? SEATS[0]!), next: follows }],
            begins: kind === 'transfer' && begins !== null ? [{ ...begins, beside: false }] : [],
          })),
        }
        const result = judge(handover, officers)
        if (!result.ok) return
        accepted++
        const after = new Map([...officers, ...result.value.map((person) => [person.id, person] as const)])
        for (const seat of SEATS)
          for (const day of ['2024-02-29', ON, '2024-03-31', '2024-04-01', '2024-05-31', '2024-06-01', '2025-01-01']) {
            const said = handover.lines
              .flatMap(({ ends }) => ends)
              .filter((one) => one.unitId === seat.unitId && one.positionId === seat.positionId)
            const mayBeEmpty = said.some(({ next: { kind } }) => kind !== 'successor') && day >= ON
            const count = holders(after, seat, day)
            expect(count).toBeLessThanOrEqual(1)
            if (!mayBeEmpty) expect(count).toBe(1)
          }
        for (const person of result.value) {
          const effect = handoverEffect(officers.get(person.id) ?? person, person)
          expect(new Set(takeBack(person, effect)?.appointments)).toEqual(
            new Set(officers.get(person.id)?.appointments),
          )
        }
      }),
      { numRuns: 500 },
    )
    expect(accepted).toBeGreaterThan(50)
  })
})
