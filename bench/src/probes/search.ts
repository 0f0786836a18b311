import {
  listPeopleMatching,
  listPeopleOfUnit,
  materialiseDesired,
  openDatabase,
  updateUnits,
  withinArea,
} from '@ketnoi/db'
import { startBenchDatabase, type BenchDatabase } from '../bench-database.ts'
import { loadPeople } from '../load-people.ts'
import { report } from '../probe.ts'
import { QUERIES } from '../search-queries.ts'
import { withManyNames } from '../search-names.ts'
import { createBenchPopulation, median, percentile } from '../workload.ts'

const ROUNDS = 7
/** As many as a page of results shows, and one to tell that there are more. */
const LIMIT = 51

const population = createBenchPopulation(process.argv[2] ?? 'M')
const { model, asOf, units } = population
/** A database that was filled before, to look into one query again and again. */
const kept = process.env['KETNOI_BENCH_SEARCH_URL']
const bench = kept === undefined ? await startBenchDatabase() : await openKept(kept)
const { db } = bench.database

const communes = units.filter(({ tier }) => tier === 'commune').map(({ id }) => id)
const commune = communes[Math.floor(communes.length / 2)] ?? ''
const village = `${commune}-v0`
const top = units.find(({ parents }) => parents.length === 0)?.id ?? ''
const below = (id: string): readonly string[] =>
  id === top
    ? units.map((unit) => unit.id)
    : units.flatMap((unit) => (unit.id === id || unit.parents.some(({ unitId }) => unitId === id) ? [unit.id] : []))
const walled = (id: string) => ({ actorId: 'bench', see: below(id), change: [] })

/** Who searches: whose people, and how much of the database they see. */
const SEARCHERS = {
  province: { within: undefined, wall: 'everything' },
  provinceWalled: { within: top, wall: walled(top) },
  commune: { within: commune, wall: 'everything' },
  communeWalled: { within: commune, wall: walled(commune) },
} as const

try {
  if (kept === undefined) {
    await updateUnits(db, units)
    await loadPeople(bench.client, () => withManyNames(population.people()))
    await materialiseDesired(db, model, asOf)
    await bench.client.query('vacuum analyze')
  }
  const numbers: Record<string, number> = { people: population.personCount }
  numbers['everyNameMs'] = median(
    await timesOf(3, () =>
      bench.client.query(`select count(*) from person where name_folded like '%' || $1 || '%'`, ['nhuon']),
    ),
  )
  for (const [searcher, { within, wall }] of Object.entries(SEARCHERS)) {
    const all: number[] = []
    for (const text of QUERIES) {
      const times = await withinArea(wall, () =>
        timesOf(ROUNDS, () =>
          listPeopleMatching(db, { text, asOf, limit: LIMIT, ...(within === undefined ? {} : { within: [within] }) }),
        ),
      )
      all.push(...times)
      numbers[`${searcher} ${text}`] = median(times)
    }
    numbers[`${searcher}P50`] = percentile(all, 0.5)
    numbers[`${searcher}P99`] = percentile(all, 0.99)
    if (within === undefined) continue
    numbers[`${searcher}ListMs`] = median(
      await withinArea(wall, () => timesOf(ROUNDS, () => listPeopleOfUnit(db, { unitId: within, asOf, limit: LIMIT }))),
    )
  }
  numbers['villageWalledListMs'] = median(
    await withinArea(walled(commune), () =>
      timesOf(ROUNDS, () => listPeopleOfUnit(db, { unitId: village, asOf, limit: LIMIT })),
    ),
  )
  report(numbers)
} finally {
  await bench.stop()
}

async function timesOf(count: number, run: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < count; round++) {
    const start = performance.now()
    await run()
    times.push(performance.now() - start)
  }
  return times
}

async function openKept(url: string): Promise<BenchDatabase> {
  const { default: pg } = await import('pg')
  const database = await openDatabase({ url })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    database,
    client,
    url,
    stop: async () => {
      await client.end()
      await database.close()
    },
  }
}
