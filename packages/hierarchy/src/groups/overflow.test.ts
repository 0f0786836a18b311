import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  assignOverflow,
  capacityLevel,
  type Overflow,
  type OverflowGroup,
  type OverflowInput,
  type OverflowPerson,
} from '../index.ts'

const person = (personId: string, householdId: string | null, rest: Partial<OverflowPerson> = {}): OverflowPerson => ({
  personId,
  householdId,
  role: 'member',
  required: false,
  ...rest,
})
const head = person('head', null, { role: 'leader', required: true })
const group = (members: readonly string[], rest: Partial<OverflowGroup> = {}): OverflowGroup => ({
  capacity: 5,
  members,
  others: 0,
  ...rest,
})

function assigned(input: Partial<OverflowInput>): Overflow {
  const result = assignOverflow({ people: [], groups: [], capacity: 5, ...input })
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value
}
const membersIn = (input: Partial<OverflowInput>) => assigned(input).groups.map((one) => one.members.join(' '))

describe('dividing people among groups', () => {
  it('leaders and required members are in each group, households in one', () => {
    const people = [head, person('a1', 'a'), person('a2', 'a'), person('b1', 'b'), person('b2', 'b'), person('b3', 'b')]
    expect(membersIn({ people })).toEqual(['a1 a2 head', 'b1 b2 b3 head'])
  })

  it('nobody who is in a group is moved, and the household follows where there is room', () => {
    const people = [head, person('a1', 'a'), person('b1', 'b'), person('b2', 'b'), person('c1', 'c')]
    const groups = [group(['head', 'c1']), group(['head', 'b2'])]
    expect(membersIn({ people, groups })).toEqual(['a1 c1 head', 'b1 b2 head'])
    const full = [group(['c1'], { others: 0 }), group(['b2'], { others: 3 })]
    expect(membersIn({ people, groups: full })).toEqual(['a1 b1 c1 head', 'b2 head'])
  })

  it('a household larger than a group is divided, and leaders who fill a group are refused', () => {
    const people = [head, ...['a1', 'a2', 'a3', 'a4', 'a5'].map((id) => person(id, 'a'))]
    expect(membersIn({ people })).toEqual(['a1 a2 a3 a4 head', 'a5 head'])
    const result = assignOverflow({ people: [head], groups: [], capacity: 1 })
    expect(result.ok ? [] : result.issues.map(({ code }) => code)).toEqual(['capacity-too-small'])
    expect(assignOverflow({ people: [person('a1', 'a')], groups: [], capacity: Number.NaN }).ok).toBe(false)
  })

  it('proposes to give a further group up when the others could take its people in below the first warning', () => {
    const people = Array.from({ length: 8 }, (_, i) => person(`p${String(i)}`, null))
    const ids = people.map(({ personId }) => personId)
    const groups = (capacity: number) => [
      group(ids.slice(0, 6), { capacity }),
      group(ids.slice(6), { capacity }),
      group([], { capacity }),
    ]
    expect(assigned({ people, groups: groups(10) }).consolidate).toBe(3)
    expect(assigned({ people, groups: groups(10).slice(0, 2) }).consolidate).toBe(2)
    expect(assigned({ people, groups: groups(9).slice(0, 2) }).consolidate).toBeNull()
    expect(assigned({ people, groups: groups(10).slice(0, 1) }).consolidate).toBeNull()
  })
})

it('warns from 80, 90 and 95 %', () => {
  expect([79, 80, 89, 90, 94, 95, 99, 100, 120].map((members) => capacityLevel(members, 100))).toEqual([
    'free',
    'filling',
    'filling',
    'tight',
    'tight',
    'critical',
    'critical',
    'full',
    'full',
  ])
})

