import {
  forgetLeases,
  HANDS_ON,
  inTransaction,
  listDueAnnouncements,
  listDueGroups,
  listReformsIn,
  listRunningUndos,
  updateLostMessages,
  withinArea,
  withPreparedStatements,
  type Queue,
} from '@ketnoi/db'
import { sendNextMessage } from '../announcements/send-message.ts'
import { keepSealed } from '../audit/keep-sealed.ts'
import { carryUndo } from '../changes/large-undo.ts'
import type { Context } from '../context.ts'
import { turnDay } from '../days/turn-day.ts'
import { noteFailure } from '../jobs/note-failure.ts'
import { carryOutGroup } from './carry-out-group.ts'
import { connectByHand } from './hands-on.ts'
import type { RunPorts } from './run-ports.ts'
import { createRunStore } from './run-store.ts'
import { processServiceEvent } from '../services/process-event.ts'
import { readGroupNow, tidyService } from '../services/read-group.ts'
import { carryOn } from '../reforms/carry-on.ts'
import { carrySelection } from '../selections/ask-to-change.ts'
import { nextMessageOf, passesOver, reformWork, undoWork, WORK, type WorkName } from './work-context.ts'

/** Groups that one process works on at a time; the embedded database has one connection, and gains nothing from more. */
const AT_A_TIME = { pglite: 1, postgres: 4 } as const
/** How often it is looked for what a worker that died left. */
const SWEEP_MS = 10_000
const MOST_SWEPT = 500
/** How often it is looked for groups of a service that nobody has read for long. */
const LOOK_AGAIN_MS = 10 * 60_000
/** How long an entry of the audit log stands unsealed at most. */
const SEAL_MS = 60_000

/** Does what the queue holds, until the queue stops. What a process that died was doing goes on here. */
export async function serveWork(ctx: Context, queue: Queue): Promise<{ readonly stop: () => void }> {
  for (const name of WORK)
    await queue.serve(name, AT_A_TIME[ctx.kind], async (data) => {
      try {
        await doQueued(ctx, name, data)
      } catch (error) {
        noteFailure(ctx, name, error)
        // The queue tries it again.
        throw error
      }
    })
  // The embedded database has one process: whoever had something before it died.
  if (ctx.kind === 'pglite') await withinArea('everything', () => forgetLeases(ctx.db))
  let lookedAt = 0
  const sweep = () =>
    withinArea('everything', async () => {
      // A day that cannot begin is tried again, and keeps nobody from their work.
      await turnDay(ctx).catch((error: unknown) => noteFailure(ctx, 'day', error))
      await askForDueWork(ctx, queue)
      const now = Date.parse(ctx.now())
      if (now - lookedAt < LOOK_AGAIN_MS) return
      lookedAt = now
      await tidyService(ctx, queue)
    }).catch((error: unknown) => noteFailure(ctx, 'sweep', error))
  await sweep()
  // A new day may take longer than that: nobody waits in line behind it.
  let sweeping = false
  const timer = setInterval(() => {
    if (sweeping) return
    sweeping = true
    void sweep().finally(() => (sweeping = false))
  }, SWEEP_MS)
  timer.unref()
  const seal = () =>
    withinArea('everything', () => keepSealed(ctx)).catch((error: unknown) => noteFailure(ctx, 'audit-seal', error))
  const sealer = setInterval(() => void seal(), SEAL_MS)
  sealer.unref()
  return {
    stop: () => {
      clearInterval(timer)
      clearInterval(sealer)
    },
  }
}

/** Does one piece of queued work, as the program itself. */
export async function doQueued(ctx: Context, name: WorkName, data: Readonly<Record<string, string>>): Promise<void> {
  const {
    runId = '',
    groupId = '',
    eventId = '',
    announcementId = '',
    reformId = '',
    batchId = '',
    selectionId = '',
  } = data
  await withinArea('everything', async () => {
    switch (name) {
      case 'announce':
        return sendNextMessage(ctx, announcementId)
      case 'carry-out-group':
        return carryOut(ctx, { runId, groupId })
      case 'carry-reform':
        return carryOn(ctx, reformId)
      case 'undo-batch':
        return carryUndo(ctx, batchId)
      case 'change-people':
        await carrySelection(ctx, selectionId)
        return
      case 'process-service-event':
        return processServiceEvent(ctx, eventId)
      case 'read-group':
        return readGroupNow(ctx, groupId)
      default:
        return name satisfies never
    }
  })
}

/** One pass over a group, as the program itself. */
export async function carryOut(ctx: Context, key: { readonly runId: string; readonly groupId: string }): Promise<void> {
  await withinArea('everything', async () => {
    const store = createRunStore(ctx)
    const ports: RunPorts = {
      store,
      connect: async (work, stillHolds) =>
        work.service === HANDS_ON ? connectByHand(ctx, work) : ctx.connectTo(work.service, stillHolds),
      get quietHours() {
        return store.quietHours()
      },
      now: ctx.now,
      newId: ctx.newId,
    }
    await withPreparedStatements(() => carryOutGroup(ports, key))
  })
}

async function askForDueWork(ctx: Context, queue: Queue): Promise<void> {
  const now = ctx.now()
  await updateLostMessages(ctx.db, now)
  const groups = await listDueGroups(ctx.db, now, MOST_SWEPT)
  const announcements = await listDueAnnouncements(ctx.db, now, MOST_SWEPT)
  const reforms = await listReformsIn(ctx.db, ['applying', 'undoing'])
  const undos = await listRunningUndos(ctx.db)
  const work = [
    ...groups.flatMap(({ runId, groupId }) => passesOver(runId, [groupId])),
    ...announcements.map((id) => nextMessageOf(id)),
    ...reforms.map(({ id }) => reformWork(id)),
    ...undos.map(undoWork),
  ]
  if (work.length > 0) await inTransaction(ctx.db, (trx) => queue.enqueue(trx, work))
}
