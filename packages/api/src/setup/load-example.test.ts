import { countPeople } from '@ketnoi/db'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { describeEngines } from '../../../db/test/engines.ts'
import { contextOf, createCaller, finished } from '../../test/small-district.ts'
import { errorCodeOf } from '../index.ts'

const FOLDER = fileURLToPath(new URL('../../../../examples/ia-pa', import.meta.url))
const EXPECTED = z.object({ groups: z.number(), people: z.number(), memberLists: z.number() })
/** Two minutes are promised to a newcomer on a machine of their own; the test shares its one. */
const PATIENCE_MS = 400_000

describeEngines('the example', (engine) => {
  it(
    'loads with one click what its files say, once',
    async () => {
      const api = createCaller({ ...contextOf(engine.db, engine.kind), exampleFolder: FOLDER })
      expect(await api.setup.status()).toMatchObject({ ready: false, exampleAvailable: true, exampleJob: null })
      const { jobId } = await api.setup.loadExample()
      expect(await api.setup.loadExample().then(() => null, errorCodeOf)).toBe('job-running')
      expect(await finished(api, jobId)).toMatchObject({ state: 'done', error: null })

      const expected = EXPECTED.parse(JSON.parse(await readFile(`${FOLDER}/expected.json`, 'utf8')))
      const status = await api.setup.status()
      expect(status).toMatchObject({ ready: true, asOf: '2024-02-01', pinned: true })
      expect(status.counts.groups).toBe(expected.groups)
      // Rows that cannot be read are refused, and people whom two rosters name become one: a few in ten thousand either way.
      const known = await countPeople(engine.db)
      expect(Math.abs(known - expected.people)).toBeLessThan(expected.people / 500)
      // Whoever holds a seat and lives elsewhere is counted nowhere.
      expect(status.counts.people).toBeLessThan(known)
      expect(status.counts.people).toBeGreaterThan(known * 0.99)
      const several = await engine.db
        .selectFrom('residence')
        .select('household_id')
        .where('represents_household', '=', true)
        .where('household_id', 'is not', null)
        .groupBy('household_id')
        .having((eb) => eb.fn.countAll(), '>', 1)
        .execute()
      expect(several).toEqual([])
      const { counts } = await api.groups.list({ limit: 1 })
      // The list of another group is refused, and stays as a reading that failed: its group is there, and is left alone.
      expect(counts.byState.unlinked).toBe(expected.groups - expected.memberLists)
      const refused = await api.groups.byId({ id: 'village:vn-v-chu-mo-x3' })
      expect(refused.reading).toMatchObject({ completeness: 'failed' })
      expect(refused.plan).toMatchObject({ changes: [], blocked: [{ code: 'reading-failed' }] })
      const plan = await api.plans.all()
      expect(plan.counts.add).toBeGreaterThan(0)
      expect(plan.counts.remove).toBeGreaterThan(0)
      // Counted over all groups without loading who is in order, it says of each what its own plan says from all its members.
      const touched = new Map(plan.groups.map((group) => [group.id, group.counts]))
      for (const { id } of (await api.groups.list({ limit: 500 })).rows) {
        const own = (await api.groups.plan({ id })).counts
        if (Object.values(own).some((count) => count > 0)) expect([id, touched.get(id)]).toEqual([id, own])
        else expect(touched.has(id)).toBe(false)
      }
      expect(await api.setup.loadExample().then(() => null, errorCodeOf)).toBe('not-empty')
    },
    PATIENCE_MS,
  )
})
