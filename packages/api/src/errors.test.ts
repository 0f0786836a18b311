import { connect, createServer, type Server } from 'node:net'
import { findSetting, inTransaction, openDatabase, updateSetting } from '@ketnoi/db'
import { expect, it } from 'vitest'
import { describePostgres } from '../../db/test/engines.ts'
import { codeOf } from '../test/small-district.ts'

describePostgres('what somebody is told when the database', (engine) => {
  it('is lost before it has answered: that it may have been written, since it may have been', async () => {
    const way = await openWay(new URL(engine.url ?? ''), (sent) => /commit/iu.test(sent))
    const { db, close } = await openDatabase({ url: way.url }, { migrate: false })
    const write = inTransaction(db, (trx) => updateSetting(trx, 'written', 'unheard'))
    expect(await codeOf(write)).toBe('outcome-unknown')
    await expect.poll(() => findSetting(engine.db, 'written')).toBe('unheard')
    await close()
    way.server.close()
  })

  it('ends the connection: the same', async () => {
    const { db, close } = await openDatabase({ url: engine.url ?? '' }, { migrate: false })
    const end = (pid: number) =>
      engine.db.selectNoFrom((of) => of.fn('pg_terminate_backend', [of.val(pid)]).as('ended')).execute()
    const ended = inTransaction(db, async (trx) => {
      await updateSetting(trx, 'ended', true)
      const { pg_backend_pid: pid } = await trx
        .selectNoFrom((of) => of.fn<number>('pg_backend_pid').as('pg_backend_pid'))
        .executeTakeFirstOrThrow()
      await end(pid)
      await updateSetting(trx, 'ended', false)
    })
    expect(await codeOf(ended)).toBe('outcome-unknown')
    expect(await findSetting(engine.db, 'ended')).toBeNull()
    await close()
  })

  it('gives no connection in time: that it does not answer', async () => {
    const way = await openWay(new URL(engine.url ?? ''), () => false)
    const { db, close } = await openDatabase({ url: way.url }, { migrate: false })
    way.server.close()
    way.cut()
    await expect.poll(() => codeOf(updateSetting(db, 'never', true))).toBe('database-unreachable')
    await close()
  })
})

/** A way to the database on which the answer to what `loses` names is lost: the question arrives, and then the line breaks. */
async function openWay(
  to: URL,
  loses: (sent: string) => boolean,
): Promise<{ readonly url: string; readonly server: Server; readonly cut: () => void }> {
  const cuts: (() => void)[] = []
  const server = createServer((from) => {
    const target = connect(Number(to.port), to.hostname)
    for (const socket of [from, target]) socket.on('error', () => {})
    cuts.push(() => from.destroy())
    from.on('data', (sent) => {
      target.write(sent)
      if (loses(sent.toString('latin1'))) from.destroy()
    })
    from.on('close', () => target.end())
    target.pipe(from)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = new URL(to)
  url.port = typeof address === 'object' && address !== null ? String(address.port) : ''
  return { url: url.href, server, cut: () => cuts.forEach((cut) => cut()) }
}