const PEOPLE: fc.Arbitrary<OverflowPerson[]> = fc.uniqueArray(
  fc.record({
    personId: fc.integer({ min: 0, max: 60 }).map((n) => `p${String(n)}`),
    householdId: fc.option(fc.constantFrom('h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'h7')),
    role: fc.constantFrom('member', 'member', 'member', 'member', 'deputy', 'leader'),
    required: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  }),
  { selector: ({ personId }) => personId, maxLength: 40 },
)
const INPUT: fc.Arbitrary<OverflowInput> = PEOPLE.chain((people) =>
  fc.record({
    people: fc.constant(people),
    capacity: fc.integer({ min: 20, max: 50 }),
    groups: fc.array(
      fc.record({
        capacity: fc.integer({ min: 20, max: 50 }),
        members: fc.subarray(people.map(({ personId }) => personId)),
        others: fc.integer({ min: 0, max: 3 }),
      }),
      { maxLength: 3 },
    ),
  }),
)

/** Groups with people who are only assigned yet, on paper, or being given up. */
const LATER: fc.Arbitrary<OverflowInput> = PEOPLE.chain((people) =>
  fc.record({
    people: fc.constant(people),
    capacity: fc.integer({ min: 20, max: 50 }),
    groups: fc.array(
      fc.record({
        capacity: fc.integer({ min: 20, max: 50 }),
        members: fc.subarray(people.map(({ personId }) => personId).filter((_, at) => at % 2 === 0)),
        planned: fc.subarray(people.map(({ personId }) => personId)),
        others: fc.integer({ min: 0, max: 3 }),
        isMade: fc.boolean(),
        isClosing: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
).map((input) => ({
  ...input,
  // The first group is neither on paper nor given up, and nobody is in one that has yet to be made.
  groups: input.groups.map((one, at) =>
    at === 0
      ? { ...one, isMade: true, isClosing: false }
      : { ...one, members: one.isMade ? one.members : [], isClosing: one.isMade && one.isClosing },
  ),
}))

describe('groups that are planned, on paper or given up', () => {
  const check = (property: (input: OverflowInput, overflow: Overflow) => void): void =>
    fc.assert(
      fc.property(LATER, (input) => {
        const result = assignOverflow(input)
        if (result.ok) property(input, result.value)
      }),
      { numRuns: 500 },
    )
  const single = ({ people }: OverflowInput): OverflowPerson[] =>
    people.filter(({ role, required }) => !required && role === 'member')
  const isIn = (input: OverflowInput, number: number, id: string): boolean =>
    input.groups[number - 1]?.members.includes(id) === true

  it('everybody has one place, and stays in a group given up until they are in that place', () => {
    check((input, { groups }) => {
      for (const { personId } of single(input)) {
        const places = groups.filter(({ members }) => members.includes(personId))
        const open = places.filter(({ isClosing }) => !isClosing)
        expect(open).toHaveLength(1)
        for (const { number } of places.filter(({ isClosing }) => isClosing)) {
          expect(isIn(input, number, personId)).toBe(true)
          expect(isIn(input, open[0]!.number, personId)).toBe(false)
        }
      }
    })
  })

  it('nobody is to be added to a group that is being given up, also nobody who belongs into every group', () => {
    check((input, { groups }) => {
      for (const { number, members } of groups.filter(({ isClosing }) => isClosing))
        expect(members.filter((id) => !isIn(input, number, id))).toEqual([])
    })
  })

  it('is the same again from what it gave, and after everybody joined', () => {
    check((input, overflow) => {
      const next = (joined: boolean): OverflowInput => ({
        ...input,
        groups: overflow.groups.map(({ number, members, capacity, isClosing, isNew }) => {
          const was = isNew ? undefined : input.groups[number - 1]
          return {
            number,
            capacity,
            others: was?.others ?? 0,
            members: joined ? [...new Set([...(was?.members ?? []), ...members])] : (was?.members ?? []),
            planned: members,
            isMade: joined || (was?.isMade ?? false),
            isClosing,
          }
        }),
      })
      const again = assignOverflow(next(false))
      expect(again.ok && again.value.groups.map(({ number, members }) => ({ number, members }))).toEqual(
        overflow.groups.map(({ number, members }) => ({ number, members })),
      )
      const after = assignOverflow(next(true))
      expect(after.ok && after.value.groups.filter(({ isClosing }) => isClosing)).toEqual([])
    })
  })

  it('nobody new goes where there is no room', () => {
    check((input, { groups }) => {
      for (const { number, isNew, members, size, capacity } of groups)
        if (
          members.some(
            (id) => single(input).some(({ personId }) => personId === id) && (isNew || !isIn(input, number, id)),
          )
        )
          expect(size).toBeLessThanOrEqual(capacity)
    })
  })

  it('one more person displaces nobody who is only planned, but for their own household', () => {
    check((input, before) => {
      const groups = before.groups.flatMap(({ number, members, capacity, isClosing, isNew }) =>
        isClosing
          ? []
          : [
              {
                number,
                capacity,
                others: isNew ? 0 : (input.groups[number - 1]?.others ?? 0),
                members: isNew ? [] : (input.groups[number - 1]?.members ?? []),
                planned: members,
              },
            ],
      )
      const settled = assignOverflow({ ...input, groups })
      const more = assignOverflow({ ...input, groups, people: [...input.people, person('p00', 'h1')] })
      if (!settled.ok || !more.ok) return
      const placeOf = ({ groups: all }: Overflow, id: string): number | undefined =>
        all.find(({ members }) => members.includes(id))?.number
      for (const one of single(input))
        if (one.householdId !== 'h1')
          expect(placeOf(more.value, one.personId)).toBe(placeOf(settled.value, one.personId))
    })
  })

  it('a group given up is kept after all where the others cannot hold everybody', () => {
    const people = [head, ...['a', 'b', 'c', 'd', 'e', 'f'].map((id) => person(id, null))]
    const groups = [group(['a', 'b', 'c']), group(['d', 'e', 'f'], { isClosing: true })]
    expect(assigned({ people, groups }).groups.map(({ isClosing, members }) => [isClosing, members.join(' ')])).toEqual(
      [
        [false, 'a b c head'],
        [false, 'd e f head'],
      ],
    )
    const fewer = people.filter(({ personId }) => !['e', 'f'].includes(personId))
    expect(assigned({ people: fewer, groups }).groups.map(({ isClosing, members }) => [isClosing, members])).toEqual([
      [false, ['a', 'b', 'c', 'd', 'head']],
      [true, ['d']],
    ])
    const moved = [group(['a', 'b', 'c', 'd']), group(['d'], { isClosing: true })]
    expect(assigned({ people: fewer, groups: moved }).groups).toHaveLength(1)
  })
})

describe('whoever the people are', () => {
  const check = (property: (input: OverflowInput, overflow: Overflow) => void): void =>
    fc.assert(
      fc.property(INPUT, (input) => {
        const result = assignOverflow(input)
        if (result.ok) property(input, result.value)
      }),
      { numRuns: 300 },
    )
  const isEverywhere = ({ role, required }: OverflowPerson): boolean => required || role !== 'member'

  it('everybody is in one group, leaders and required members in each', () => {
    check(({ people }, { groups }) => {
      for (const one of people) {
        const times = groups.filter(({ members }) => members.includes(one.personId)).length
        expect(times).toBe(isEverywhere(one) ? groups.length : 1)
      }
    })
  })

  it('nobody is moved, and no capacity is exceeded by whoever is placed', () => {
    check((input, { groups }) => {
      const seen = new Set<string>()
      for (const [at, { members }] of input.groups.entries())
        for (const personId of members) {
          if (seen.has(personId)) continue
          seen.add(personId)
          expect(groups[at]?.members).toContain(personId)
        }
      for (const [at, { size, capacity, members }] of groups.entries()) {
        const newcomers = members.some(
          (id) => !seen.has(id) && !input.people.some((p) => p.personId === id && isEverywhere(p)),
        )
        if (newcomers || at >= input.groups.length) expect(size).toBeLessThanOrEqual(capacity)
      }
    })
  })

  it('a household of which nobody is in a group yet stays together, unless it is larger than a group', () => {
    check((input, { groups }) => {
      const present = new Set(input.groups.flatMap(({ members }) => members))
      const everywhere = input.people.filter(isEverywhere).length
      for (const [household, members] of Map.groupBy(
        input.people.filter((one) => !isEverywhere(one)),
        ({ householdId }) => householdId,
      )) {
        if (household === null || members.some(({ personId }) => present.has(personId))) continue
        if (members.length > input.capacity - everywhere) continue
        const places = members.map(({ personId }) => groups.findIndex((one) => one.members.includes(personId)))
        expect(new Set(places).size).toBe(1)
      }
    })
  })

  it('is the same whatever the order, and the same again once it is carried out', () => {
    check((input, overflow) => {
      expect(assignOverflow({ ...input, people: [...input.people].reverse() })).toEqual({ ok: true, value: overflow })
      const then = overflow.groups.map(({ members, capacity }, at) => ({
        members,
        capacity,
        others: input.groups[at]?.others ?? 0,
      }))
      const again = assignOverflow({ ...input, groups: then })
      expect(again.ok ? again.value.groups.map(({ members }) => members) : []).toEqual(
        overflow.groups.map(({ members }) => members),
      )
    })
  })
})
