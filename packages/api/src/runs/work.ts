import {
  findSetting,
  forgetLeases,
  HANDS_ON,
  inTransaction,
  listDueGroups,
  withinArea,
  type Db,
  type Queue,
} from '@ketnoi/db'
import type { QuietHours } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { carryOutGroup } from './carry-out-group.ts'
import { connectByHand } from './hands-on.ts'
import type { RunPorts } from './run-ports.ts'
import { createRunStore } from './run-store.ts'
import { passesOver } from './work-context.ts'

/** Groups that one process works on at a time; the embedded database has one connection, and gains nothing from more. */
const AT_A_TIME = { pglite: 1, postgres: 4 } as const
/** How often it is looked for groups whose worker died. */
const SWEEP_MS = 10_000
const MOST_SWEPT = 500
export const QUIET_HOURS = 'quiet-hours'

/** Does what the queue holds, until the queue stops. What a process that died was doing goes on here. */
export async function serveWork(ctx: Context, queue: Queue): Promise<{ readonly stop: () => void }> {
  await queue.serve('carry-out-group', AT_A_TIME[ctx.kind], async ({ runId, groupId }) => {
    if (runId === undefined || groupId === undefined) return
    await carryOut(ctx, { runId, groupId })
  })
  // The embedded database has one process: whoever had a group before it died.
  if (ctx.kind === 'pglite') await withinArea('everything', () => forgetLeases(ctx.db))
  const sweep = () => withinArea('everything', () => askForDueGroups(ctx, queue)).catch(() => {})
  await sweep()
  const timer = setInterval(() => void sweep(), SWEEP_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/** One pass over a group, as the program itself. */
export async function carryOut(ctx: Context, key: { readonly runId: string; readonly groupId: string }): Promise<void> {
  await withinArea('everything', async () => {
    const ports: RunPorts = {
      store: createRunStore(ctx),
      connect: async (work, stillHolds) =>
        work.service === HANDS_ON ? connectByHand(ctx, work) : ctx.connectTo(work.service, stillHolds),
      quietHours: await findQuietHours(ctx.db),
      now: ctx.now,
      newId: ctx.newId,
    }
    await carryOutGroup(ports, key)
  })
}

async function askForDueGroups(ctx: Context, queue: Queue): Promise<void> {
  const due = await listDueGroups(ctx.db, ctx.now(), MOST_SWEPT)
  if (due.length === 0) return
  await inTransaction(ctx.db, (trx) =>
    queue.enqueue(
      trx,
      due.flatMap(({ runId, groupId }) => passesOver(runId, [groupId])),
    ),
  )
}

/** When no program changes anything in a group. */
export async function findQuietHours(db: Db): Promise<QuietHours | null> {
  const value = await findSetting(db, QUIET_HOURS)
  if (typeof value !== 'object' || value === null || !('from' in value) || !('to' in value)) return null
  const { from, to } = value
  return typeof from === 'number' && typeof to === 'number' ? { from, to } : null
}
