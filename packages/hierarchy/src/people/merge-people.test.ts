import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateRuns } from '../../test/runs.ts'
import { isValidOn, type Interval } from '../interval.ts'
import { buildPerson } from '../testing/build-person.ts'
import { mergePeople, mergeQuestions, undoMerge, type MergeField, type MergeSide } from './merge-people.ts'
import { changedFields } from './person-fields.ts'
import type { Person } from './person.ts'
import { suggestDuplicate } from './suggest-duplicate.ts'

const ON = '2024-06-01'
const ALWAYS = { from: null, to: null }
const phone = (number: string, span: Interval = ALWAYS) => ({ number, ...span })
const lives = (unitId: string, householdId: string | null, span: Interval = ALWAYS, representsHousehold = false) => ({
  unitId,
  householdId,
  representsHousehold,
  ...span,
})
const klon = (facts: Partial<Omit<Person, 'id'>> = {}): Person => buildPerson('a', { name: 'Siu Klon', ...facts })
const again = (facts: Partial<Omit<Person, 'id'>> = {}): Person => buildPerson('b', { name: 'Siu Klon', ...facts })

describe('a suggestion', () => {
  it('never rests on a phone: relatives share it', () => {
    const phones = [phone('+84912345678')]
    const home = { residences: [lives('v1', 'h1')], phones }
    expect(suggestDuplicate(klon(home), again({ ...home, name: 'Siu H’Lan' }), ON)).toBeNull()
    expect(suggestDuplicate(klon(home), again({ ...home, name: 'Siu Klôn' }), ON)).toEqual({
      evidence: ['name', 'phone', 'household', 'unit'],
      conflicts: ['name'],
    })
  })

  it('needs more beside the name than a year or, for people with a phone and a household each, the village', () => {
    expect(suggestDuplicate(klon({ birth: '1960' }), again({ birth: '1960' }), ON)).toBeNull()
    expect(suggestDuplicate(klon({ birth: '1960-03-01' }), again({ birth: '1960-03-01' }), ON)).not.toBeNull()
    const one = { residences: [lives('v1', 'h1')], phones: [phone('+84912345678')] }
    const other = { residences: [lives('v1', 'h2')], phones: [phone('+84912345679')] }
    expect(suggestDuplicate(klon(one), again(other), ON)).toBeNull()
    expect(suggestDuplicate(klon(one), again({ ...other, phones: [] }), ON)).toEqual({
      evidence: ['name', 'unit'],
      conflicts: ['households'],
    })
  })

  it('is made against a birth only where all else agrees', () => {
    const facts = { residences: [lives('v1', 'h1')], phones: [phone('+84912345678')] }
    const [one, other] = [klon({ ...facts, birth: '1960' }), again({ ...facts, birth: '1961-02-03' })]
    expect(suggestDuplicate(one, other, ON)?.conflicts).toEqual(['birth'])
    expect(suggestDuplicate(one, { ...other, phones: [] }, ON)).toBeNull()
    expect(suggestDuplicate(one, { ...other, name: 'Siu Klôn' }, ON)).toBeNull()
  })

  it('names what has to be settled', () => {
    const seat = { positionId: 'village-head', ...ALWAYS }
    const phones = [phone('+84912345678')]
    const one = klon({ phones, residences: [lives('v1', 'h1')], appointments: [{ ...seat, unitId: 'v1' }] })
    const other = again({ phones, residences: [lives('v2', 'h2')], appointments: [{ ...seat, unitId: 'v2' }] })
    expect(suggestDuplicate(one, other, ON)?.conflicts).toEqual(['homes', 'households', 'seats'])
  })
})

