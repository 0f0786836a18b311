import { createUnitTree, expectedGroups, IA_PA_2024, type Person } from '@ketnoi/hierarchy'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines } from '../../test/engines.ts'
import { DAY, loadExample, PEOPLE, UNITS, VILLAGE } from '../../test/example.ts'
import { daysAgo as ago, passDays as pass } from '../../test/pass-days.ts'
import { materialiseDesired } from '../groups/materialise-desired.ts'
import { updateActiveModel } from '../models/models.queries.ts'
import { updatePeople } from '../people/write-people.ts'
import { insertActualGroup, updateActualGroup } from '../readings/actual-groups.queries.ts'
import { insertJoinedMember, insertReading, updateReadingTime } from '../readings/readings.queries.ts'
import { findModelOn } from './basis.queries.ts'
import { listDesiredOn } from './desired-on.queries.ts'
import { listPersonReadings, listReadingsOn, listReadMembers } from './read.queries.ts'
import { countRecorded, listRecordedActual, listRecordedDesired } from './recorded.queries.ts'

const without = (person: Person): Person => ({ ...person, consents: [] })
const V1 = PEOPLE.find(({ id }) => id === 'v1') as Person

describeEngines('history of who should be in a group', (engine) => {
  beforeEach(() => loadExample(engine.db))

  const desiredOn = async (days: number): Promise<string[]> =>
    (await listRecordedDesired(engine.db, { groupIds: [VILLAGE] }, { on: ago(days) })).map(
      ({ personId, role, clauses, required }) => `${personId} ${role} ${String(clauses)} ${String(required)}`,
    )

  test('keeps what was recorded on each day, whatever comes later', async () => {
    const { db } = engine
    const first = await desiredOn(0)
    expect(first).toHaveLength(5)
    await pass(db, 10)
    await updatePeople(db, [without(V1)])
    await materialiseDesired(db, IA_PA_2024, DAY, { personIds: ['v1'] })
    await pass(db, 10)
    await updatePeople(db, [V1])
    await materialiseDesired(db, IA_PA_2024, DAY, { personIds: ['v1'] })
    expect(await desiredOn(21)).toEqual([])
    expect(await desiredOn(15)).toEqual(first)
    expect(await desiredOn(5)).toEqual(first.filter((row) => !row.startsWith('v1 ')))
    expect(await desiredOn(0)).toEqual(first)
    const spans = await listRecordedDesired(db, { personIds: ['v1'] }, { from: ago(30), to: ago(0) })
    expect(spans.map(({ recorded }) => recorded.to === null)).toEqual([false, true])
    expect(await countRecorded(db, [VILLAGE], ago(5))).toEqual([{ groupId: VILLAGE, desired: 4, actual: 0 }])
  })

  test('A property: whatever is recorded later, an answer about a past day stays the same', async () => {
    const { db } = engine
    const change = fc.record({
      person: fc.constantFrom(...PEOPLE),
      consents: fc.boolean(),
      lives: fc.boolean(),
      days: fc.integer({ min: 0, max: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        await loadExample(db)
        // Of each day that has passed: how many days ago it is now, and what was answered when it was over.
        const answered: { ago: number; rows: string[] }[] = []
        for (const { person, consents, lives, days } of changes) {
          const edited = {
            ...person,
            consents: consents ? person.consents : [],
            residences: lives ? person.residences : [],
          }
          await updatePeople(db, [edited])
          await materialiseDesired(db, IA_PA_2024, DAY, { personIds: [person.id] })
          if (days === 0) continue
          const rows = await desiredOn(0)
          await pass(db, days)
          for (const day of answered) day.ago += days
          for (let since = 1; since <= days; since++) answered.push({ ago: since, rows })
        }
        for (const day of answered) expect(await desiredOn(day.ago)).toEqual(day.rows)
      }),
      { numRuns: 12 },
    )
  })

  test('an update without a change begins nothing, and a change closes what was', async () => {
    const { db } = engine
    await pass(db, 3)
    await sql`update desired_member set required = required`.execute(db)
    expect(await sql`select from desired_history`.execute(db)).toMatchObject({ rows: [] })
    await sql`update desired_member set role = 2 where person_id = 'v1'`.execute(db)
    expect((await desiredOn(1)).find((row) => row.startsWith('v1'))).toBe('v1 member 32 false')
    expect((await desiredOn(0)).find((row) => row.startsWith('v1'))).toBe('v1 leader 32 false')
  })

  test('keeps the rules that were in force', async () => {
    const { db } = engine
    await pass(db, 5)
    const changed = { ...IA_PA_2024, version: 'next' }
    await updateActiveModel(db, changed)
    await materialiseDesired(db, changed, DAY)
    expect((await findModelOn(db, ago(1)))?.version).toBe(IA_PA_2024.version)
    expect((await findModelOn(db, ago(0)))?.version).toBe('next')
    expect(await findModelOn(db, ago(9))).toBeNull()
  })

  test('F5 who should have been in a group on a day, by the facts that were valid on it', async () => {
    const { db } = engine
    const tree = createUnitTree(UNITS)
    if (!tree.ok) throw new Error('no tree')
    await updatePeople(db, [{ ...V1, residences: V1.residences.map((home) => ({ ...home, to: '2024-03-01' })) }])
    const on = async (day: string) => {
      const expected = expectedGroups(IA_PA_2024, tree.value, day)
      const groups = expected.filter(({ id }) => id === VILLAGE)
      return listDesiredOn(db, { model: IA_PA_2024, tree: tree.value, on: day }, groups, expected)
    }
    const rows = await on(DAY)
    const kept = await listRecordedDesired(db, { groupIds: [VILLAGE] }, { on: ago(0) })
    expect(rows).toEqual(kept.map(({ recorded: _, ...row }) => row))
    expect((await on('2024-03-01')).map(({ personId }) => personId)).toEqual(
      rows.map(({ personId }) => personId).filter((id) => id !== 'v1'),
    )
  })
})

describeEngines('history of who was in a group', (engine) => {
  beforeEach(async () => {
    await loadExample(engine.db)
    await insertActualGroup(engine.db, {
      id: 'real',
      externalId: 'zalo-1',
      groupId: VILLAGE,
      name: 'Thôn 2',
      previousNames: [],
      owner: 'us',
      archived: false,
      firstRun: false,
      capacity: null,
      joinLink: null,
    })
  })

  const read = (
    id: string,
    days: number,
    people: readonly string[],
    completeness: 'complete' | 'failed' = 'complete',
  ) =>
    insertReading(engine.db, {
      id,
      actualGroupId: 'real',
      readAt: new Date(Date.now() - days * 86_400_000).toISOString(),
      completeness,
      source: 'paste',
      author: 'a',
      rows: people.map((personId) => ({
        key: personId,
        personId,
        displayName: personId,
        accountId: null,
        phone: null,
        role: 'member',
        state: 'member',
        matchedBy: 'name',
        candidates: [],
      })),
    })
  const wasIn = async (days: number, groupId = VILLAGE): Promise<string[]> =>
    (await listReadMembers(engine.db, await listReadingsOn(engine.db, [groupId], ago(days)), ago(days))).map(
      ({ personId }) => personId,
    )
  const believed = async (days: number, groupId = VILLAGE): Promise<string[]> =>
    (await listRecordedActual(engine.db, { groupIds: [groupId] }, { on: ago(days) })).map(({ personId }) => personId)

  test('counts from when a list was read, and what was believed from when it was imported', async () => {
    await read('one', 10, ['v1', 'v2'])
    expect(await wasIn(11)).toEqual([])
    expect(await wasIn(5)).toEqual(['v1', 'v2'])
    expect(await believed(5)).toEqual([])
    expect(await believed(0)).toEqual(['v1', 'v2'])
    await pass(engine.db, 4)
    // A list of a day that is long over, handed in late: it does not change what was believed.
    await read('two', 3, ['v2', 'v3'])
    expect(await believed(2)).toEqual(['v1', 'v2'])
    expect(await wasIn(2)).toEqual(['v2', 'v3'])
    expect(await believed(0)).toEqual(['v2', 'v3'])
    // Whoever stayed is one record, not two.
    const spans = await listRecordedActual(engine.db, { personIds: ['v2'] }, { from: ago(20), to: ago(0) })
    expect(spans).toHaveLength(1)
    await read('broken', 1, [], 'failed')
    expect(await wasIn(0)).toEqual(['v2', 'v3'])
  })

  test('the same list read again held from the first time on, and who joined later only from then', async () => {
    await read('one', 10, ['v1'])
    const now = new Date().toISOString()
    await updateReadingTime(engine.db, 'one', { readAt: now, completeness: 'complete' })
    const at = new Date(Date.now() - 2 * 86_400_000).toISOString()
    await engine.db.transaction().execute((trx) => insertJoinedMember(trx, 'real', { personId: 'v2', name: 'v2', at }))
    expect(await wasIn(8)).toEqual(['v1'])
    expect(await wasIn(1)).toEqual(['v1', 'v2'])
    const spans = await listPersonReadings(engine.db, ['v2'], { from: ago(20), to: ago(0) })
    expect(spans).toMatchObject([{ groupId: VILLAGE, from: at, to: null, role: 'member' }])
  })

  test('stays with the group that the real one was, with its identity of then', async () => {
    await read('one', 10, ['v1', 'v2'])
    await pass(engine.db, 5)
    await updateActualGroup(engine.db, 'real', { groupId: 'village:plei-10', externalId: 'zalo-2' })
    expect(await wasIn(2)).toEqual(['v1', 'v2'])
    expect(await wasIn(0)).toEqual([])
    expect(await wasIn(0, 'village:plei-10')).toEqual(['v1', 'v2'])
    expect(await believed(2)).toEqual(['v1', 'v2'])
    expect(await believed(2, 'village:plei-10')).toEqual([])
    expect(await believed(0, 'village:plei-10')).toEqual(['v1', 'v2'])
    expect(await listReadingsOn(engine.db, [VILLAGE], ago(2))).toMatchObject([{ externalId: 'zalo-1' }])
    const spans = await listPersonReadings(engine.db, ['v1'], { from: ago(20), to: ago(0) })
    expect(spans.map(({ groupId, to }) => [groupId, to === null])).toEqual([
      ['village:plei-10', true],
      [VILLAGE, false],
    ])
  })
})
