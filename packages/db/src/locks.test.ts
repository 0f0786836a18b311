import { IA_PA_2024, type Person } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { countDeadlocks } from '../test/deadlocks.ts'
import { describePostgres } from '../test/engines.ts'
import { DAY, loadExample, PEOPLE } from '../test/example.ts'
import { DatabaseBusy, RevisionConflict } from './errors.ts'
import { materialiseDesired } from './groups/materialise-desired.ts'
import { findPerson } from './people/people.queries.ts'
import { lockPeople } from './locks.ts'
import { deletePeople, updatePeople } from './people/write-people.ts'
import { inTransaction } from './transaction.ts'

const ROUNDS = 15

describePostgres('locks', (engine) => {
  beforeEach(() => loadExample(engine.db))

  const template = PEOPLE.find(({ id }) => id === 'v1') ?? PEOPLE[0]
  const many = (birth: string): Person[] =>
    Array.from({ length: 200 }, (_, at) => {
      if (template === undefined) throw new Error('the example has people')
      return { ...template, id: `many-${String(at).padStart(3, '0')}`, birth }
    })
  const url = () => engine.url ?? ''

  it('lets two write the same people, named in another order, at once', async () => {
    await updatePeople(engine.db, many('1970'))
    const outcomes: PromiseSettledResult<unknown>[] = []
    const deadlocks = await countDeadlocks(url(), async (db) => {
      for (let round = 0; round < ROUNDS; round++)
        outcomes.push(
          ...(await Promise.allSettled([
            updatePeople(db, many(`19${String(10 + round)}`)),
            updatePeople(db, many(`19${String(50 + round)}`).reverse()),
          ])),
        )
    })
    expect(deadlocks).toBe(0)
    // Who was overtaken is told so, instead of writing over what the other one wrote.
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(RevisionConflict)
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(ROUNDS)
  })

  it('lets somebody be removed while whoever hears by their phone is written', async () => {
    const deadlocks = await countDeadlocks(url(), async (db) => {
      for (let round = 0; round < ROUNDS; round++) {
        const [one, other] = many('1970')
        if (one === undefined || other === undefined) throw new Error('there are two')
        await updatePeople(db, [one, { ...other, proxyId: one.id }])
        await Promise.all([
          deletePeople(db, [one.id]),
          inTransaction(db, async (trx) => {
            await updatePeople(trx, [{ ...other, proxyId: one.id, birth: `19${String(10 + round)}` }])
            await materialiseDesired(trx, IA_PA_2024, DAY, { personIds: [other.id] })
          }),
        ])
      }
    })
    expect(deadlocks).toBe(0)
  })

  it('tries again what a deadlock ended, and nobody notices', async () => {
    const attempts: string[] = []
    let holding = 0
    const bothHold = Promise.withResolvers<null>()
    const inOrder = (ids: readonly [string, string]) =>
      inTransaction(engine.db, async (trx) => {
        attempts.push(ids[0])
        await lockPeople(trx, [ids[0]])
        holding += 1
        if (holding === 2) bothHold.resolve(null)
        await bothHold.promise
        await lockPeople(trx, [ids[1]])
        await sql`update person set revision = revision + 1 where id = ${ids[0]}`.execute(trx)
      })
    await Promise.all([inOrder(['v1', 'v2']), inOrder(['v2', 'v1'])])
    expect(attempts.length).toBeGreaterThan(2)
    expect([await findPerson(engine.db, 'v1'), await findPerson(engine.db, 'v2')]).toMatchObject([
      { revision: 2 },
      { revision: 2 },
    ])
  })

  it('gives up after a few attempts, with an error that says what to do', async () => {
    let attempts = 0
    const failing = inTransaction(engine.db, async (trx) => {
      attempts += 1
      await sql`do $$ begin raise exception 'somebody else' using errcode = '40001'; end $$`.execute(trx)
    })
    await expect(failing).rejects.toThrow(DatabaseBusy)
    expect(attempts).toBe(5)
    const bug = inTransaction(engine.db, async (trx) => {
      attempts += 1
      await sql`select 1 / 0`.execute(trx)
    })
    await expect(bug).rejects.toThrow('division by zero')
    expect(attempts).toBe(6)
  })
})
