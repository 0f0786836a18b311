import { type Person } from '@ketnoi/hierarchy'
import { buildPerson, livesAt } from '@ketnoi/hierarchy/testing'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines } from '../../test/engines.ts'
import { DAY, loadExample, PEOPLE } from '../../test/example.ts'
import { NotFound, ReferenceUnknown, RevisionConflict } from '../errors.ts'
import {
  countPeople,
  findPerson,
  listAppointmentsAt,
  listPeople,
  listPeopleByNames,
  listPeopleByPhones,
  listPeoplePage,
  listPersonNames,
  listRosterCandidates,
  type RosterKeys,
} from './people.queries.ts'
import { listPeopleMatching, listPeopleOfUnit } from './person-rows.queries.ts'
import { insertAuditEvents } from '../audit/audit.queries.ts'
import { mergePendingNames } from './name-index.queries.ts'
import { findPersonOrigin, listPersonVersions } from './person-versions.queries.ts'
import { lockPeople } from '../locks.ts'
import { deletePeople, updatePeople, updatePerson } from './write-people.ts'

const EVERYTHING: Person = {
  id: 'all',
  name: 'Rơ Châm H’Nhươn',
  birth: '1990-02',
  adult: null,
  reachability: 'shared-phone',
  residences: [
    {
      unitId: 'plei-2',
      householdId: 'h1',
      representsHousehold: false,
      endReason: 'moved-away',
      from: null,
      to: '2024-01-01',
    },
    { unitId: 'plei-10', householdId: null, representsHousehold: true, from: '2024-01-01', to: null },
  ],
  appointments: [
    { positionId: 'village-elder', unitId: 'plei-10', from: '2020-01-01', to: null },
    { positionId: 'village-head', unitId: 'plei-10', from: '2020-01-01', to: '2023-01-01' },
  ],
  phones: [{ number: '+84900000001', from: null, to: null }],
  consents: [{ purposeId: 'village-group', from: '2024-01-15', to: null }],
  accounts: [{ service: 'zalo', accountId: 'z1', displayName: 'Nhươn "H"', from: null, to: null }],
}

