import { expect, it } from 'vitest'
import { buildPerson, livesAt } from '../testing/build-person.ts'
import { changedFields, compareFacts } from './person-fields.ts'

it('names the fields that differ, and takes the order of facts and of their properties for nothing', () => {
  const [a, b] = [livesAt('v1', null, '2024-01-01'), livesAt('v2', '2024-01-01')]
  const person = buildPerson('p', { residences: [a, b] })
  expect(changedFields(person, person)).toEqual([])
  const { to, ...rest } = a
  expect(changedFields(person, { ...person, residences: [b, { to, ...rest }] })).toEqual([])
  expect(changedFields(person, { ...person, name: 'Khác', proxyId: 'q', residences: [a] })).toEqual([
    'name',
    'proxy',
    'residences',
  ])
})

it('pairs facts by what they are about and since when', () => {
  const [old, ended] = [livesAt('v1', '2020-01-01'), livesAt('v1', '2020-01-01', '2024-01-01')]
  const [gone, came] = [livesAt('v2'), livesAt('v3')]
  expect(compareFacts([old, gone], [came, ended], (home) => home.unitId)).toEqual({
    added: [came],
    removed: [gone],
    altered: [{ before: old, after: ended }],
  })
})
