import type { Db, Queue, QueuedWork } from '@ketnoi/db'
import type { Context } from '../src/index.ts'
import { WORK } from '../src/runs/work-context.ts'
import { doQueued } from '../src/runs/work.ts'

// By database: the callers of a test have contexts of their own over one of them.
const asked = new WeakMap<object, QueuedWork[]>()

/** A queue that keeps what is asked for until the test does it. */
export function createTestQueue(db: Db): Queue {
  return {
    enqueue: async (trx, work) => {
      if (!trx.isTransaction) throw new TypeError('work is asked for in a transaction')
      const waiting = asked.get(db) ?? []
      waiting.push(...work)
      asked.set(db, waiting)
    },
    serve: async () => {},
    stop: async () => {},
  }
}

/** Does what was asked for, and what that asked for, whatever its time; gives how much it was. */
export async function doWork(ctx: Context, atMost = 100): Promise<number> {
  let done = 0
  for (let next = asked.get(ctx.db)?.shift(); next !== undefined && done < atMost; next = asked.get(ctx.db)?.shift()) {
    const { name, data } = next
    const known = WORK.find((one) => one === name)
    if (known === undefined) throw new TypeError(`nobody does ${name}`)
    await doQueued(ctx, known, data)
    done++
  }
  return done
}
