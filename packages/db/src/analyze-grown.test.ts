import { buildPerson } from '@ketnoi/hierarchy/testing'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { describeEngines } from '../test/engines.ts'
import { analyzeGrown } from './analyze-grown.ts'
import { updatePeople } from './people/write-people.ts'

describeEngines('the planner', (engine) => {
  const people = async (from: number, to: number): Promise<void> => {
    const numbers = Array.from({ length: to - from }, (_, index) => from + index)
    await updatePeople(
      engine.db,
      numbers.map((number) => buildPerson(`p${number}`, { name: `Siu H'Lan ${number}` })),
    )
  }
  const told = async (): Promise<number | undefined> => {
    await analyzeGrown(engine.db, ['person', 'expected_group'])
    const { rows } = await sql<{ people: number }>`
      select reltuples::integer as people from pg_class where oid = 'person'::regclass
    `.execute(engine.db)
    return rows[0]?.people
  }

  test('hears how many rows there are when a table has grown by a tenth', async () => {
    await people(0, 1_000)
    expect(await told()).toBe(1_000)
    await people(1_000, 1_005)
    expect(await told()).toBe(1_000)
    await people(1_005, 1_500)
    expect(await told()).toBe(1_500)
  })
})
