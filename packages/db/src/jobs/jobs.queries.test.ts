import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, describePostgres, emptyDatabase } from '../../test/engines.ts'
import { openDatabase } from '../connect.ts'
import {
  findJob,
  insertJob,
  listJobs,
  lockJob,
  updateInterruptedJobs,
  updateJobEnd,
  updateJobProgress,
} from './jobs.queries.ts'

describeEngines('jobs', (engine) => {
  beforeEach(() => emptyDatabase(engine.db))

  test('wait, run, say how far they are, and end', async () => {
    const job = await insertJob(engine.db, { id: 'j1', kind: 'example', payload: { seed: 1 }, total: 10 })
    expect(job).toMatchObject({
      id: 'j1',
      kind: 'example',
      status: 'waiting',
      payload: { seed: 1 },
      progress: 0,
      total: 10,
    })
    expect(await lockJob(engine.db, 'j1')).toMatchObject({ status: 'running' })
    expect(await lockJob(engine.db, 'j1')).toBeNull()
    expect(await updateJobProgress(engine.db, 'j1', { progress: 4, message: 'people' })).toBe(true)
    expect(await findJob(engine.db, 'j1')).toMatchObject({ progress: 4, message: 'people', finishedAt: null })
    await updateJobEnd(engine.db, 'j1', { status: 'done', result: { people: 3 } })
    expect(await findJob(engine.db, 'j1')).toMatchObject({ status: 'done', result: { people: 3 }, error: null })
    expect(await updateJobProgress(engine.db, 'j1', { progress: 5 })).toBe(false)
    expect(await updateInterruptedJobs(engine.db, 0)).toEqual([])
    expect(await findJob(engine.db, 'nothing')).toBeNull()
  })

  test('whose process died are found by their silence, and may be started again', async () => {
    await insertJob(engine.db, { id: 'dead', kind: 'import' })
    await lockJob(engine.db, 'dead')
    await sql`update job set heartbeat_at = now() - interval '2 minutes' where id = 'dead'`.execute(engine.db)
    await insertJob(engine.db, { id: 'alive', kind: 'import' })
    await lockJob(engine.db, 'alive')
    expect((await updateInterruptedJobs(engine.db, 60)).map((job) => job.id)).toEqual(['dead'])
    expect(await findJob(engine.db, 'dead')).toMatchObject({ status: 'interrupted' })
    expect(await lockJob(engine.db, 'dead')).toMatchObject({ status: 'running', finishedAt: null })
    expect((await updateInterruptedJobs(engine.db, 0)).map((job) => job.id).sort()).toEqual(['alive', 'dead'])
  })

  test('that failed keep the reason', async () => {
    await insertJob(engine.db, { id: 'j1', kind: 'import' })
    await lockJob(engine.db, 'j1')
    await updateJobEnd(engine.db, 'j1', { status: 'failed', error: { code: 'x', message: 'y' } })
    await insertJob(engine.db, { id: 'j2', kind: 'example' })
    expect(await listJobs(engine.db, { statuses: ['failed'], limit: 5 })).toMatchObject([
      { id: 'j1', error: { code: 'x', message: 'y' } },
    ])
    expect((await listJobs(engine.db, { limit: 5 })).map((job) => job.id)).toEqual(['j2', 'j1'])
    expect((await listJobs(engine.db, { kind: 'example', limit: 5 })).map((job) => job.id)).toEqual(['j2'])
  })
})

describePostgres('a job that two want', (engine) => {
  test('goes to one of them', async () => {
    if (engine.url === null) throw new Error('this is PostgreSQL')
    const other = await openDatabase({ url: engine.url })
    await insertJob(engine.db, { id: 'j1', kind: 'import' })
    const taken = await Promise.all([lockJob(engine.db, 'j1'), lockJob(other.db, 'j1')])
    expect(taken.filter((job) => job !== null)).toHaveLength(1)
    await other.close()
  })
})
