import { createPlan, desiredFromRows, expectedGroups, IA_PA_2024 } from '@ketnoi/hierarchy'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines } from '../../test/engines.ts'
import { DAY, loadExample, VILLAGE } from '../../test/example.ts'
import { deletePeople } from '../people/write-people.ts'
import {
  findActualGroup,
  insertActualGroup,
  listActualGroups,
  updateActualGroup,
  type NewActualGroup,
} from '../readings/actual-groups.queries.ts'
import {
  insertDepartures,
  insertReading,
  listReadingRows,
  listReadings,
  type NewReading,
  type ReadingRow,
} from '../readings/readings.queries.ts'
import { deleteMemberMatch, listMemberMatches, updateMemberMatch } from '../readings/member-matches.queries.ts'
import { getUnitTree } from '../units/units.queries.ts'
import { listDesiredMembers, listDesiredRows, listDesiredRowsOfPeople } from './desired.queries.ts'
import { desiredDifference } from './difference.queries.ts'
import { countGroups, findGroup, listGroups } from './groups.queries.ts'

const GROUP: NewActualGroup = {
  id: 'real',
  externalId: 'zalo-1',
  groupId: VILLAGE,
  name: 'Thôn 2 – Xã Ia Tul',
  previousNames: ['Thôn Hai'],
  owner: 'us',
  archived: false,
  firstRun: true,
  capacity: 1000,
  joinLink: 'https://example.invalid/g/1',
}

function row(key: string, personId: string | null, change: Partial<ReadingRow> = {}): ReadingRow {
  return {
    key,
    personId,
    displayName: key,
    accountId: null,
    phone: null,
    role: 'member',
    state: 'member',
    matchedBy: null,
    candidates: [],
    ...change,
  }
}

const READING: NewReading = {
  id: 'reading-1',
  actualGroupId: 'real',
  readAt: '2024-02-01T03:04:05.000Z',
  completeness: 'complete',
  source: 'paste',
  author: 'somebody',
  rows: [
    row('Chief', 'chief', { role: 'leader', matchedBy: 'name' }),
    row('Chief again', 'chief', { state: 'invited', matchedBy: 'phone' }),
    row('Officer', 'officer', { role: 'deputy', matchedBy: 'name' }),
    row('V1', 'v1', { state: 'invitation-failed', matchedBy: 'account', accountId: 'z1' }),
    row('V3', 'v3', { matchedBy: 'name' }),
    row('Bình', null, { candidates: ['v1', 'v4'], phone: '+84912345678' }),
  ],
}

