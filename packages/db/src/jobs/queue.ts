import type { PGlite } from '@electric-sql/pglite'
import { fromKysely, fromPglite, PgBoss, type Job } from 'pg-boss'
import type { Db } from '../schema.ts'
import { beyondWall } from '../wall.ts'

/** Work that outlives the process that asked for it. */
export interface QueuedWork {
  readonly name: string
  /** Ids only: what it is about is read when it is done. */
  readonly data: Readonly<Record<string, string>>
  /** One of a key waits at a time: what is asked for twice is done once. */
  readonly key: string
  readonly afterSeconds?: number
}

/** Durable work in the database: kept until it is done, by whatever process is there. */
export interface Queue {
  /** Asks for work in the transaction that causes it: it happens if and only if the rest does. */
  readonly enqueue: (trx: Db, work: readonly QueuedWork[]) => Promise<void>
  /** Does work of a name from now on, so many at a time. What throws is tried again, later each time. */
  readonly serve: (name: string, atATime: number, work: (data: QueuedWork['data']) => Promise<void>) => Promise<void>
  /** Ends after the work under way. */
  readonly stop: () => Promise<void>
}

const SCHEMA = 'jobs'
const POLL_SECONDS = 2

/** Starts the queue of a database; `names` are all the kinds of work that there are. */
export async function startQueue(
  target: { readonly pglite: PGlite } | { readonly url: string },
  names: readonly string[],
  onError: (error: unknown) => void = () => {},
): Promise<Queue> {
  const boss = new PgBoss({
    ...('pglite' in target
      ? { db: fromPglite(target.pglite), backend: 'pglite' as const }
      : { connectionString: target.url, max: 4 }),
    schema: SCHEMA,
    useListenNotify: true,
    schedule: false,
  })
  // A database that is gone for a while is tried again by the queue itself; without a listener it would end the process.
  boss.on('error', onError)
  await boss.start()
  for (const name of names) {
    await boss.createQueue(name, {
      policy: 'short',
      notify: true,
      retryLimit: 20,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      expireInSeconds: 3_600,
      heartbeatSeconds: 60,
      deleteAfterSeconds: 3_600,
    })
  }
  return {
    enqueue: async (trx, work) => {
      if (!trx.isTransaction) throw new TypeError('work is asked for in the transaction that causes it')
      await beyondWall(trx, async () => {
        for (const [name, some] of Map.groupBy(work, (one) => one.name)) {
          const jobs = some.map(({ data, key, afterSeconds }) => ({
            data,
            singletonKey: key,
            startAfter: afterSeconds ?? 0,
          }))
          await boss.insert(name, jobs, { db: fromKysely(trx) })
        }
      })
    },
    serve: async (name, atATime, work) => {
      await boss.work<QueuedWork['data']>(
        name,
        {
          localConcurrency: atATime,
          pollingIntervalSeconds: POLL_SECONDS,
          notifyPollingIntervalSeconds: POLL_SECONDS,
        },
        async ([job]: Job<QueuedWork['data']>[]) => {
          if (job !== undefined) await work(job.data)
        },
      )
    },
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  }
}