describeEngines('people', (engine) => {
  beforeEach(() => loadExample(engine.db))

  test('come back as they were given', async () => {
    expect(await updatePeople(engine.db, [EVERYTHING])).toEqual({ inserted: ['all'], updated: [], unchanged: 0 })
    expect(await findPerson(engine.db, 'all')).toEqual({ person: EVERYTHING, revision: 1 })
    expect(await findPerson(engine.db, 'nobody')).toBeNull()
    expect(await listPeople(engine.db, ['v1', 'all', 'nobody'])).toEqual([EVERYTHING, PEOPLE[3]])
    expect(await listPersonNames(engine.db, ['all'])).toEqual(new Map([['all', 'Rơ Châm H’Nhươn']]))
    expect(await countPeople(engine.db)).toBe(8)
  })

  test('I5 given twice they change nothing the second time; of two of one id the last counts', async () => {
    expect(await updatePeople(engine.db, PEOPLE)).toEqual({ inserted: [], updated: [], unchanged: 7 })
    const renamed = { ...EVERYTHING, name: 'Khác' }
    expect(await updatePeople(engine.db, [EVERYTHING, renamed])).toEqual({
      inserted: ['all'],
      updated: [],
      unchanged: 0,
    })
    expect((await findPerson(engine.db, 'all'))?.person.name).toBe('Khác')
    const turned = { ...renamed, residences: renamed.residences.toReversed() }
    expect(await updatePeople(engine.db, [turned])).toEqual({ inserted: [], updated: [], unchanged: 1 })
  })

  test('whose names hold what means something to the database keep it', async () => {
    const people = ['null', '', '{a,b}', '"', '\\', "'", 'a\nb\t', 'ă̂'].map((name, at) =>
      buildPerson(`odd-${at}`, { name }),
    )
    await updatePeople(engine.db, people)
    expect(
      await listPeople(
        engine.db,
        people.map((person) => person.id),
      ),
    ).toEqual(people)
  })

  test('are stored all or not at all when a unit is unknown', async () => {
    const lost = buildPerson('lost', { residences: [livesAt('nowhere')] })
    const refused = updatePeople(engine.db, [EVERYTHING, lost])
    await expect(refused).rejects.toThrow(ReferenceUnknown)
    expect(await countPeople(engine.db)).toBe(7)
  })

  test('one is changed by whoever saw the last revision', async () => {
    const [first] = PEOPLE
    if (first === undefined) throw new Error('the example has people')
    expect(await updatePerson(engine.db, { ...first, reachability: 'left' }, 1)).toBe(2)
    expect(await updatePerson(engine.db, { ...first, reachability: 'left' }, 2)).toBe(2)
    await expect(updatePerson(engine.db, first, 1)).rejects.toThrow(RevisionConflict)
    await expect(updatePerson(engine.db, EVERYTHING, 1)).rejects.toThrow(NotFound)
    expect(await findPerson(engine.db, first.id)).toEqual({ person: { ...first, reachability: 'left' }, revision: 2 })
  })

  test('keep what they were before, with the event that changed them', async () => {
    const [first] = PEOPLE
    if (first === undefined) throw new Error('the example has people')
    const event = (action: string) => ({
      at: '2024-02-01T00:00:00.000Z',
      actor: 'somebody',
      action,
      subjectKind: 'person',
      subjectId: first.id,
      data: { reason: 'phone is broken' },
    })
    const [added = 0, changed = 0] = await insertAuditEvents(engine.db, [event('person-added'), event('person-edited')])
    const left = { ...first, reachability: 'left' as const, proxyId: 'all' }
    await updatePeople(engine.db, [EVERYTHING, left], undefined, added)
    await updatePeople(engine.db, [EVERYTHING, first], undefined, changed)
    expect(await listPersonVersions(engine.db, first.id)).toMatchObject([
      { revision: 3, before: left, after: first, action: 'person-edited', actor: 'somebody' },
      { revision: 2, before: first, after: left, data: { reason: 'phone is broken' } },
    ])
    expect(await listPersonVersions(engine.db, first.id, 2)).toHaveLength(1)
    expect(await findPersonOrigin(engine.db, 'all')).toMatchObject({ action: 'person-added' })
    expect(await findPersonOrigin(engine.db, first.id)).toBeNull()
    expect(await lockPeople(engine.db, [first.id, 'nobody'])).toEqual(new Map([[first.id, 3]]))
  })

  test('go with all their facts', async () => {
    await updatePeople(engine.db, [EVERYTHING])
    await deletePeople(engine.db, ['all', 'v1'])
    expect(await countPeople(engine.db)).toBe(6)
    for (const table of [
      'residence',
      'appointment',
      'phone',
      'consent',
      'messaging_account',
      'desired_member',
    ] as const) {
      const rows = await engine.db
        .selectFrom(table)
        .select('person_id')
        .where('person_id', 'in', ['all', 'v1'])
        .execute()
      expect(rows, table).toEqual([])
    }
  })

  test('whatever is known of them, they come back the same', async () => {
    const day = fc.option(
      fc
        .date({ min: new Date('1950-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
        .map((d) => d.toISOString().slice(0, 10)),
    )
    const interval = fc
      .tuple(day, day)
      .map(([a, b]) => (a !== null && b !== null && a >= b ? { from: a, to: null } : { from: a, to: b }))
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((s) => !s.includes('\0'))
    const person = fc.record({
      name: text,
      birth: fc.constantFrom(null, '1950', '1950-03', '1950-03-21'),
      adult: fc.constantFrom(null, true, false),
      phones: fc.uniqueArray(fc.record({ number: text, when: interval }), { selector: (p) => p.number, maxLength: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(person, async ({ phones, ...rest }) => {
        const given = buildPerson('p', { ...rest, phones: phones.map(({ number, when }) => ({ number, ...when })) })
        await updatePeople(engine.db, [given])
        const stored = (await listPeople(engine.db, ['p']))[0]
        expect({ ...stored, phones: new Set(stored?.phones.map((p) => JSON.stringify(p))) }).toEqual({
          ...given,
          phones: new Set(given.phones.map((p) => JSON.stringify(p))),
        })
        expect(await updatePeople(engine.db, [given])).toMatchObject({ unchanged: 1 })
      }),
      { numRuns: 30 },
    )
  })

  test('are found by what a roster knows of them', async () => {
    const ids = (people: readonly Person[]): string[] => people.map((person) => person.id)
    expect(ids(await listPeopleByPhones(engine.db, ['+84387654321']))).toEqual(['v3', 'v4'])
    expect(ids(await listPeopleByNames(engine.db, ['ksor hnhuon']))).toEqual(['head'])
    const none = { unitIds: [], foldedNames: null, phones: [], accountIds: [], births: [] }
    const candidates = async (keys: Partial<RosterKeys>) =>
      ids(await listRosterCandidates(engine.db, { ...none, ...keys }))
    expect(await candidates({})).toEqual([])
    expect(await candidates({ unitIds: ['plei-2', 'tul'] })).toEqual(['chief', 'head', 'officer', 'v1', 'v2'])
    expect(await candidates({ unitIds: ['plei-2', 'tul'], foldedNames: ['ksor hnhuon', 'nobody'] })).toEqual(['head'])
    await updatePeople(engine.db, [{ ...EVERYTHING, birth: '1990-02-03' }])
    expect(
      await candidates({
        phones: ['+84387654321'],
        accountIds: ['z1'],
        births: [
          { folded: 'ro cham hnhuon', birth: '1990-02-03' },
          { folded: 'ksor hnhuon', birth: '1990-02-03' },
        ],
      }),
    ).toEqual(['all', 'v3', 'v4'])
    await deletePeople(engine.db, ['all'])
    expect(await listAppointmentsAt(engine.db, 'tul', DAY)).toEqual(['chief', 'officer'])
    const page = await listPeoplePage(engine.db, { limit: 4 })
    const rest = await listPeoplePage(engine.db, { limit: 4, after: page.next })
    expect([...ids(page.rows), ...ids(rest.rows)]).toEqual(PEOPLE.map((person) => person.id).sort())
    expect(rest.next).toBeNull()
  })

  test.each([
    ['binh', ['chief', 'v1', 'v4']],
    ['Bình', ['chief', 'v1', 'v4']],
    ['van binh', ['chief']],
    ['nay', ['v4']],
    ["H' Nhươn", ['head']],
    ['đôn', ['v3']],
    ['0912', ['v1', 'v2']],
    ['678', ['v1', 'v2']],
    ['091 234 5678', ['v1']],
    ['+84387654321', ['v4', 'v3']],
    ['12', []],
    ['100%', []],
    ['  ', []],
  ])('a search for “%s” finds them, best first', async (text, expected) => {
    const found = await listPeopleMatching(engine.db, { text, asOf: DAY, limit: 10 })
    expect(found.map((row) => row.personId)).toEqual(expected)
  })

  test('of a large import each is stored once, and found whether their names are in the search index or wait beside it', async () => {
    const many = Array.from({ length: 10_001 }, (_, at) =>
      buildPerson(`many-${at}`, {
        name: at === 17 ? 'Siu Zơwarn' : `Kpă Blơi ${at}`,
        residences: [livesAt('plei-2')],
      }),
    )
    const again = buildPerson('many-17', { name: 'Siu Zơwern' })
    const changes = await updatePeople(engine.db, [...many, again])
    expect([changes.inserted.length, changes.updated, changes.unchanged]).toEqual([10_001, ['many-17'], 0])
    const known = await updatePeople(engine.db, [...many.slice(18, 2_000), { ...again, birth: '1990' }])
    expect([known.inserted, known.updated, known.unchanged]).toEqual([[], ['many-17'], 1_982])
    const found = async (text: string) =>
      (await listPeopleMatching(engine.db, { text, asOf: DAY, limit: 9 })).map((row) => row.personId)
    expect([await found('zower'), await found('zowar'), await found('bloi 4999')]).toEqual([
      ['many-17'],
      [],
      ['many-4999'],
    ])
    await mergePendingNames(engine.db)
    expect([await found('zower'), await found('zowar'), await found('bloi 4999')]).toEqual([
      ['many-17'],
      [],
      ['many-4999'],
    ])
  })

  test('of a large import nothing is stored where the database refuses somebody', async () => {
    const many = Array.from({ length: 10_001 }, (_, at) =>
      buildPerson(`lost-${at}`, { residences: [livesAt('plei-2')] }),
    )
    const refused = buildPerson('refused', { name: 'No \u0000 is text' })
    for (const people of [
      [...many, refused],
      [refused, ...many],
    ])
      await expect(updatePeople(engine.db, people)).rejects.toThrow(/0x00/u)
    expect(await listPeople(engine.db, ['lost-0', 'lost-10000', 'refused'])).toEqual([])
  })

  test('a search may stay within a unit', async () => {
    const found = await listPeopleMatching(engine.db, { text: 'binh', asOf: DAY, within: ['plei-2'], limit: 10 })
    expect(found).toEqual([
      {
        personId: 'v1',
        revision: 1,
        name: 'Rơ Châm Bình',
        birth: '1980',
        unitId: 'plei-2',
        seatUnitId: null,
        householdId: 'plei-2-household',
        representsHousehold: true,
        phone: '+84912345678',
        reachability: 'unknown',
        positions: [],
        groups: 1,
      },
    ])
  })

  test('of a unit and all below it are listed by given name, page by page', async () => {
    const first = await listPeopleOfUnit(engine.db, { unitId: 'tul', asOf: DAY, limit: 3 })
    const second = await listPeopleOfUnit(engine.db, { unitId: 'tul', asOf: DAY, limit: 3, after: first.next })
    expect([...first.rows, ...second.rows].map((row) => row.name)).toEqual([
      'Nay Bình An',
      'Rơ Châm Bình',
      'Siu Blơi',
      'Kpă Đôn',
      'Ksor H’Nhươn',
    ])
    expect(second.next).toBeNull()
    expect(first.rows[0]).not.toHaveProperty('sortKey')
  })
})
