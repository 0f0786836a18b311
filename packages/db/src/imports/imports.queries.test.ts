import { buildPerson, livesAt } from '@ketnoi/hierarchy/testing'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, describePostgres, emptyDatabase } from '../../test/engines.ts'
import { loadExample } from '../../test/example.ts'
import { openDatabase } from '../connect.ts'
import { AlreadyRunning, NotFound } from '../errors.ts'
import { lockWork } from '../locks.ts'
import { countPeople } from '../people/people.queries.ts'
import { updatePeople } from '../people/write-people.ts'
import { inTransaction } from '../transaction.ts'
import {
  copyImport,
  findImport,
  getImport,
  getImportFile,
  insertImport,
  listImports,
  lockImport,
  updateImport,
} from './imports.queries.ts'

const FILE = new Uint8Array([0, 1, 2, 254, 255])

describeEngines('imports', (engine) => {
  beforeEach(() => emptyDatabase(engine.db))

  test('keep the file, the mapping and what came of it', async () => {
    const given = { id: 'i1', kind: 'roster', fileName: 'Danh sách.xlsx', file: FILE, author: 'somebody' } as const
    expect(await insertImport(engine.db, given)).toMatchObject({
      id: 'i1',
      status: 'uploaded',
      mapping: null,
      summary: null,
    })
    expect(await getImportFile(engine.db, 'i1')).toEqual(FILE)
    const checked = await updateImport(engine.db, 'i1', {
      status: 'checked',
      mapping: { name: 2 },
      summary: { rows: 3 },
    })
    expect(checked).toMatchObject({ status: 'checked', mapping: { name: 2 }, summary: { rows: 3 }, jobId: null })
    expect(await updateImport(engine.db, 'i1', { mapping: null, jobId: 'j1' })).toMatchObject({
      mapping: null,
      jobId: 'j1',
      summary: { rows: 3 },
    })
    expect(await listImports(engine.db, { limit: 5 })).toEqual([await getImport(engine.db, 'i1')])
    expect(await listImports(engine.db, { kind: 'units', limit: 5 })).toEqual([])
    expect(await findImport(engine.db, 'nothing')).toBeNull()
    await expect(getImport(engine.db, 'nothing')).rejects.toThrow(NotFound)
    await expect(getImportFile(engine.db, 'nothing')).rejects.toThrow(NotFound)
    await expect(updateImport(engine.db, 'nothing', {})).rejects.toThrow(NotFound)
  })

  test('another import of the same file has a mapping and a state of its own', async () => {
    const given = { id: 'i1', kind: 'roster', fileName: 'Danh sách.xlsx', file: FILE, author: 'somebody' } as const
    await insertImport(engine.db, { ...given, mapping: { name: 1 } })
    await updateImport(engine.db, 'i1', { status: 'done', summary: { rows: 3 } })
    await copyImport(engine.db, 'i1', { id: 'i2', mapping: { name: 2 } })
    expect(await getImport(engine.db, 'i2')).toMatchObject({
      kind: 'roster',
      status: 'uploaded',
      fileName: 'Danh sách.xlsx',
      author: 'somebody',
      mapping: { name: 2 },
      summary: null,
      jobId: null,
    })
    expect(await getImportFile(engine.db, 'i2')).toEqual(FILE)
    expect(await getImport(engine.db, 'i1')).toMatchObject({ status: 'done', mapping: { name: 1 } })
  })

  test('I5 are carried out once', async () => {
    await insertImport(engine.db, { id: 'i1', kind: 'roster', fileName: 'a', file: FILE, author: 'somebody' })
    expect(await lockImport(engine.db, 'i1')).toMatchObject({ status: 'importing' })
    expect(await lockImport(engine.db, 'i1')).toBeNull()
    await updateImport(engine.db, 'i1', { status: 'failed', error: { code: 'x' } })
    expect(await lockImport(engine.db, 'i1')).toMatchObject({ status: 'importing', error: null })
    await updateImport(engine.db, 'i1', { status: 'done' })
    expect(await lockImport(engine.db, 'i1')).toBeNull()
  })
})

describePostgres('two imports at once', (engine) => {
  test('C5 the second steps aside and says so, and what the first wrote is whole', async () => {
    if (engine.url === null) throw new Error('this is PostgreSQL')
    await loadExample(engine.db)
    const other = await openDatabase({ url: engine.url })
    const people = Array.from({ length: 200 }, (_, at) =>
      buildPerson(`new-${String(at)}`, { residences: [livesAt('plei-2')] }),
    )
    const run = (db: typeof engine.db): Promise<unknown> =>
      inTransaction(db, async (trx) => {
        await lockWork(trx, 'import')
        await updatePeople(trx, people)
      })
    const outcomes = await Promise.allSettled([run(engine.db), run(other.db)])
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    // On a slow day the first has ended before the second begins; then both succeed, one after the other.
    for (const outcome of refused) expect(outcome.reason).toBeInstanceOf(AlreadyRunning)
    expect(refused.length).toBeLessThan(2)
    expect(await countPeople(engine.db)).toBe(207)
    await run(other.db)
    expect(await countPeople(engine.db)).toBe(207)
    await other.close()
  })

  test('the lock is given back with the transaction, also when it fails', async () => {
    if (engine.url === null) throw new Error('this is PostgreSQL')
    const other = await openDatabase({ url: engine.url })
    const elsewhere = other.db
    await inTransaction(engine.db, async (trx) => {
      await lockWork(trx, 'import')
      await expect(inTransaction(elsewhere, (theirs) => lockWork(theirs, 'import'))).rejects.toThrow(AlreadyRunning)
      await inTransaction(elsewhere, (theirs) => lockWork(theirs, 'first-account'))
    })
    await expect(
      inTransaction(engine.db, async (trx) => {
        await lockWork(trx, 'import')
        throw new Error('stop')
      }),
    ).rejects.toThrow('stop')
    await inTransaction(elsewhere, (theirs) => lockWork(theirs, 'import'))
    await other.close()
  })
})
