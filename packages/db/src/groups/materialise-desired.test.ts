import {
  createDirectory,
  createUnitTree,
  GIA_LAI_2025,
  IA_PA_2024,
  membersOf,
  resolveMembers,
  type GroupKind,
  type Model,
  type Override,
  type Person,
  type Unit,
} from '@ketnoi/hierarchy'
import { createPopulation, transferOfficer, type Population } from '@ketnoi/hierarchy/testing'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, describePostgres, emptyDatabase } from '../../test/engines.ts'
import { DAY, loadExample, PEOPLE, UNITS, VILLAGE } from '../../test/example.ts'
import { openDatabase } from '../connect.ts'
import { endOverrideOn, insertOverride } from '../overrides/overrides.queries.ts'
import { updatePeople } from '../people/write-people.ts'
import type { Db } from '../schema.ts'
import { updateUnits } from '../units/units.queries.ts'
import { desiredDifference } from './difference.queries.ts'
import { listDesiredRows } from './desired.queries.ts'
import { materialiseDesired } from './materialise-desired.ts'
import { findMaterialised } from './materialised.ts'

interface Facts {
  readonly model: Model
  readonly units: readonly Unit[]
  readonly people: Iterable<Person>
  readonly asOf: string
  readonly overrides?: readonly Override[]
}

/** What hierarchy resolves in memory from the same facts, as rows. */
function resolvedInMemory({ model, units, people, asOf, overrides = [] }: Facts): string[] {
  const tree = createUnitTree(units)
  if (!tree.ok) throw new Error('the units are no tree')
  const desired = resolveMembers(createDirectory({ model, units: tree.value, asOf, people, overrides }))
  return [...desired.groups.values()]
    .flatMap(({ group }) => {
      const clauses = model.groupKinds.find((kind) => kind.id === group.kind)?.clauses.map((clause) => clause.id) ?? []
      return membersOf(desired, group.id).map((member) => {
        const mask = member.reasons.reduce(
          (sum, r) => (r.kind === 'rule' ? sum | (1 << clauses.indexOf(r.clause)) : sum),
          0,
        )
        return `${group.id} ${member.personId} ${member.role} ${String(mask)} ${String(member.required)}`
      })
    })
    .sort()
}

async function stored(db: Db): Promise<string[]> {
  const rows = await listDesiredRows(db, null)
  return rows
    .map((row) => `${row.groupId} ${row.personId} ${row.role} ${String(row.clauses)} ${String(row.required)}`)
    .sort()
}

function override(id: string, kind: Override['kind'], personId: string, change: Partial<Override> = {}): Override {
  return {
    id,
    kind,
    groupId: VILLAGE,
    personId,
    role: 'member',
    reason: 'r',
    author: 'a',
    from: null,
    to: null,
    ...change,
  }
}

function populationOf(model: Model): Population {
  return createPopulation({ model, shape: { communes: 3, villagesPerCommune: 4, residentsPerVillage: 130 } })
}

