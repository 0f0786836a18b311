import { buildPerson } from '@ketnoi/hierarchy/testing'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { describeEngines } from '../../test/engines.ts'
import { samplePeople } from './sample-people.ts'
import { updatePeople } from './write-people.ts'

describeEngines('the planner', (engine) => {
  const target = async (): Promise<string | undefined> =>
    (await sql<{ default_statistics_target: string }>`show default_statistics_target`.execute(engine.db)).rows[0]
      ?.default_statistics_target

  test('knows how many people there are once they are sampled, and samples as before afterwards', async () => {
    await updatePeople(engine.db, [buildPerson('a'), buildPerson('b'), buildPerson('c')])
    const before = await target()
    await samplePeople(engine.db)
    const { rows } = await sql<{ people: number }>`
      select reltuples::integer as people from pg_class where oid = 'person'::regclass
    `.execute(engine.db)
    expect(rows).toEqual([{ people: 3 }])
    expect(await target()).toBe(before)
  })
})