describe('a merge', () => {
  it('takes what only one knows, and asks about the rest', () => {
    const one = klon({ birth: '1960', reachability: 'unknown', residences: [lives('v1', 'h1')] })
    const other = again({ name: 'Siu Klôn', birth: '1960-03-01', reachability: 'shared-phone', proxyId: 'a' })
    expect(mergeQuestions(one, other, ON)).toEqual(['name'])
    expect(mergePeople(one, other, { on: ON })).toEqual({
      ...one,
      birth: '1960-03-01',
      reachability: 'shared-phone',
    })
    expect(mergePeople(one, other, { on: ON, choices: { name: 'merged', birth: 'kept' } })).toMatchObject({
      id: 'a',
      name: 'Siu Klôn',
      birth: '1960',
    })
  })

  it('ends a home elsewhere on the day, and keeps one household in a unit', () => {
    const one = klon({ residences: [lives('v1', 'h1', { from: '2020-01-01', to: null })] })
    const other = again({
      residences: [
        lives('v1', 'h2', { from: '2019-01-01', to: null }, true),
        lives('v2', 'h3', { from: '2024-06-01', to: null }),
      ],
    })
    expect(mergeQuestions(one, other, ON)).toEqual(['home'])
    expect(mergePeople(one, other, { on: ON }).residences).toEqual([
      lives('v1', 'h2', { from: '2019-01-01', to: '2020-01-01' }, true),
      lives('v1', 'h1', { from: '2020-01-01', to: null }),
      lives('v2', 'h3', { from: '2024-06-01', to: '2024-06-02' }),
    ])
    expect(mergePeople(one, other, { on: ON, choices: { home: 'merged' } }).residences).toEqual([
      lives('v1', 'h2', { from: '2019-01-01', to: null }, true),
      lives('v2', 'h3', { from: '2024-06-01', to: null }),
    ])
  })

  it('lets whoever spoke for the household in one record speak for it', () => {
    const one = klon({ residences: [lives('v1', null)] })
    const other = again({
      residences: [{ ...lives('v1', 'h1', { from: null, to: ON }, true), endReason: 'moved-away' }],
    })
    expect(mergePeople(one, other, { on: ON }).residences).toEqual([
      lives('v1', 'h1', { from: null, to: ON }, true),
      lives('v1', null, { from: ON, to: null }),
    ])
  })

  it('cannot be undone where somebody has changed what it made', () => {
    const [kept, merged] = [klon({ phones: [phone('1')] }), again({ phones: [phone('2')] })]
    const result = mergePeople(kept, merged, { on: ON })
    const edited = { ...result, birth: '1970' }
    expect(undoMerge({ kept, merged, result }, edited)).toEqual({
      ok: true,
      value: { kept: { ...kept, birth: '1970' }, restored: merged },
    })
    expect(undoMerge({ kept, merged, result }, { ...result, phones: [] })).toMatchObject({
      issues: [{ code: 'merge-changed-since', data: { fields: ['phones'] } }],
    })
  })
})

const days = fc.option(fc.constantFrom('2019-01-01', '2022-01-01', ON, '2024-06-02', '2025-01-01'), { nil: null })
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
const sides: fc.Arbitrary<MergeSide> = fc.constantFrom('kept', 'merged')
const choices: fc.Arbitrary<Partial<Record<MergeField, MergeSide>>> = fc.dictionary(
  fc.constantFrom('name', 'birth', 'adult', 'reachability', 'proxy', 'home'),
  sides,
)
const EVERY_DAY = ['2000-01-01', '2019-01-01', '2022-01-01', '2024-05-31', ON, '2024-06-02', '2025-01-01']

describe('every merge', () => {
  it('is undone to the very records', () => {
    fc.assert(
      fc.property(people('a'), people('b'), choices, (kept, merged, chosen) => {
        const result = mergePeople(kept, merged, { on: ON, choices: chosen })
        const undone = undoMerge({ kept, merged, result }, result)
        if (!undone.ok) throw new Error('refused')
        expect(changedFields(undone.value.kept, kept)).toEqual([])
        expect(undone.value.restored).toEqual(merged)
      }),
      { numRuns: evaluateRuns(300) },
    )
  })

  it('loses no seat, phone, account and consent on any day, and no residence until the day', () => {
    fc.assert(
      fc.property(people('a'), people('b'), choices, (kept, merged, chosen) => {
        const result = mergePeople(kept, merged, { on: ON, choices: chosen })
        for (const day of EVERY_DAY) {
          const held = (person: Person) => [
            ...person.appointments.filter((one) => isValidOn(one, day)).map((one) => `${one.positionId} ${one.unitId}`),
            ...person.phones.filter((one) => isValidOn(one, day)).map((one) => one.number),
            ...person.accounts.filter((one) => isValidOn(one, day)).map((one) => one.accountId),
            ...person.consents.filter((one) => isValidOn(one, day)).map((one) => one.purposeId),
            ...(day >= ON ? [] : person.residences.filter((one) => isValidOn(one, day)).map((one) => one.unitId)),
          ]
          expect(new Set(held(result))).toEqual(new Set([...held(kept), ...held(merged)]))
        }
        const lived = (person: Person) => new Set(person.residences.map(({ unitId }) => unitId))
        expect(lived(result)).toEqual(new Set([...lived(kept), ...lived(merged)]))
        const home = chosen.home === 'merged' ? merged : kept
        for (const residence of home.residences.filter((one) => isValidOn(one, ON) && one.householdId !== null))
          expect(result.residences.filter((one) => isValidOn(one, ON))).toContainEqual(
            expect.objectContaining({ unitId: residence.unitId, householdId: residence.householdId }),
          )
      }),
      { numRuns: evaluateRuns(300) },
    )
  })

  it('leaves no two facts of one thing at one time, so that each has a row of its own', () => {
    fc.assert(
      fc.property(people('a'), people('b'), choices, (kept, merged, chosen) => {
        const result = mergePeople(kept, merged, { on: ON, choices: chosen })
        for (const key of [
          result.residences.map((one) => `${one.unitId} ${one.from}`),
          result.appointments.map((one) => `${one.positionId} ${one.unitId} ${one.from}`),
          result.phones.map((one) => `${one.number} ${one.from}`),
          result.accounts.map((one) => `${one.accountId} ${one.from}`),
        ])
          expect(new Set(key).size).toBe(key.length)
      }),
      { numRuns: evaluateRuns(300) },
    )
  })
})
