import { describe, expect, it } from 'vitest'
import { BEFORE, BEFORE_UNITS, carry, DAY, reformOf, REFORM_PARTS, valueOf } from '../../test/reform-fixture.ts'
import { treeOf } from '../../test/unit-fixture.ts'
import {
  applyReform,
  moveFacts,
  recordFacts,
  recordReform,
  restoreFacts,
  undoFacts,
  undoReform,
  type Person,
} from '../index.ts'
import { buildPerson, buildUnit, holds, livesAt } from '../testing/index.ts'

const reform = reformOf(REFORM_PARTS)
const applied = valueOf(applyReform(reform, BEFORE))
const record = recordReform(reform, BEFORE, applied)
const codesOf = (result: ReturnType<typeof undoReform>): string[] =>
  result.ok ? [] : result.issues.map(({ code }) => code)

describe('undoing a reform', () => {
  it('gives model and units back as they were', () => {
    const undone = valueOf(undoReform(record, applied))
    expect([...undone.tree.units.values()]).toEqual(BEFORE_UNITS)
    expect(undone.model).toEqual(BEFORE.model)
    expect([...undone.removed].sort()).toEqual(['ia-pa', 'ia-tul', 'p-new'])
    expect(valueOf(undoReform(JSON.parse(JSON.stringify(record)) as typeof record, applied)).tree).toEqual(undone.tree)
    expect(valueOf(applyReform(reform, undone)).tree).toEqual(applied.tree)
  })

  it('keeps what else was done since, and is refused where that stands on the reform', () => {
    const added = (parent: string) => treeOf([...applied.tree.units.values(), buildUnit('x', 'village', 'X', parent)])
    const elsewhere = {
      model: applied.model,
      tree: treeOf([...applied.tree.units.values(), buildUnit('x', 'province', 'X', null)]),
    }
    expect(valueOf(undoReform(record, elsewhere)).tree.units.has('x')).toBe(true)
    expect(codesOf(undoReform(record, { ...applied, tree: added('ia-pa') }))).toEqual(['unit-in-use'])
    const renamed = [...applied.tree.units.values()].map((unit) =>
      unit.id === 'ia-pa' ? { ...unit, kind: 'phường' } : unit,
    )
    expect(codesOf(undoReform(record, { ...applied, tree: treeOf(renamed) }))).toEqual(['unit-changed-since'])
    expect(codesOf(undoReform(record, BEFORE))).toContain('unit-changed-since')
  })

  it('a model that was changed since is named', () => {
    const open = { ...BEFORE.model, tiers: BEFORE.model.tiers.map((tier) => ({ ...tier, to: null })) }
    const world = { model: open, tree: BEFORE.tree }
    const after = valueOf(applyReform(reform, world))
    const kept = recordReform(reform, world, after)
    expect(valueOf(undoReform(kept, after)).model).toEqual(open)
    expect(codesOf(undoReform(kept, { ...after, model: { ...after.model, version: '2' } }))).toEqual([
      'model-changed-since',
    ])
  })

  it('a model that the reform left alone may have been changed since, also where the record was kept as text', () => {
    const kept = JSON.parse(
      JSON.stringify({ ...record, model: { before: applied.model, after: applied.model } }),
    ) as typeof record // written by us a line above
    const now = { tree: applied.tree, model: { ...applied.model, version: '2' } }
    expect(valueOf(undoReform(kept, now)).model).toBe(now.model)
  })

  it('names what only the service could give back', () => {
    const since = {
      archived: [{ realGroupId: 'g', groupId: 'commune-committee:kim-tan' }],
      left: [{ realGroupId: 'g', personId: 'a' }],
    }
    expect(valueOf(undoReform(record, applied, since)).lost.map(({ code }) => code)).toEqual([
      'group-archived',
      'member-left',
    ])
  })
})

describe('undoing what it did to a person', () => {
  const { relocation } = carry({
    newUnits: REFORM_PARTS['newUnits'],
    operations: [
      ...(REFORM_PARTS['operations'] as readonly unknown[]),
      { kind: 'merge', sources: ['blom', 'thon-1'], target: 'trok' },
    ],
  })
  const removed = ['ia-pa', 'ia-tul', 'p-new']
  const at = { removed, effectiveOn: DAY }
  const officer = buildPerson('o', {
    residences: [livesAt('blom', '2020-01-01')],
    appointments: [holds('commune-police-officer', 'kim-tan', '2021-01-01'), holds('village-head', 'tham')],
  })
  const moved = moveFacts(relocation, officer).person
  const kept = recordFacts(officer, moved)

  it('is the same person again, and nothing happens the second time', () => {
    const undone = undoFacts(kept, moved, at)
    expect(undone).toEqual({ person: officer, lost: [] })
    expect(undoFacts(kept, undone.person, at).person).toBe(undone.person)
    expect(recordFacts(officer, officer)).toBeNull()
  })

  it('keeps what was added since', () => {
    const since: Person = {
      ...moved,
      appointments: [...moved.appointments, holds('village-head', 'bi-yang', '2025-08-01')],
    }
    expect(undoFacts(kept, since, at)).toEqual({
      person: { ...officer, appointments: [...officer.appointments, holds('village-head', 'bi-yang', '2025-08-01')] },
      lost: [],
    })
  })

  it('gives what was changed since back to its unit, with the change, and names it', () => {
    const since: Person = {
      ...moved,
      appointments: moved.appointments.map((held) => (held.unitId === 'ia-pa' ? { ...held, to: '2025-09-01' } : held)),
    }
    const undone = undoFacts(kept, since, at)
    expect(undone.person.appointments).toContainEqual(
      holds('commune-police-officer', 'kim-tan', '2021-01-01', '2025-09-01'),
    )
    expect(undone.person.appointments).toHaveLength(2)
    expect(undone.lost).toMatchObject([{ code: 'facts-changed-since', fact: { unitId: 'ia-pa', to: '2025-09-01' } }])
  })

  it('takes out seats filled since at units that are there no more, and names them', () => {
    const newcomer = buildPerson('n', {
      appointments: [holds('commune-police-head', 'ia-pa', '2025-07-01')],
      residences: [livesAt('ia-pa')],
    })
    expect(undoFacts(null, newcomer, at)).toEqual({
      person: buildPerson('n'),
      lost: [
        { code: 'came-since', personId: 'n', fact: livesAt('ia-pa') },
        { code: 'seat-filled-since', personId: 'n', fact: holds('commune-police-head', 'ia-pa', '2025-07-01') },
      ],
    })
  })

  it('any list of facts: overrides and scopes as well', () => {
    expect(restoreFacts({ before: ['a'], after: ['b'] }, ['b'])).toEqual(['a'])
    expect(restoreFacts({ before: ['a'], after: ['b'] }, ['x', 'b', 'c'])).toEqual(['x', 'a', 'c'])
    expect(restoreFacts({ before: ['a'], after: ['b'] }, ['c'])).toBeNull()
    const now = ['a', 'c']
    expect(restoreFacts({ before: ['a'], after: ['b'] }, now)).toBe(now)
  })
})
