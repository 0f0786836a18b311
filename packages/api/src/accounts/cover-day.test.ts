import { createUnitTree, type Unit, type UnitTree } from '@ketnoi/hierarchy'
import { expect, it } from 'vitest'
import type { Reach } from '../authorise.ts'
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

function grantsOn(tree: UnitTree, unitId: string, today: string, pinned: string) {
  const world = { tree, asOf: pinned } as Parameters<typeof actorWith>[2]
  const role = { role: 'commune-administrator', unitId, seeUnitId: null, searchUnitId: null } as const
  return actorWith({ id: 'x', name: 'x' }, [role], world, today).grants
}
const idsOf = (reach: Reach | undefined): string[] => (reach?.kind === 'units' ? [...reach.unitIds].sort() : [])

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

it('a role at one of several merged units sees the new one on a pinned day after, and changes no more than was its own', () => {
  const [grant] = grantsOn(treeWith(''), 'a', BEFORE, AFTER)
  expect(idsOf(grant?.see)).toEqual(['a', 'c', 'v1', 'v2', 'v3'])
  expect(grant?.see).toMatchObject({ roots: ['a', 'c', 'v1', 'v2'] })
  expect(idsOf(grant?.search)).toEqual(['a', 'c', 'v1', 'v2', 'v3'])
  expect(idsOf(grant?.change)).toEqual(['a', 'v1', 'v2'])
  // Of a divided unit only what came out of nothing else is theirs, and an earlier day adds nothing to what was theirs then.
  expect(idsOf(grantsOn(treeWith(''), 's', BEFORE, AFTER)[0]?.see)).toEqual(['e', 's'])
  expect(idsOf(grantsOn(treeWith('v2'), 'e', AFTER, BEFORE)[0]?.see)).toEqual(['e', 'v2'])
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
