import { createUnitTree, type Unit, type UnitTree } from '@ketnoi/hierarchy'
import { expect, it } from 'vitest'
import { actorWith } from './load-actor.ts'
import { coverDay } from './cover-day.ts'

const BEFORE = '2024-02-01'
const AFTER = '2026-01-01'
const REFORM = '2025-07-01'
const SHOWN = { roots: ['a', 'b'], unitIds: ['a', 'b', 'v1', 'v2', 'v3'] }

function unit(
  id: string,
  facts: Partial<Unit>,
  parents: readonly (readonly [string, string | null, string | null])[],
): Unit {
  return {
    id,
    tier: id.startsWith('v') ? 'village' : 'commune',
    kind: 'x',
    names: [{ short: id, full: id, from: null, to: null }],
    aliases: [],
    codes: [],
    parents: parents.map(([unitId, from, to]) => ({ unitId, from, to })),
    successors: [],
    from: null,
    to: null,
    ...facts,
  }
}
const goesInto = (...successors: Unit['successors']): Partial<Unit> => ({ to: REFORM, successors })

// a and b become c with their villages, except that `strayed` may go elsewhere; s is divided between c and e.
function treeWith(strayed: string): UnitTree {
  const made = createUnitTree([
    unit('a', goesInto({ unitId: 'c', share: 'full' }), []),
    unit('b', goesInto({ unitId: 'c', share: 'full' }), []),
    unit('s', goesInto({ unitId: 'c', share: 'partial' }, { unitId: 'e', share: 'partial' }), []),
    unit('c', { from: REFORM }, []),
    unit('e', { from: REFORM }, []),
    ...(['v1', 'v2', 'v3'] as const).map((id) =>
      unit(id, {}, [
        [id === 'v3' ? 'b' : 'a', null, REFORM],
        [id === strayed ? 'e' : 'c', REFORM, null],
      ]),
    ),
  ])
  if (!made.ok) throw new Error(JSON.stringify(made.issues))
  return made.value
}

it('a role at a new unit covers what went wholly into it, on a day before that', () => {
  const cover = coverDay(treeWith(''), ['c'], AFTER, BEFORE)
  expect({ roots: [...cover.roots].sort(), unitIds: [...cover.unitIds].sort() }).toEqual(SHOWN)
})

it('nothing is covered that is only partly theirs, nor a unit with something below it that went elsewhere', () => {
  const cover = coverDay(treeWith('v2'), ['c'], AFTER, BEFORE)
  expect({ roots: [...cover.roots].sort(), unitIds: [...cover.unitIds].sort() }).toEqual({
    roots: ['b', 'v1'],
    unitIds: ['b', 'v1', 'v3'],
  })
  expect(coverDay(treeWith(''), ['e'], AFTER, BEFORE)).toEqual({ roots: [], unitIds: [] })
})

it('a role at an old unit covers its villages on a day after, and the new unit only with all that went into it', () => {
  expect([...coverDay(treeWith(''), ['a'], BEFORE, AFTER).roots].sort()).toEqual(['v1', 'v2'])
  expect(coverDay(treeWith(''), ['a', 'b', 's'], BEFORE, AFTER).roots).toEqual(['c', 'e'])
})

it('a role that ended gives nothing on the pinned day, whatever it was then', () => {
  const world = { tree: treeWith(''), asOf: BEFORE } as Parameters<typeof actorWith>[2]
  const [grant] = actorWith(
    { id: 'x', name: 'x' },
    [{ role: 'officer', unitId: 'c', seeUnitId: null, searchUnitId: null }],
    world,
    AFTER,
  ).grants
  expect(grant?.see).toMatchObject({ kind: 'units', roots: ['c', 'a', 'b'] })
  expect(actorWith({ id: 'x', name: 'x' }, [], world, AFTER).grants).toEqual([])
})
