import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateRuns } from '../../test/runs.ts'
import type { Interval } from '../interval.ts'
import { buildPerson } from '../testing/build-person.ts'
import { changedFields } from './person-fields.ts'
import type { Person } from './person.ts'
import { undoAdded, undoChange } from './undo-change.ts'

const lives = (unitId: string, from: string | null, to: string | null = null, householdId: string | null = null) => ({
  unitId,
  householdId,
  representsHousehold: householdId !== null,
  from,
  to,
})
const before = buildPerson('a', { name: 'Siu Klon', residences: [lives('v1', null, null, 'h1')] })
const moved = {
  ...before,
  residences: [lives('v1', null, '2024-02-01', 'h1'), lives('v2', '2024-02-01')],
}

describe('taking a batch back', () => {
  it('brings somebody home who was moved', () => {
    const now = { ...moved, birth: '1960' }
    expect(undoChange({ before, after: moved }, now)).toEqual({
      person: { ...before, birth: '1960' },
      restored: ['residences'],
      kept: [],
    })
  })

  it('leaves somebody where they are who moved on since', () => {
    const now = {
      ...moved,
      residences: [...moved.residences.slice(0, 1), lives('v2', '2024-02-01', '2024-03-01'), lives('v3', '2024-03-01')],
    }
    expect(undoChange({ before, after: moved }, now)).toEqual({
      person: now,
      restored: [],
      kept: [{ field: 'residences', code: 'changed-since' }],
    })
  })

  it('lets nobody speak beside whoever speaks for the household by now', () => {
    const { person, kept } = undoChange({ before, after: moved }, moved, { spokenFor: new Set(['h1']) })
    expect(person.residences).toEqual([{ ...lives('v1', null, null, 'h1'), representsHousehold: false }])
    expect(kept).toEqual([{ field: 'residences', code: 'another-speaks' }])
  })

  it('leaves what the person said of a purpose since, and gives back the others', () => {
    const consents = ['group', 'news'].map((purposeId) => ({ purposeId, from: '2024-01-01', to: null }))
    const after = { ...before, consents }
    const { person, kept } = undoChange({ before, after }, after, { said: new Set(['news']) })
    expect(person.consents).toEqual(consents.slice(1))
    expect(kept).toEqual([{ field: 'consents', code: 'consent-said-since' }])
  })

  it('lets nobody carry messages who is not known any more', () => {
    const { restored, kept } = undoChange({ before: { ...before, proxyId: 'b' }, after: before }, before, {
      gone: new Set(['b']),
    })
    expect(restored).toEqual([])
    expect(kept).toEqual([{ field: 'proxy', code: 'proxy-gone' }])
  })

  it('takes somebody away only when nothing hangs on them', () => {
    expect(undoAdded(before, before, [])).toEqual({ kind: 'remove' })
    expect(undoAdded(before, { ...before, birth: '1960' }, ['in-group'])).toEqual({
      kind: 'keep',
      holds: ['changed-since', 'in-group'],
      fields: ['birth'],
    })
  })
})

const days = fc.option(fc.constantFrom('2019-01-01', '2022-01-01', '2024-06-01', '2024-06-02', '2025-01-01'), {
  nil: null,
})
const spans = fc
  .tuple(days, days)
  .filter(([from, to]) => from === null || to === null || from < to)
  .map(([from, to]) => ({ from, to }))
/** Of each subject at most one fact at a time, as every other way of writing people has it. */
const facts = <T extends object>(subject: fc.Arbitrary<T>): fc.Arbitrary<(T & Interval)[]> =>
  fc.uniqueArray(
    fc.tuple(subject, spans).map(([one, span]) => ({ ...one, ...span })),
    { maxLength: 4, selector: (one) => JSON.stringify(Object.values(one)[0]) },
  )
const people = (id: string): fc.Arbitrary<Person> =>
  fc.record({
    id: fc.constant(id),
    name: fc.constantFrom('Siu Klon', 'Siu Klôn'),
    birth: fc.constantFrom(null, '1960', '1960-03-01', '1961'),
    adult: fc.constantFrom(null, true, false),
    reachability: fc.constantFrom('unknown', 'reachable', 'shared-phone'),
    residences: facts(
      fc.record({
        unitId: fc.constantFrom('v1', 'v2', 'v3'),
        householdId: fc.constantFrom(null, 'h1', 'h2'),
        representsHousehold: fc.boolean(),
      }),
    ),
    appointments: facts(fc.record({ positionId: fc.constantFrom('p1', 'p2'), unitId: fc.constantFrom('v1', 'c1') })),
    phones: facts(fc.record({ number: fc.constantFrom('1', '2', '3') })),
    accounts: facts(
      fc.record({
        accountId: fc.constantFrom('z1', 'z2'),
        service: fc.constant('zalo'),
        displayName: fc.constantFrom(null, 'K'),
      }),
    ),
    consents: facts(fc.record({ purposeId: fc.constantFrom('news', 'group') })),
  })
const FACTS = ['residences', 'appointments', 'phones', 'accounts', 'consents'] as const
const VALUES = ['name', 'birth', 'adult', 'reachability'] as const
/** A version that shares some fields with each of two others, as one that was edited does. */
const mixOf = (one: Person, other: Person, fields: readonly string[]): Person => ({
  ...one,
  ...Object.fromEntries(Object.entries(other).filter(([field]) => fields.includes(field))),
})
const some = fc.subarray([...FACTS, ...VALUES])

describe('every batch', () => {
  it('that is taken back at once was never there', () => {
    fc.assert(
      fc.property(people('a'), people('a'), (earlier, after) => {
        const { person, kept } = undoChange({ before: earlier, after }, after)
        expect(kept).toEqual([])
        expect(changedFields(person, earlier)).toEqual([])
      }),
      { numRuns: evaluateRuns(300) },
    )
  })

  it('is taken back once', () => {
    fc.assert(
      fc.property(people('a'), people('a'), people('a'), some, (earlier, after, other, fields) => {
        const undone = undoChange({ before: earlier, after }, mixOf(after, other, fields))
        const again = undoChange({ before: earlier, after }, undone.person)
        expect(again.restored).toEqual([])
        expect(again.person).toEqual(undone.person)
      }),
      { numRuns: evaluateRuns(300) },
    )
  })

  it('loses nothing that somebody changed since', () => {
    fc.assert(
      fc.property(people('a'), people('a'), people('a'), some, (earlier, after, other, fields) => {
        const now = mixOf(after, other, fields)
        const { person } = undoChange({ before: earlier, after }, now)
        for (const field of VALUES) if (now[field] !== after[field]) expect(person[field]).toBe(now[field])
        for (const field of FACTS) {
          const texts = (facts: readonly object[]) => facts.map((fact) => JSON.stringify(fact))
          const left = new Set(texts(after[field]))
          for (const fact of texts(now[field])) if (!left.has(fact)) expect(texts(person[field])).toContain(fact)
        }
      }),
      { numRuns: evaluateRuns(300) },
    )
  })
})
