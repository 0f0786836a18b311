import { IA_PA_2024, type Person } from '@ketnoi/hierarchy'
import { agreesTo, buildPerson, representsAt } from '@ketnoi/hierarchy/testing'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../test/engines.ts'
import { DAY, UNITS } from '../../test/example.ts'
import { materialiseDesired } from '../groups/materialise-desired.ts'
import { updatePeople } from '../people/write-people.ts'
import { insertActualGroup } from '../readings/actual-groups.queries.ts'
import { updateActualMembers } from '../readings/actual-members.ts'
import { insertReading, type NewReading } from '../readings/readings.queries.ts'
import type { Db } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { findUnitCoverage } from '../units/coverage.queries.ts'
import { updateUnits } from '../units/units.queries.ts'
import {
  HOUSEHOLD_STATES,
  listCoverageCells,
  listCoverageDays,
  listRepresentatives,
  updateCoverageDay,
  type HouseholdState,
} from './coverage.queries.ts'

const AGREED = [agreesTo('village-group')]

/** Somebody who speaks for a household of one. */
function spokesman(id: string, unitId: string, facts: Partial<Person> = {}): Person {
  return buildPerson(id, { residences: [{ ...representsAt(unitId), householdId: `h-${id}` }], ...facts })
}

const PEOPLE: readonly Person[] = [
  spokesman('reached', 'plei-10', { consents: AGREED }),
  spokesman('smartless', 'plei-10', { consents: AGREED, reachability: 'no-smartphone' }),
  spokesman('refusing', 'plei-10', { reachability: 'refused' }),
  spokesman('sharing', 'plei-10', { consents: AGREED, reachability: 'shared-phone' }),
  spokesman('silent', 'plei-10'),
  spokesman('ready', 'plei-10', { consents: AGREED }),
  spokesman('elsewhere', 'plei-2', { consents: AGREED }),
]

