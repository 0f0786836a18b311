import {
  assignOverflow,
  createDirectory,
  createUnitTree,
  groupIdOf,
  IA_PA_2024,
  isValidOn,
  membersOf,
  resolveMembers,
  type GroupId,
  type Model,
  type OverflowGroup,
  type Person,
} from '@ketnoi/hierarchy'
import { createPopulation } from '@ketnoi/hierarchy/testing'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../test/engines.ts'
import { insertActualGroup, updateActualGroup } from '../readings/actual-groups.queries.ts'
import { insertReading, type ReadingRow } from '../readings/readings.queries.ts'
import { updatePeople } from '../people/write-people.ts'
import { updateUnits } from '../units/units.queries.ts'
import { listDesiredOn } from '../history/desired-on.queries.ts'
import { listGroups } from './groups.queries.ts'
import { listDesiredRows } from './desired.queries.ts'
import { insertGroupClosing } from './group-closing.queries.ts'
import { materialiseDesired } from './materialise-desired.ts'

const CAPACITY = 60

/** Everybody of the village, with those they live with, in groups that hold few. */
const MODEL: Model = {
  ...IA_PA_2024,
  id: 'small-groups',
  groupKinds: IA_PA_2024.groupKinds.map((kind) =>
    kind.id === 'village'
      ? {
          ...kind,
          capacity: CAPACITY,
          clauses: kind.clauses.map((clause) =>
            clause.required || clause.role !== 'member'
              ? clause
              : { ...clause, rule: { kind: 'resides', in: { kind: 'here' } } },
          ),
        }
      : kind,
  ),
}
const POPULATION = createPopulation({
  model: MODEL,
  shape: { communes: 1, villagesPerCommune: 2, residentsPerVillage: 130 },
})
const { asOf, units } = POPULATION
const EVERYBODY = [...POPULATION.people()]
const [tree] = [createUnitTree(units)].flatMap((result) => (result.ok ? [result.value] : []))
if (tree === undefined) throw new Error('the units are no tree')
const TREE = tree
const [VILLAGE = ''] = units.filter((unit) => unit.tier === 'village').map(({ id }) => groupIdOf('village', id))

function residence({ residences }: Person): Person['residences'][number] | undefined {
  return residences.find((one) => isValidOn(one, asOf))
}

/** What hierarchy gives for the village from the same facts, as `<group> <person>`. */
function inMemory(people: readonly Person[], groups: readonly OverflowGroup[]): string[] {
  const desired = resolveMembers(createDirectory({ model: MODEL, units: TREE, asOf, people }))
  const homes = new Map(people.map((person) => [person.id, residence(person)?.householdId ?? null]))
  const result = assignOverflow({
    people: membersOf(desired, VILLAGE).map(({ personId, role, required }) => ({
      personId,
      householdId: homes.get(personId) ?? null,
      role,
      required,
    })),
    groups,
    capacity: CAPACITY,
  })
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value.groups.flatMap(({ number, members }) => members.map((id) => `${part(number)} ${id}`)).sort()
}

function part(number: number): GroupId {
  return number === 1 ? VILLAGE : `${VILLAGE}~${String(number)}`
}

function member(personId: string): ReadingRow {
  return {
    key: personId,
    personId,
    displayName: personId,
    accountId: null,
    phone: null,
    role: 'member',
    state: 'member',
    matchedBy: 'account',
    candidates: [],
  }
}

