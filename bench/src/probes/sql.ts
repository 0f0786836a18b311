import { materialiseAll, materialiseDesired, updateGroupCounts, updateUnits } from '@ketnoi/db'
import { makeReadings } from '@ketnoi/hierarchy/testing'
import { startBenchDatabase } from '../bench-database.ts'
import { copyRows, type Cell } from '../copy-rows.ts'
import { loadPeople } from '../load-people.ts'
import { report } from '../probe.ts'
import { createBenchPopulation, DRIFT, median } from '../workload.ts'
import { COMPARE_BY_HAND, MATERIALISE_BY_HAND, TABLES_BY_HAND } from '../sql-by-hand.ts'
import { ROLE_NAMES } from '../practical-limit.ts'

const size = process.argv[2] ?? 'L'
const population = createBenchPopulation(size)
const { model, asOf } = population
const { database, client, stop } = await startBenchDatabase()
const { db } = database

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

try {
  await updateUnits(db, population.units)
  await loadPeople(client, () => population.people())
  // The first time fills what both need: the tree of the day and the expected groups; and gives actual something to differ from.
  await materialiseDesired(db, model, asOf)
  const { rows } = await client.query<{ group_id: string; person_id: string; role: number }>(
    'select group_id, person_id, role from desired_member order by 1, 2',
  )
  await copyRows(client, 'actual_member', ['group_id', 'person_id', 'role', 'state'], actualRows(rows))
  await client.query(TABLES_BY_HAND)
  await client.query('vacuum analyze')

  const own = { materialise: [] as number[], difference: [] as number[] }
  const byHand = { materialise: [] as number[], difference: [] as number[] }
  for (let round = 0; round < 3; round++) {
    await client.query('truncate desired_member, group_count')
    own.materialise.push(await timed(() => db.transaction().execute((trx) => materialiseAll(trx, model, asOf))))
    await client.query('truncate by_hand_member, by_hand_count')
    byHand.materialise.push(await timed(() => client.query(MATERIALISE_BY_HAND, [asOf])))
    await client.query('analyze desired_member, by_hand_member')
    own.difference.push(await timed(() => db.transaction().execute((trx) => updateGroupCounts(trx, null))))
    byHand.difference.push(await timed(() => client.query(COMPARE_BY_HAND)))
  }
  const nothingMs = await timed(() => db.transaction().execute((trx) => materialiseAll(trx, model, asOf)))
  const columns = 'group_id, person_id, role, clauses, required'
  const differing = await client.query<{ count: string }>(`
    select count(*) from (
      (select ${columns} from desired_member except select ${columns} from by_hand_member)
      union all (select ${columns} from by_hand_member except select ${columns} from desired_member)
    ) as d`)
  if (differing.rows[0]?.count !== '0')
    throw new Error(`the statement by hand differs in ${differing.rows[0]?.count ?? '?'} rows`)
  report({
    people: population.personCount,
    memberships: rows.length,
    ownMaterialiseMs: median(own.materialise),
    ownDifferenceMs: median(own.difference),
    handMaterialiseMs: median(byHand.materialise),
    handDifferenceMs: median(byHand.difference),
    nothingMs,
  })
} finally {
  await stop()
}

function* actualRows(
  rows: readonly { group_id: string; person_id: string; role: number }[],
): Iterable<readonly Cell[]> {
  const byGroup = new Map<string, { personId: string; role: 'member' | 'deputy' | 'leader' }[]>()
  for (const { group_id, person_id, role } of rows) {
    const members = byGroup.get(group_id) ?? []
    if (members.length === 0) byGroup.set(group_id, members)
    members.push({ personId: person_id, role: ROLE_NAMES[role] ?? 'member' })
  }
  const wanted = [...byGroup].map(([id, members]) => ({ id, name: id, members }))
  for (const { groupId, members } of makeReadings(wanted, { drift: DRIFT })) {
    for (const { personId, role } of members) yield [groupId, personId, ROLE_NAMES.indexOf(role), 'member']
  }
}
