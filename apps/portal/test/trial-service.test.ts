import { createCaller, type Context } from '@ketnoi/api'
import { insertJob, insertReading, listActualGroups, listReadingRows, updateJobEnd } from '@ketnoi/db'
import { readMembers, type PersonId } from '@ketnoi/hierarchy'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { contextOf, importVillagers, setUpDistrict, VILLAGERS } from '../../../packages/api/test/small-district.ts'
import { describeEngines, emptyDatabase } from '../../../packages/db/test/engines.ts'
import { createTrialService } from '../src/lib/server/trial-service.ts'

const VILLAGE = 'village:v1'

describeEngines('the simulated service of a trial', (engine) => {
  let ctx: Context
  let before: ReturnType<typeof createTrialService>
  let after: ReturnType<typeof createTrialService>

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    before = createTrialService(() => ctx)
    after = createTrialService(() => ctx)
    ctx = { ...contextOf(engine.db, engine.kind), trial: before }
    const api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    await api.readings.save({
      groupId: VILLAGE,
      source: { kind: 'text', text: [...VILLAGERS, 'Người lạ'].join('\n') },
      completeness: 'complete',
    })
    await insertJob(ctx.db, { id: 'example', kind: 'load-example' })
    await updateJobEnd(ctx.db, 'example', { status: 'done' })
    await api.trial.start({ unitId: 'v1' })
  })
  afterEach(async () => {
    await before.close()
    await after.close()
  })

  test('comes back after a kill as it was at its last answer, whatever was read of it last', async () => {
    const [group] = await listActualGroups(ctx.db, { groupIds: [VILLAGE] })
    if (group === undefined) throw new Error('the group was moved to the trial')
    const connection = await before.connect(async () => {})
    const { rows } = await readMembers(connection.reader, group.externalId)
    expect(rows.length).toBe(VILLAGERS.length + 1)
    const [gone, ...stay] = rows.map(({ accountId }) => accountId)
    expect(await connection.writer.removeMember(group.externalId, gone ?? '')).toMatchObject({ kind: 'done' })
    await connection.writer.archiveGroup(group.externalId)
    // A list that broke off in the middle is what is known of the group when the program is killed.
    const known: PersonId[] = (await listReadingRows(ctx.db, group.id)).flatMap((row) => row.personId ?? [])
    await insertReading(ctx.db, {
      id: 'half',
      actualGroupId: group.id,
      readAt: new Date().toISOString(),
      completeness: 'partial',
      source: 'service:zalo-sim',
      author: 'service',
      rows: (await listReadingRows(ctx.db, group.id)).slice(0, known.length / 2),
    })

    const again = await after.connect(async () => {})
    const now = await readMembers(again.reader, group.externalId)
    expect(now.completeness).toBe('complete')
    expect(now.rows.map(({ accountId }) => accountId).sort()).toEqual(stay.sort())
    expect(now.rows.map(({ displayName }) => displayName)).toContain('Người lạ')
    expect(await again.reader.findGroup(group.externalId)).toMatchObject({ group: { archived: true } })
  })
})
