import { describe, expect, it } from 'vitest'
import { IA_PA_2024 } from '../presets/ia-pa-2024.ts'
import { buildPerson } from '../testing/build-person.ts'
import type { Unit } from '../units/unit.ts'
import { createUnitTree } from '../units/unit-tree.ts'
import { changeMany, type ManyChange } from './change-many.ts'
import type { Person } from './person.ts'

const unit = (id: string, to: string | null = null): Unit => ({
  id,
  tier: 'village',
  kind: 'village',
  names: [{ short: id, full: id, from: null, to }],
  aliases: [],
  codes: [],
  parents: [],
  successors: [],
  from: null,
  to,
})
const tree = createUnitTree([unit('v1'), unit('v2'), unit('old', '2020-01-01')])
if (!tree.ok) throw new Error('the units are right')
const WORLD = { model: IA_PA_2024, tree: tree.value, today: '2024-02-01' }

const lives = (id: string, householdId: string | null, representsHousehold = false): Person =>
  buildPerson(id, { residences: [{ unitId: 'v1', householdId, representsHousehold, from: null, to: null }] })
const [mother, father, son, alone] = [
  lives('mother', 'h1', true),
  lives('father', 'h1'),
  lives('son', 'h2', true),
  lives('alone', null),
]
const MEMBERS: Readonly<Record<string, readonly string[]>> = { h1: ['mother', 'father'], h2: ['son', 'wife'] }
const HOUSEHOLDS = { membersOf: (id: string) => MEMBERS[id] ?? [], newHouseholdFrom: (id: string) => `${id}-new` }
const move = (facts: Partial<Extract<ManyChange, { kind: 'move' }>> = {}): ManyChange => ({
  kind: 'move',
  unitId: 'v2',
  from: '2024-02-01',
  household: 'along',
  ...facts,
})
const homeOf = (person: Person | undefined) => {
  const home = person?.residences.at(-1)
  return [home?.unitId, home?.householdId, home?.representsHousehold]
}

describe('a change of many people', () => {
  it('lets whole households move along, and those who leave others behind form a new one', () => {
    const { changed, movedHouseholds, refused } = changeMany([mother, father, son, alone], move(), HOUSEHOLDS, WORLD)
    expect(changed.map(homeOf)).toEqual([
      ['v2', 'h1', true],
      ['v2', 'h1', false],
      ['v2', 'h2-new', true],
      ['v2', null, false],
    ])
    expect(changed[0]?.residences[0]?.to).toBe('2024-02-01')
    expect(movedHouseholds).toEqual(['h1'])
    expect(refused).toEqual([])
  })

  it('brings all of them into one household, or into none', () => {
    const into = changeMany(
      [mother, son],
      move({ unitId: 'v1', household: { id: 'h1', representativeId: null } }),
      HOUSEHOLDS,
      WORLD,
    )
    expect(into.changed.map(homeOf)).toEqual([['v1', 'h1', false]])
    expect(into.unchanged).toEqual(['mother'])
    const led = changeMany([son], move({ household: { id: 'h3', representativeId: 'son' } }), HOUSEHOLDS, WORLD)
    expect(led.changed.map(homeOf)).toEqual([['v2', 'h3', true]])
    const out = changeMany([mother, alone], move({ unitId: 'v1', household: null }), HOUSEHOLDS, WORLD)
    expect(out.changed.map(homeOf)).toEqual([['v1', null, false]])
    expect(out.unchanged).toEqual(['alone'])
  })

  it('leaves out who is so already, and names who cannot be changed', () => {
    expect(changeMany([mother], move({ unitId: 'v1' }), HOUSEHOLDS, WORLD).unchanged).toEqual(['mother'])
    const { changed, refused } = changeMany([mother, son], move({ unitId: 'old' }), HOUSEHOLDS, WORLD)
    expect(changed).toEqual([])
    expect(refused.map(({ personId, issues }) => [personId, issues[0]?.code])).toEqual([
      ['mother', 'unit-not-on-day'],
      ['son', 'unit-not-on-day'],
    ])
    const set = changeMany(
      [mother, { ...son, reachability: 'refused' }],
      { kind: 'set', reachability: 'refused' },
      HOUSEHOLDS,
      WORLD,
    )
    expect(set.changed.map(({ id, reachability }) => [id, reachability])).toEqual([['mother', 'refused']])
    expect(set.unchanged).toEqual(['son'])
  })
})
