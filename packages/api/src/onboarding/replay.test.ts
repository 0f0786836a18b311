import { openDatabase } from '@ketnoi/db'
import { beforeEach, expect, it } from 'vitest'
import { describePostgres, emptyDatabase } from '../../../db/test/engines.ts'
import { breakConnections, findReplayFaults, planReplay, replay } from '../../../db/test/replay.ts'
import { contextOf, createCaller, setUpDistrict } from '../../test/small-district.ts'
import type { Actor } from '../authorise.ts'

describePostgres('officers who come back with what they recorded', (engine) => {
  beforeEach(async () => {
    await emptyDatabase(engine.db)
    await setUpDistrict(createCaller(contextOf(engine.db, 'postgres')))
  })

  it('twenty at once, over a database whose connections break: nothing is lost, nothing is double', async () => {
    const served = await openDatabase({ url: engine.url ?? '' }, { migrate: false })
    const server = contextOf(served.db, 'postgres')
    const { id: noticeId } = await createCaller(server).consents.notice({ purposeId: 'village-group', language: 'vi' })
    const plan = {
      officers: 20,
      records: 10,
      sharedEvery: 5,
      batch: 4,
      lostEvery: 7,
      noticeId,
      purposeId: 'village-group',
      villageIds: ['v1', 'v2', 'v3'],
    }
    const officers = planReplay(plan)
    const callers = await Promise.all(
      officers.map(async ({ villageId }, at) => {
        const caller = createCaller({ ...server, actor: officerOf(`officer-${String(at)}`, villageId) })
        const { deviceId } = await caller.onboarding.prepareDevice({ name: 'phone', password: 'of nobody' })
        return async (records: Parameters<typeof caller.onboarding.submit>[0]['records']) =>
          (await caller.onboarding.submit({ deviceId, records })).answers
      }),
    )
    const over = new AbortController()
    const breaking = breakConnections(engine.db, 250, over.signal)
    const result = await replay(plan, officers, async (at, records) => (await callers[at]?.([...records])) ?? [])
    over.abort()
    expect(await breaking).toBeGreaterThan(0)
    expect(result.broken).toBeGreaterThan(0)
    expect(await findReplayFaults(engine.db, officers, result)).toEqual([])
    const open = [...result.answers.values()].filter(({ outcome }) => outcome === 'open')
    expect(open).toHaveLength(20)
    await served.close()
    // Beside other work the machine takes 200 of them in only slowly.
  }, 120_000)
})

function officerOf(id: string, unitId: string): Actor {
  const reach = { kind: 'units', roots: [unitId], unitIds: new Set([unitId]) } as const
  return { id, name: id, grants: [{ role: 'officer', unitId, change: reach, see: reach, search: reach }] }
}