describeEngines('groups', (engine) => {
  beforeEach(() => loadExample(engine.db))

  test('are listed each unit before those below it, villages as people count', async () => {
    const first = await listGroups(engine.db, { limit: 3 })
    const rest = await listGroups(engine.db, { limit: 3, after: first.next })
    expect([...first.rows, ...rest.rows].map((group) => group.groupId)).toEqual([
      'district-committee:district',
      'commune-committee:trok',
      'commune-committee:tul',
      'village:plei-2',
      'village:plei-10',
    ])
    expect(rest.next).toBeNull()
    expect(first.rows[0]).toEqual({
      groupId: 'district-committee:district',
      kind: 'district-committee',
      part: 1,
      isSpare: false,
      isClosing: false,
      unitId: 'district',
      name: 'BCĐ Huyện Ia Pa',
      state: 'unlinked',
      mode: 'manage',
      capacity: 1000,
      actualGroupId: null,
      readAt: null,
      completeness: null,
      desired: 0,
      actual: 0,
      matching: 0,
      toAdd: 0,
      toRemove: 0,
      wrongRole: 0,
      required: 0,
      requiredMissing: 0,
      unmatched: 0,
    })
  })

  test.each([
    [{ text: 'trok' }, ['commune-committee:trok']],
    [{ text: 'Thôn tul' }, ['village:plei-2', 'village:plei-10']],
    [{ text: '%' }, []],
    [{ kind: 'village' }, ['village:plei-2', 'village:plei-10']],
    [{ within: ['tul'] }, ['commune-committee:tul', 'village:plei-2', 'village:plei-10']],
    [{ within: ['tul'], kind: 'commune-committee' }, ['commune-committee:tul']],
    [{ state: 'in-order' }, []],
    [{ groupIds: [] }, []],
  ] as const)('are filtered by %o', async (filter, expected) => {
    const { rows } = await listGroups(engine.db, { ...filter, limit: 10 })
    expect(rows.map((group) => group.groupId)).toEqual(expected)
  })

  test.each([
    ['missing', 'toAdd'],
    ['surplus', 'toRemove'],
    ['required', 'requiredMissing'],
    ['unmatched', 'unmatched'],
  ] as const)('come with the most %s first, page by page, and those never read last', async (order, column) => {
    for (const [groupId, rows] of [
      ['commune-committee:tul', []],
      [VILLAGE, READING.rows],
    ] as const) {
      const real = `real-${groupId}`
      await insertActualGroup(engine.db, { ...GROUP, id: real, externalId: real, groupId })
      await insertReading(engine.db, { ...READING, id: `reading-${groupId}`, actualGroupId: real, rows })
    }
    const ids: string[] = []
    for (let after: string | null = null; ;) {
      const page = await listGroups(engine.db, { order, limit: 1, after })
      ids.push(...page.rows.map((group) => group.groupId))
      if (page.next === null) break
      after = page.next
    }
    const byUnit = (await listGroups(engine.db, { limit: 10 })).rows
    const most = byUnit.filter((group) => group.readAt !== null).sort((a, b) => b[column] - a[column])
    const unread = byUnit.filter((group) => group.readAt === null)
    expect(ids).toEqual([...most, ...unread].map((group) => group.groupId))
  })

  test('stand as their readings say', async () => {
    await insertActualGroup(engine.db, GROUP)
    expect((await findGroup(engine.db, VILLAGE))?.state).toBe('unread')
    await insertReading(engine.db, READING)
    expect(await findGroup(engine.db, VILLAGE)).toMatchObject({
      state: 'differs',
      actualGroupId: 'real',
      readAt: READING.readAt,
      completeness: 'complete',
      desired: 5,
      actual: 3,
      matching: 2,
      toAdd: 3,
      toRemove: 1,
      wrongRole: 1,
      required: 3,
      requiredMissing: 1,
      unmatched: 1,
    })
    const [difference] = await desiredDifference(engine.db, [VILLAGE])
    expect(difference).toEqual({
      groupId: VILLAGE,
      desired: 5,
      actual: 3,
      matching: 2,
      toAdd: 3,
      toRemove: 1,
      wrongRole: 1,
      required: 3,
      requiredMissing: 1,
    })
    expect(await countGroups(engine.db, { kind: 'village' })).toEqual({
      total: 2,
      states: { invalid: 0, unlinked: 1, unread: 0, differs: 1, undecided: 0, 'in-order': 0 },
    })
    expect((await listGroups(engine.db, { state: 'differs', limit: 5 })).rows.map((group) => group.groupId)).toEqual([
      VILLAGE,
    ])
    expect(await findGroup(engine.db, 'village:nowhere')).toBeNull()
  })

  test('show who should be in them, the leaders first, beside who is', async () => {
    await insertActualGroup(engine.db, GROUP)
    await insertReading(engine.db, READING)
    const members = await listDesiredMembers(engine.db, VILLAGE, DAY)
    expect(members.map((member) => [member.personId, member.role, member.required, member.actual])).toEqual([
      ['chief', 'leader', true, { role: 'leader', state: 'member' }],
      ['head', 'member', true, null],
      ['officer', 'member', true, { role: 'deputy', state: 'member' }],
      ['v1', 'member', false, { role: 'member', state: 'invitation-failed' }],
      ['v2', 'member', false, null],
    ])
    expect(members[3]).toMatchObject({
      name: 'Rơ Châm Bình',
      phone: '+84912345678',
      unitId: 'plei-2',
      reachability: 'unknown',
    })
    expect((await listDesiredRowsOfPeople(engine.db, ['officer'])).map((desired) => desired.groupId)).toEqual([
      'village:plei-10',
      VILLAGE,
    ])
  })

  test('give the plan of hierarchy from desired rows and readings', async () => {
    await insertActualGroup(engine.db, { ...GROUP, firstRun: false })
    await insertReading(engine.db, READING)
    const groups = expectedGroups(IA_PA_2024, await getUnitTree(engine.db), DAY).filter((group) => group.id === VILLAGE)
    const desired = desiredFromRows({
      model: IA_PA_2024,
      asOf: DAY,
      scope: 'some',
      groups,
      rows: await listDesiredRows(engine.db, [VILLAGE]),
    })
    const plan = createPlan({ desired, actual: await listReadings(engine.db, [VILLAGE]) })
    expect(
      plan.changes.map((change) => `${change.kind} ${'personId' in change ? change.personId : ''}`).sort(),
    ).toEqual(['add head', 'add v2', 'demote officer', 'reinvite v1', 'remove v3'])
  })

  test('readings come back as they were given', async () => {
    await insertActualGroup(engine.db, GROUP)
    await insertReading(engine.db, READING)
    await insertDepartures(engine.db, 'real', [{ personId: 'v2', by: 'self', at: '2024-01-01T00:00:00.000Z' }])
    expect(await listReadingRows(engine.db, 'real')).toEqual(READING.rows)
    const [reading, ...others] = await listReadings(engine.db, null)
    expect(others).toEqual([])
    expect(reading).toEqual({
      id: 'reading-1',
      readAt: READING.readAt,
      completeness: 'complete',
      externalId: 'zalo-1',
      groupId: VILLAGE,
      name: GROUP.name,
      previousNames: ['Thôn Hai'],
      owner: 'us',
      archived: false,
      firstRun: true,
      capacity: 1000,
      members: READING.rows.flatMap(({ personId, role, state }) =>
        personId === null ? [] : [{ personId, role, state }],
      ),
      unmatched: [
        { key: 'Bình', displayName: 'Bình', accountId: null, phone: '+84912345678', candidates: ['v1', 'v4'] },
      ],
      departures: [{ personId: 'v2', by: 'self', at: '2024-01-01T00:00:00.000Z' }],
    })
    await insertReading(engine.db, { ...READING, id: 'reading-2', completeness: 'failed', rows: [] })
    expect(await listReadings(engine.db, [VILLAGE])).toMatchObject([{ id: 'reading-2', members: [] }])
    expect(await findGroup(engine.db, VILLAGE)).toMatchObject({ actual: 0, unmatched: 0 })
  })

  test('remember what was decided about a name, once: a person, or a stranger', async () => {
    await insertActualGroup(engine.db, GROUP)
    await insertReading(engine.db, READING)
    const decide = (personId: string | null) =>
      updateMemberMatch(engine.db, 'real', { key: 'Bình', personId }, 'somebody')
    expect(await decide('v2')).toBe(true)
    expect(await findGroup(engine.db, VILLAGE)).toMatchObject({ unmatched: 0, matching: 3, toAdd: 2 })
    // Until it is taken back nobody else decides otherwise, though they may say the same.
    expect([await decide(null), await decide('v2')]).toEqual([false, true])
    await deleteMemberMatch(engine.db, 'real', 'Bình')
    expect(await decide(null)).toBe(true)
    expect(await listReadings(engine.db, [VILLAGE])).toMatchObject([
      { unmatched: [{ candidates: [], isStranger: true }] },
    ])
    expect(await listMemberMatches(engine.db, 'real')).toEqual([{ key: 'Bình', personId: null }])
    expect(await findGroup(engine.db, VILLAGE)).toMatchObject({ unmatched: 0, matching: 2 })
  })

  test('real groups are linked to another one with their members', async () => {
    await insertActualGroup(engine.db, { ...GROUP, groupId: null })
    await insertReading(engine.db, READING)
    expect(await listActualGroups(engine.db, { unlinked: true })).toEqual([
      { ...GROUP, groupId: null, readingId: 'reading-1', service: 'hands-on' },
    ])
    await updateActualGroup(engine.db, 'real', { groupId: VILLAGE, firstRun: false })
    expect(await findGroup(engine.db, VILLAGE)).toMatchObject({ actual: 3 })
    await updateActualGroup(engine.db, 'real', { groupId: 'village:plei-10' })
    expect(await findGroup(engine.db, VILLAGE)).toMatchObject({ actual: 0, state: 'unlinked' })
    expect(await findGroup(engine.db, 'village:plei-10')).toMatchObject({ actual: 3 })
    expect(await findActualGroup(engine.db, 'real')).toMatchObject({ firstRun: false, groupId: 'village:plei-10' })
  })

  test('somebody who is deleted is an unmatched name again', async () => {
    await insertActualGroup(engine.db, GROUP)
    await insertReading(engine.db, READING)
    await deletePeople(engine.db, ['v3'])
    expect(await desiredDifference(engine.db, [VILLAGE])).toMatchObject([{ actual: 2, toRemove: 0 }])
  })
})