describeEngines('groups that cannot hold everybody', (engine) => {
  beforeEach(async () => {
    await emptyDatabase(engine.db)
    await updateUnits(engine.db, units)
    await updatePeople(engine.db, EVERYBODY)
    await materialiseDesired(engine.db, MODEL, asOf)
  })

  async function stored(): Promise<string[]> {
    const rows = await listDesiredRows(engine.db, [1, 2, 3, 4, 5].map(part))
    return rows.map(({ groupId, personId }) => `${groupId} ${personId}`).sort()
  }
  async function own(number: number): Promise<string[]> {
    const rows = await listDesiredRows(engine.db, [part(number)])
    return rows.filter(({ role, required }) => role === 'member' && !required).map(({ personId }) => personId)
  }
  let readings = 0
  async function join(number: number, ids: readonly string[]): Promise<void> {
    const id = `real-${String(number)}`
    const known = await engine.db.selectFrom('actual_group').select('id').where('id', '=', id).execute()
    if (known.length === 0)
      await insertActualGroup(engine.db, {
        id,
        externalId: id,
        groupId: part(number),
        name: id,
        previousNames: [],
        owner: 'us',
        archived: false,
        firstRun: false,
        capacity: null,
        joinLink: null,
      })
    await insertReading(engine.db, {
      id: `reading-${String(readings++)}`,
      actualGroupId: id,
      readAt: `2024-02-01T03:04:05.${String(readings).padStart(3, '0')}Z`,
      completeness: 'complete',
      source: 'paste',
      author: 'somebody',
      rows: ids.map(member),
    })
  }

  test('are divided as hierarchy divides them, and named', async () => {
    const expected = inMemory(EVERYBODY, [{ capacity: CAPACITY, members: [], others: 0 }])
    expect(await stored()).toEqual(expected)
    expect(new Set(expected.map((line) => line.split(' ')[0])).size).toBeGreaterThan(2)
    const { rows } = await listGroups(engine.db, { kind: 'village', limit: 20 })
    const names = rows.filter(({ groupId }) => groupId.startsWith(VILLAGE)).map(({ name }) => name)
    expect(names.slice(0, 2)).toEqual([names[0], `${String(names[0])} (2)`])
    // The parts follow each other, before the next village.
    expect(rows.slice(0, names.length).map(({ name }) => name)).toEqual(names)
    for (const { desired } of rows) expect(desired).toBeLessThanOrEqual(CAPACITY)
    expect(await materialiseDesired(engine.db, MODEL, asOf)).toMatchObject({ inserted: 0, updated: 0, deleted: 0 })
    // Another day is asked by the same parts.
    const groups = rows.map((row) => ({ ...row, id: row.groupId, state: 'ok' as const, part: partNumber(row.groupId) }))
    const onDay = await listDesiredOn(engine.db, { model: MODEL, tree: TREE, on: asOf }, groups, groups)
    expect(
      onDay
        .map(({ groupId, personId }) => `${groupId} ${personId}`)
        .filter((line) => line.startsWith(VILLAGE))
        .sort(),
    ).toEqual(expected)
  })

  test('one person more changes nobody else, one by one as all at once', async () => {
    const before = await stored()
    const home = (await own(2))
      .map((id) => EVERYBODY.find((person) => person.id === id))
      .find((one) => one !== undefined)
    if (home === undefined) throw new Error('nobody is in the second group')
    const child: Person = { ...home, id: 'a-child', name: 'Siu Bé', phones: [], consents: [] }
    await updatePeople(engine.db, [child])
    await materialiseDesired(engine.db, MODEL, asOf, { personIds: [child.id] })
    const after = await stored()
    const household = residence(home)?.householdId
    const moved = before.filter((line) => !after.includes(line)).map((line) => line.split(' ')[1])
    for (const id of moved)
      expect(residence(EVERYBODY.find((person) => person.id === id) ?? child)?.householdId).toBe(household)
    expect(await materialiseDesired(engine.db, MODEL, asOf)).toMatchObject({ inserted: 0, updated: 0, deleted: 0 })
    expect(await stored()).toEqual(after)
  })

  test('whoever is in one stays, a larger group takes all, and one given up is left one by one', async () => {
    const [one, two] = [await own(1), await own(2)]
    await join(1, one)
    await join(2, two.slice(0, 3))
    // Whoever joined by the other poster is at home there.
    const [stray = ''] = await own(3)
    await join(2, [...two.slice(0, 3), stray])
    expect(await own(2)).toContain(stray)
    expect(await own(1)).toEqual(one)
    const then = await own(2)
    // The service says that the first holds all: what exists stays as it is, groups on paper only are given up.
    await updateActualGroup(engine.db, 'real-1', { capacity: 500 })
    expect(await own(2)).toEqual(then)
    expect(await own(3)).toEqual([])
    await insertGroupClosing(engine.db, { groupId: part(2), at: '2024-02-01T00:00:00.000Z', author: 'somebody' })
    expect(await own(2)).toEqual([...two.slice(0, 3), stray].sort())
    expect(await own(1)).toEqual(expect.arrayContaining(then))
    await join(1, [...one, ...two.slice(0, 2)])
    expect((await own(2)).sort()).toEqual([two[2], stray].sort())
    await join(1, [...one, ...then])
    expect(await listDesiredRows(engine.db, [part(2)])).toEqual([])
    const { rows } = await listGroups(engine.db, { kind: 'village', limit: 20 })
    expect(rows.filter(({ groupId }) => groupId.startsWith(VILLAGE)).map(({ groupId }) => groupId)).toEqual([VILLAGE])
    expect(await engine.db.selectFrom('group_closing').selectAll().execute()).toEqual([])
  })
})

function partNumber(id: GroupId): number {
  return Number(/~(\d+)$/u.exec(id)?.[1] ?? 1)
}
