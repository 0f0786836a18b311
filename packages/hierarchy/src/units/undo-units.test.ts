import { expect, it } from 'vitest'
import { undoUnits, type UnitHold } from './undo-units.ts'
import type { Unit } from './unit.ts'

const ALWAYS = { from: null, to: null }
function unitOf(id: string, parent: string | null, name = id): Unit {
  return {
    id,
    tier: 'village',
    kind: 'thôn',
    names: [{ short: name, full: name, ...ALWAYS }],
    aliases: [],
    codes: [],
    parents: parent === null ? [] : [{ unitId: parent, ...ALWAYS }],
    successors: [],
    ...ALWAYS,
  }
}
const all = (...units: readonly Unit[]) => new Map(units.map((unit) => [unit.id, unit]))
const NOTHING = (): readonly UnitHold[] => []
const commune = unitOf('c', null)
const village = unitOf('v', 'c')

it('takes away what was added, from the leaves to what is above them', () => {
  const changes = [commune, village].map((after) => ({ before: null, after }))
  const undone = undoUnits(changes, all(commune, village), NOTHING)
  expect(undone.map(({ kind }) => kind)).toEqual(['remove', 'remove'])
})

it('keeps a unit that something hangs on, and all that it lies in', () => {
  const above = unitOf('d', null)
  const between = unitOf('c', 'd')
  const changes = [above, between, village].map((after) => ({ before: null, after }))
  const undone = undoUnits(changes, all(above, between, village), (id) => (id === 'v' ? ['people'] : []))
  expect(undone).toMatchObject([{ holds: ['units'] }, { holds: ['units'] }, { kind: 'keep', holds: ['people'] }])
})

it('keeps a unit that somebody put another one into since', () => {
  const undone = undoUnits([{ before: null, after: commune }], all(commune, village), NOTHING)
  expect(undone).toEqual([{ id: 'c', kind: 'keep', kept: [], holds: ['units'] }])
})

it('gives back part by part what is still as it was left', () => {
  const after = { ...unitOf('v', 'c', 'Làng Mới'), aliases: ['lang moi'] }
  const now = { ...after, aliases: ['lang moi', 'moi'] }
  const [undone] = undoUnits([{ before: village, after }], all(commune, now), NOTHING)
  expect(undone).toMatchObject({
    kind: 'restore',
    restored: ['names'],
    kept: [{ field: 'aliases', code: 'changed-since' }],
    unit: { names: village.names, aliases: ['lang moi', 'moi'] },
  })
  const again = undone?.kind === 'restore' ? undone.unit : now
  expect(undoUnits([{ before: village, after }], all(commune, again), NOTHING)[0]?.kind).toBe('keep')
})

it('undone at once it was never there, and undone twice is undone once', () => {
  const after = { ...unitOf('v', null, 'Khác'), tier: 'commune', codes: [{ system: 'NSO', code: '1', ...ALWAYS }] }
  const [undone] = undoUnits([{ before: village, after }], all(commune, after), NOTHING)
  expect(undone?.kind === 'restore' ? undone.unit : null).toEqual(village)
  expect(undoUnits([{ before: village, after }], all(commune, village), NOTHING)[0]?.kind).toBe('unchanged')
})

it('leaves the tier and the span of a unit alone that people live in, and names no unit that is gone', () => {
  const after = { ...unitOf('v', null), tier: 'commune', to: '2030-01-01' }
  const [undone] = undoUnits([{ before: village, after }], all(after), () => ['people'])
  expect(undone).toMatchObject({
    kind: 'keep',
    kept: [
      { field: 'tier', code: 'in-use' },
      { field: 'span', code: 'in-use' },
      { field: 'parents', code: 'unit-gone' },
    ],
  })
  expect(undoUnits([{ before: null, after }], all(), NOTHING)[0]?.kind).toBe('unchanged')
})