describeEngines('desired members', (engine) => {
  beforeEach(() => loadExample(engine.db))

  test.each([IA_PA_2024, GIA_LAI_2025])('of a population are those of hierarchy: $id', async (model) => {
    await emptyDatabase(engine.db)
    const population = populationOf(model)
    const people = [...population.people()]
    await updateUnits(engine.db, population.units)
    await updatePeople(engine.db, people)
    const { asOf, units } = population
    const changes = await materialiseDesired(engine.db, model, asOf)
    const expected = resolvedInMemory({ model, units, people, asOf })
    expect(await stored(engine.db)).toEqual(expected)
    expect(changes).toEqual({ inserted: expected.length, updated: 0, deleted: 0, groupIds: null })
    expect(await findMaterialised(engine.db)).toEqual({ asOf, model: `${model.id} ${model.version}` })
  })

  test('E5 follow an officer who is transferred, for that person alone', async () => {
    await emptyDatabase(engine.db)
    const population = populationOf(IA_PA_2024)
    const { asOf, units } = population
    const people = [...population.people()]
    await updateUnits(engine.db, units)
    await updatePeople(engine.db, people)
    await materialiseDesired(engine.db, IA_PA_2024, asOf)
    const { after } = transferOfficer(population)
    await updatePeople(engine.db, [after])
    const changes = await materialiseDesired(engine.db, IA_PA_2024, asOf, { personIds: [after.id] })
    expect(changes).toMatchObject({ inserted: 4, updated: 0, deleted: 4 })
    expect(changes.groupIds).toHaveLength(8)
    const now = people.map((person) => (person.id === after.id ? after : person))
    expect(await stored(engine.db)).toEqual(resolvedInMemory({ model: IA_PA_2024, units, people: now, asOf }))
  })

  test('A1 are written only where they differ', async () => {
    expect(await materialiseDesired(engine.db, IA_PA_2024, DAY)).toMatchObject({ inserted: 0, updated: 0, deleted: 0 })
    const changed = PEOPLE.map((person) =>
      person.id === 'officer'
        ? {
            ...person,
            appointments: [{ positionId: 'commune-police-deputy-head', unitId: 'tul', from: null, to: null }],
          }
        : person,
    )
    await updatePeople(engine.db, changed)
    const changes = await materialiseDesired(engine.db, IA_PA_2024, DAY, { personIds: ['officer'] })
    expect(changes).toEqual({
      inserted: 1,
      updated: 2,
      deleted: 0,
      groupIds: ['commune-committee:tul', 'village:plei-10', VILLAGE],
    })
    expect(await stored(engine.db)).toEqual(
      resolvedInMemory({ model: IA_PA_2024, units: UNITS, people: changed, asOf: DAY }),
    )
  })

  test('F1 F2 rule, then include, then exclude; at its expiry the rule decides again', async () => {
    const overrides = [
      override('o1', 'include', 'v4', { role: 'deputy' }),
      override('o2', 'exclude', 'v1', { to: '2024-03-01' }),
      override('o3', 'include', 'v3'),
      override('o4', 'exclude', 'v3'),
      override('o5', 'include', 'v2', { role: 'leader' }),
      override('o6', 'exclude', 'head', { to: DAY }),
      override('o7', 'include', 'v4', { groupId: 'village:gone' }),
    ]
    for (const one of overrides) await insertOverride(engine.db, one)
    const changes = await materialiseDesired(engine.db, IA_PA_2024, DAY, { groupIds: [VILLAGE, 'village:gone'] })
    expect(changes).toEqual({ inserted: 1, updated: 1, deleted: 1, groupIds: [VILLAGE] })
    const facts = { model: IA_PA_2024, units: UNITS, people: PEOPLE, overrides }
    expect(await stored(engine.db)).toEqual(resolvedInMemory({ ...facts, asOf: DAY }))
    // Another day is another computation, whatever the scope.
    await materialiseDesired(engine.db, IA_PA_2024, '2024-03-01', { groupIds: [] })
    expect(await stored(engine.db)).toEqual(resolvedInMemory({ ...facts, asOf: '2024-03-01' }))
    expect(await endOverrideOn(engine.db, 'o5', '2024-03-01')).toBe(true)
    await materialiseDesired(engine.db, IA_PA_2024, '2024-03-01', { personIds: ['v2'] })
    const rest = overrides.filter(({ id }) => id !== 'o5')
    expect(await stored(engine.db)).toEqual(resolvedInMemory({ ...facts, overrides: rest, asOf: '2024-03-01' }))
  })

  test('E4 of groups of groups follow the groups they are made of', async () => {
    const name = { vi: 'x', en: 'x' }
    const circle: GroupKind = {
      id: 'circle',
      name,
      tier: 'district',
      nameTemplate: 'Circle {unit}',
      clauses: [
        {
          id: 'villages',
          name,
          role: 'member',
          required: false,
          rule: { kind: 'member-of', groupKind: 'village', of: { kind: 'within' } },
        },
        {
          id: 'communes',
          name,
          role: 'deputy',
          required: true,
          rule: { kind: 'member-of', groupKind: 'commune-committee', of: { kind: 'within' } },
        },
      ],
      mode: 'manage',
      capacity: 1000,
      brakes: {},
      issues: [],
      from: null,
      to: null,
    }
    // Named first although it is computed last.
    const model: Model = { ...IA_PA_2024, id: 'circles', groupKinds: [circle, ...IA_PA_2024.groupKinds] }
    const facts = { model, units: UNITS, people: PEOPLE, asOf: DAY }
    await materialiseDesired(engine.db, model, DAY)
    expect(await stored(engine.db)).toEqual(resolvedInMemory(facts))
    const overrides = [override('o1', 'exclude', 'v1'), override('o2', 'include', 'v4')]
    for (const one of overrides) await insertOverride(engine.db, one)
    const changes = await materialiseDesired(engine.db, model, DAY, { groupIds: [VILLAGE] })
    expect(changes.groupIds).toEqual(['circle:district', VILLAGE])
    expect(await stored(engine.db)).toEqual(resolvedInMemory({ ...facts, overrides }))
  })

  test('E1 of a kind whose rule could not be read: the groups are there, invalid, and want nobody', async () => {
    const issue = { code: 'rule-unknown', message: 'x', path: [] }
    const groupKinds = IA_PA_2024.groupKinds.map((kind) =>
      kind.id === 'village' ? { ...kind, issues: [issue] } : kind,
    )
    const model = { ...IA_PA_2024, version: '2.0.0', groupKinds }
    await materialiseDesired(engine.db, model, DAY)
    const states = await engine.db.selectFrom('expected_group').select(['id', 'state']).orderBy('id').execute()
    expect(states.filter((row) => row.state === 'invalid').map((row) => row.id)).toEqual(['village:plei-10', VILLAGE])
    expect(await listDesiredRows(engine.db, [VILLAGE])).toEqual([])
    expect((await listDesiredRows(engine.db, ['commune-committee:tul'])).map((row) => row.personId)).toEqual(['chief'])
  })

  test('a unit that has ended takes its groups with it', async () => {
    const ended = UNITS.map((unit) => (unit.id === 'plei-2' ? { ...unit, to: '2024-02-01' } : unit))
    await updateUnits(engine.db, ended)
    await materialiseDesired(engine.db, IA_PA_2024, DAY)
    expect(await stored(engine.db)).toEqual(
      resolvedInMemory({ model: IA_PA_2024, units: ended, people: PEOPLE, asOf: DAY }),
    )
    expect((await desiredDifference(engine.db)).map((row) => row.groupId).sort()).toEqual([
      'commune-committee:tul',
      'village:plei-10',
    ])
  })
})

describePostgres('desired members computed by two at once', (engine) => {
  test('C5 come one after the other', async () => {
    await loadExample(engine.db)
    if (engine.url === null) throw new Error('this is PostgreSQL')
    const other = await openDatabase({ url: engine.url })
    await engine.db.deleteFrom('desired_member').execute()
    const changes = await Promise.all([
      materialiseDesired(engine.db, IA_PA_2024, DAY),
      materialiseDesired(other.db, IA_PA_2024, DAY),
    ])
    expect(changes.map((change) => change.inserted).sort((a, b) => a - b)).toEqual([0, 9])
    await other.close()
  })
})
