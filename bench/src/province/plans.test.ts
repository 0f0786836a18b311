import { appRouter } from '@ketnoi/api'
import { openDatabase, type OpenDatabase } from '@ketnoi/db'
import { GIA_LAI_2025 } from '@ketnoi/hierarchy'
import { createPopulation } from '@ketnoi/hierarchy/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPostgresDatabase, dropPostgresDatabase } from '../../../packages/db/test/engines.ts'
import { callerOf, PROVINCE_DAY } from './ask.ts'
import { GROWING, listLeadingColumns, tablesWithoutIndex, type LeadingColumns } from './judge-plan.ts'
import { loadProvince } from './load-province.ts'
import { ABOUT_EVERYBODY, NOT_MEASURED, READINGS, type Reading } from './readings-of-procedures.ts'
import { takeSamples, type Sample } from './sample.ts'
import { watchStatements } from './watch-statements.ts'

/** Large enough that every seat is held by somebody, with as many communes as make one of them a small part. */
const SHAPE = { communes: 30, villagesPerCommune: 2, residentsPerVillage: 130 }
/** What the planner is made to believe: each table has so many times its rows, as it would in a province. */
const TIMES = 100

describe('every procedure that reads', () => {
  let url = ''
  let client: pg.Client
  let database: OpenDatabase
  let sample: Sample
  let leading: LeadingColumns

  beforeAll(async () => {
    url = await createPostgresDatabase()
    client = new pg.Client({ connectionString: url })
    await client.connect()
    const filling = await openDatabase({ url })
    await loadProvince(filling, client, createPopulation({ shape: SHAPE, model: GIA_LAI_2025 }), () => {})
    await filling.close()
    const [first] = await takeSamples(client, 2)
    if (first === undefined) throw new Error('nothing was loaded')
    sample = first
    leading = await listLeadingColumns(client)
    await believeProvince(client)
    database = await openDatabase({ url }, { unnamed: 'nobody' })
  })
  afterAll(async () => {
    await database.close()
    await client.end()
    await dropPostgresDatabase(url)
  })

  const unindexedOf = async ({ path, askers, call }: Reading): Promise<readonly string[]> => {
    const found: string[] = []
    for (const asker of askers) {
      const api = await callerOf(database, asker, sample)
      const end = watchStatements('costs off')
      await call(api, sample, PROVINCE_DAY)
      for (const { text, plan } of await end())
        for (const table of tablesWithoutIndex(plan, leading))
          found.push(`${path} (${asker}) reads all of ${table} in ${text.replaceAll(/\s+/gu, ' ').trim()}`)
    }
    return found
  }

  it('is called here, or it says why not', () => {
    const reading = Object.entries(appRouter._def.procedures satisfies Readonly<Record<string, object>>).flatMap(
      ([path, procedure]) => (isQuery(procedure) ? [path] : []),
    )
    const known = new Set([...READINGS.map(({ path }) => path.replace(/ \(.*/u, '')), ...Object.keys(NOT_MEASURED)])
    expect(reading.length).toBeGreaterThan(50)
    expect(reading.filter((path) => !known.has(path))).toEqual([])
  })

  it('finds what it reads by an index that fits', async () => {
    const found: string[] = []
    for (const reading of READINGS.filter(({ path }) => !(path in ABOUT_EVERYBODY)))
      found.push(...(await unindexedOf(reading).catch((error: unknown) => [`${reading.path}: ${String(error)}`])))
    expect(found).toEqual([])
  }, 60_000)

  it('is noticed when one of them has none', async () => {
    await client.query('drop index residence_unit_ix')
    const [list] = READINGS.filter(({ path }) => path === 'people.search (list of a village)')
    expect(list === undefined ? [] : await unindexedOf(list)).not.toEqual([])
  })
})

async function believeProvince(client: pg.Client): Promise<void> {
  const growing = [...GROWING]
  for (const table of growing) await client.query(`alter table ${table} set (autovacuum_enabled = off)`)
  await client.query('analyze')
  await client.query('update pg_class set reltuples = reltuples * $1 where relname = any($2) and reltuples > 0', [
    TIMES,
    growing,
  ])
  const name = new URL(`http://${client.host}/${client.database ?? ''}`).pathname.slice(1)
  for (const setting of ['random_page_cost = 1.1', 'jit = off'])
    await client.query(`alter database ${name} set ${setting}`)
}

function isQuery(procedure: object): boolean {
  return (
    '_def' in procedure &&
    typeof procedure._def === 'object' &&
    procedure._def !== null &&
    'type' in procedure._def &&
    procedure._def.type === 'query'
  )
}
