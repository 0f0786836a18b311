import { setTimeout } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { copyEmbedded, createPostgresDatabase, dropPostgresDatabase } from '../../test/engines.ts'
import { openDatabase, type OpenDatabase } from '../connect.ts'
import { inTransaction } from '../transaction.ts'

const WORK = ['greet'] as const

async function withDatabase(
  kind: OpenDatabase['kind'],
  work: (database: OpenDatabase) => Promise<void>,
): Promise<void> {
  const url = kind === 'postgres' ? await createPostgresDatabase() : null
  const database = await openDatabase(url === null ? await copyEmbedded() : { url })
  try {
    await work(database)
  } finally {
    await database.close()
    if (url !== null) await dropPostgresDatabase(url)
  }
}

test.each(['pglite', 'postgres'] as const)('work is left with the transaction that causes it, on %s', async (kind) => {
  await withDatabase(kind, async (database) => {
    const queue = await database.startQueue(WORK)
    const greet = (name: string) => ({ name: 'greet', data: { name }, key: name })
    const greeted: string[] = []
    await inTransaction(database.db, (trx) => queue.enqueue(trx, [greet('ana'), greet('ana'), greet('bé')]))
    await inTransaction(database.db, async (trx) => {
      await queue.enqueue(trx, [greet('nobody')])
      throw new Error('undone')
    }).catch(() => {})
    let failed = false
    await queue.serve('greet', 1, async ({ name = '' }) => {
      if (name === 'bé' && !failed) {
        failed = true
        throw new Error('tried again')
      }
      greeted.push(name)
    })
    await vi.waitFor(() => expect(greeted.toSorted()).toEqual(['ana', 'bé']), { timeout: 15_000, interval: 100 })
    await setTimeout(300)
    expect(greeted).toHaveLength(2)
    await queue.stop()
  })
})
