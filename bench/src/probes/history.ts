import {
  listDesiredOn,
  listDesiredRows,
  listReadingsOn,
  listReadMembers,
  listRecordedActual,
  listRecordedDesired,
  materialiseDesired,
  updateUnits,
} from '@ketnoi/db'
import { createUnitTree, expectedGroups } from '@ketnoi/hierarchy'
import { startBenchDatabase } from '../bench-database.ts'
import { loadPeople } from '../load-people.ts'
import { report } from '../probe.ts'
import { createBenchPopulation, median, percentile } from '../workload.ts'

/** Groups that are asked about, spread over all of them, the largest among them. */
const ASKED = 200
const YEARS = 5
const READINGS_A_YEAR = 12

const population = createBenchPopulation(process.argv[2] ?? 'S')
const { model, asOf } = population
const { database, client, stop } = await startBenchDatabase()
const { db } = database

try {
  await updateUnits(db, population.units)
  await loadPeople(client, () => population.people())
  await materialiseDesired(db, model, asOf)
  await seedYears()
  await client.query('vacuum analyze')
  const tree = createUnitTree(population.units)
  if (!tree.ok) throw new Error('the units are no tree')
  const expected = expectedGroups(model, tree.value, asOf)
  const step = Math.max(1, Math.floor(expected.length / ASKED))
  const groups = expected.filter((_, place) => place % step === 0)
  const people = (await client.query<{ id: string }>('select id from person tablesample bernoulli (1) limit 200')).rows
  const past = new Date(Date.now() - 2 * 365 * 86_400_000).toISOString().slice(0, 10)
  const timesOver = async <T>(all: readonly T[], run: (one: T) => Promise<unknown>): Promise<number[]> => {
    const times: number[] = []
    for (const one of all) {
      const start = performance.now()
      await run(one)
      times.push(performance.now() - start)
    }
    return times
  }
  const current = await timesOver(groups, ({ id }) => listDesiredRows(db, [id]))
  const recorded = await timesOver(groups, ({ id }) => listRecordedDesired(db, { groupIds: [id] }, { on: past }))
  const actual = await timesOver(groups, ({ id }) => listRecordedActual(db, { groupIds: [id] }, { on: past }))
  const read = await timesOver(groups, async ({ id }) =>
    listReadMembers(db, await listReadingsOn(db, [id], past), past),
  )
  const known = await timesOver(groups, (group) =>
    listDesiredOn(db, { model, tree: tree.value, on: asOf }, [group], expected),
  )
  const person = await timesOver(people, ({ id }) =>
    listRecordedDesired(db, { personIds: [id] }, { from: past, to: asOf > past ? asOf : past }),
  )
  const { rows } = await client.query<{ members: string; history: string }>(
    'select (select count(*) from desired_member) as members, (select count(*) from desired_history) as history',
  )
  report({
    members: Number(rows[0]?.members),
    history: Number(rows[0]?.history),
    currentMs: median(current),
    recordedMs: median(recorded),
    recordedP99: percentile(recorded, 0.99),
    actualP99: percentile(actual, 0.99),
    readP99: percentile(read, 0.99),
    knownP99: percentile(known, 0.99),
    personP99: percentile(person, 0.99),
  })
} finally {
  await stop()
}

/** Five years in which everybody changes once a year, and a list of every group is read every month. */
async function seedYears(): Promise<void> {
  await client.query(`
    insert into actual_member (group_id, person_id, role, state) select group_id, person_id, role, 'member' from desired_member`)
  for (const [side, columns] of [
    ['desired', 'role, clauses, required'],
    ['actual', 'role, state'],
  ] as const)
    await client.query(`
      insert into ${side}_history (group_id, person_id, ${columns}, recorded_from, recorded_to)
      select group_id, person_id, ${columns}, now() - make_interval(years => year), now() - make_interval(years => year - 1)
      from ${side}_member cross join generate_series(1, ${String(YEARS)}) as year`)
  await client.query(`
    insert into actual_group (id, external_id, group_id, name, name_folded) select id, id, id, id, id from expected_group`)
  await client.query(`
    insert into reading (id, actual_group_id, read_at, first_read_at, completeness, source, author)
    select id || ' ' || month, id, at, at, 'complete', 'bench', 'bench'
    from actual_group cross join generate_series(1, ${String(YEARS * READINGS_A_YEAR)}) as month
    cross join lateral (select now() - make_interval(months => month) as at) as moment`)
  // The lists that are asked for; what the others hold is found by no query of a day.
  await client.query(`
    insert into reading_member (reading_id, key, ordinal, person_id, display_name)
    select group_id || ' 25', person_id, 0, person_id, '' from actual_member`)
}
