import { expect, it } from 'vitest'
import { RULE_CASE_MODEL, RULE_CASE_UNITS, buildPerson, livesAt } from '../testing/index.ts'
import { createUnitTree, qualificationsLost, type Model, type Override, type Person } from '../index.ts'

const tree = createUnitTree(RULE_CASE_UNITS)
if (!tree.ok) throw new Error(JSON.stringify(tree.issues))
const units = tree.value
const tier = RULE_CASE_UNITS.find((unit) => unit.id === 'p11')?.tier ?? ''
const model: Model = {
  ...RULE_CASE_MODEL,
  groupKinds: [
    {
      id: 'residents',
      name: { vi: 'cư dân', en: 'residents' },
      tier,
      nameTemplate: '{unit}',
      clauses: [
        {
          id: 'lives-here',
          name: { vi: 'ở đây', en: 'lives here' },
          role: 'member',
          required: false,
          rule: { kind: 'resides', in: { kind: 'here' } },
        },
      ],
      mode: 'manage',
      capacity: 1_000,
      brakes: {},
      issues: [],
      from: null,
      to: null,
    },
  ],
}

function lostOn(person: Partial<Person>, overrides: readonly Override[] = []): Record<string, string> {
  const people = [buildPerson('ana', person)]
  const lost = qualificationsLost({ model, units, asOf: '2024-02-01', people, overrides })
  return Object.fromEntries(lost.get('ana') ?? [])
}

it('gives the first day without, of the latest loss', () => {
  expect(lostOn({ residences: [livesAt('p11', null, '2024-01-10')] })).toEqual({ 'residents:p11': '2024-01-10' })
  expect(
    lostOn({ residences: [livesAt('p11', null, '2023-01-10'), livesAt('p11', '2023-06-01', '2024-02-01')] }),
  ).toEqual({ 'residents:p11': '2024-02-01' })
})

it('says nothing of what has not ended yet, or was regained', () => {
  expect(lostOn({ residences: [livesAt('p11', null, '2024-02-02')] })).toEqual({})
  expect(lostOn({ residences: [livesAt('p11', null, '2024-01-10'), livesAt('p11', '2024-01-20')] })).toEqual({})
  expect(lostOn({})).toEqual({})
})

it('takes the end of an exception for a loss as well', () => {
  const include: Override = {
    id: 'o1',
    kind: 'include',
    groupId: 'residents:p11',
    personId: 'ana',
    role: 'member',
    reason: 'khách mời',
    author: 'chief',
    from: '2023-01-01',
    to: '2024-01-05',
  }
  expect(lostOn({}, [include])).toEqual({ 'residents:p11': '2024-01-05' })
})