describeEngines('coverage', (engine) => {
  beforeEach(async () => {
    await emptyDatabase(engine.db)
    await updateUnits(engine.db, UNITS)
    await updatePeople(engine.db, PEOPLE)
    await materialiseDesired(engine.db, IA_PA_2024, DAY)
    await joined(['reached'])
  })

  async function joined(
    ids: readonly string[],
    db: Db = engine.db,
    members: NewReading['members'] = 'now',
  ): Promise<void> {
    const real = 'real'
    await insertActualGroup(db, {
      id: real,
      externalId: real,
      groupId: 'village:plei-10',
      name: 'Plei 10',
      previousNames: [],
      owner: 'us',
      archived: false,
      firstRun: false,
      capacity: null,
      joinLink: null,
    })
    await insertReading(db, {
      id: `reading-${real}`,
      actualGroupId: real,
      members,
      readAt: '2024-02-01T00:00:00.000Z',
      completeness: 'complete',
      source: 'test',
      author: 'test',
      rows: ids.map((id) => ({
        key: id,
        personId: id,
        displayName: id,
        accountId: null,
        phone: null,
        role: 'member',
        state: 'member',
        matchedBy: 'name',
        candidates: [],
      })),
    })
  }

  test('counts every household once, by why it is or is not reached', async () => {
    expect(await findUnitCoverage(engine.db, 'plei-10', DAY)).toMatchObject({
      households: 6,
      householdsReached: 1,
      householdsUnreachable: 2,
      householdsProxied: 1,
      householdsWithoutConsent: 1,
    })
    expect(await findUnitCoverage(engine.db, 'district', DAY)).toMatchObject({ households: 7, householdsReached: 1 })
  })

  test('counts the same once at the end, after all groups and all their lists', async () => {
    const counted = () => engine.db.selectFrom('unit_count').selectAll().orderBy('unit_id').execute()
    const before = await counted()
    await emptyDatabase(engine.db)
    await updateUnits(engine.db, UNITS)
    await updatePeople(engine.db, PEOPLE)
    await inTransaction(engine.db, async (trx) => {
      await materialiseDesired(trx, IA_PA_2024, DAY, undefined, { units: 'later' })
      expect(await trx.selectFrom('unit_count').select('unit_id').execute()).toEqual([])
      await joined(['reached'], trx, 'later')
      await updateActualMembers(trx, ['village:plei-10'], 'all')
    })
    expect(await counted()).toEqual(before)
  })

  test('names those who speak for the households that stand like this', async () => {
    const of = async (state: HouseholdState, unitId: string): Promise<string[]> =>
      (await listRepresentatives(engine.db, { unitId, state, asOf: DAY, limit: 10 })).rows
        .map((row) => row.personId)
        .sort()
    expect(await of('reached', 'plei-10')).toEqual(['reached'])
    expect(await of('unreachable', 'plei-10')).toEqual(['refusing', 'smartless'])
    expect(await of('proxied', 'plei-10')).toEqual(['sharing'])
    expect(await of('without-consent', 'plei-10')).toEqual(['silent'])
    expect(await of('waiting', 'plei-10')).toEqual(['ready'])
    expect(await of('waiting', 'district')).toEqual(['elsewhere', 'ready'])
    const named = await Promise.all(HOUSEHOLD_STATES.map((state) => of(state, 'district')))
    expect(named.flat().length).toBe(7)
  })

  test('pages through them', async () => {
    const filter = { unitId: 'district', state: 'waiting', asOf: DAY, limit: 1 } as const
    const first = await listRepresentatives(engine.db, filter)
    const second = await listRepresentatives(engine.db, { ...filter, after: first.next })
    expect([...first.rows, ...second.rows].map((row) => row.personId).sort()).toEqual(['elsewhere', 'ready'])
    expect(second.next).toBeNull()
  })

  test('follows a person who can no longer be reached', async () => {
    await updatePeople(engine.db, [spokesman('ready', 'plei-10', { consents: AGREED, reachability: 'left' })])
    await materialiseDesired(engine.db, IA_PA_2024, DAY, { personIds: ['ready'] })
    expect(await findUnitCoverage(engine.db, 'plei-10', DAY)).toMatchObject({ householdsUnreachable: 3 })
  })

  test('gives the smallest units for a picture, by the unit above', async () => {
    const cells = await listCoverageCells(engine.db, ['plei-2', 'plei-10'], DAY)
    expect(cells.map((cell) => cell.unitId)).toEqual(['plei-10', 'plei-2'])
    expect(cells[0]).toMatchObject({ households: 6, reached: 1 })
    expect(await listCoverageCells(engine.db, [], DAY)).toEqual([])
  })

  test('keeps a row for each day on which something changed, for the units above too', async () => {
    await updateCoverageDay(engine.db, '2024-02-01')
    await updateCoverageDay(engine.db, '2024-02-02')
    expect(await listCoverageDays(engine.db, 'district', '2024-01-01')).toMatchObject([
      { day: '2024-02-01', households: 7, householdsReached: 1 },
    ])
    await updatePeople(engine.db, [spokesman('another', 'plei-10', { consents: AGREED })])
    await materialiseDesired(engine.db, IA_PA_2024, DAY, { personIds: ['another'] })
    await updateCoverageDay(engine.db, '2024-02-03')
    expect(
      (await listCoverageDays(engine.db, 'district', '2024-01-01')).map((row) => [row.day, row.households]),
    ).toEqual([
      ['2024-02-01', 7],
      ['2024-02-03', 8],
    ])
    expect(await listCoverageDays(engine.db, 'plei-2', '2024-02-03')).toMatchObject([{ day: '2024-02-01' }])
    // Twice on one day is once.
    await updateCoverageDay(engine.db, '2024-02-03')
    expect(await listCoverageDays(engine.db, 'plei-10', '2024-02-03')).toHaveLength(1)
  })
})
