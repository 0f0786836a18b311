import { createUnitTree, type Unit } from '@ketnoi/hierarchy'
import { expect, test } from 'vitest'
import { smallestBelow } from './coverage-counts.ts'

const ALWAYS = { from: null, to: null }
const unit = (id: string, parentId: string | null): Unit => ({
  id,
  tier: 't',
  kind: 'thôn',
  names: [{ full: id, short: id, ...ALWAYS }],
  aliases: [],
  codes: [],
  parents: parentId === null ? [] : [{ unitId: parentId, ...ALWAYS }],
  successors: [],
  ...ALWAYS,
})

test('a picture has a square for each of the smallest units, until they are more than it can show', () => {
  const villages = (count: number, of: string) =>
    Array.from({ length: count }, (_, at) => unit(`${of}-${String(at)}`, of))
  const made = createUnitTree([
    unit('province', null),
    ...['c1', 'c2'].map((id) => unit(id, 'province')),
    ...villages(700, 'c1'),
    ...villages(500, 'c2'),
  ])
  if (!made.ok) throw new Error('not a tree')
  const world = { tree: made.value, asOf: '2025-08-01' }
  expect(smallestBelow(world, ['c1'])).toHaveLength(700)
  expect(smallestBelow(world, ['c1-3'])).toEqual(['c1-3'])
  expect(smallestBelow(world, ['province'])).toEqual([])
})
