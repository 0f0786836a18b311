import {
  endMessage,
  findNextMessage,
  inTransaction,
  keepMessage,
  listActualGroups,
  refuseMessage,
  releaseAnnouncement,
  startMessage,
  takeAnnouncement,
  updateLostMessages,
  withdrawMessage,
  withinArea,
  type Db,
  type NextMessage,
} from '@ketnoi/db'
import { afterQuietHours, judgeSending, type ServiceFailure, type WriteOutcome } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { findQuietHours } from '../runs/quiet-hours.ts'
import { LeaseLost, type Connection } from '../runs/run-ports.ts'
import { nextMessageOf } from '../runs/work-context.ts'
import { whyUnreachable } from './addressed-groups.ts'
import { messagesPerMinute } from './announcement-limits.ts'
import { endAnnouncementIfOver } from './steer-announcement.ts'

/** Long enough for the slowest call to a service; a worker that is silent for longer has died. */
const LEASE_SECONDS = 120
/** The clocks of the database and of the program differ: what is due so soon is due. */
const SOON_MS = 500

/** An announcement that one worker has, for one message. */
interface Turn {
  readonly id: string
  readonly leaseId: string
  readonly text: string
}

/** Sends the message of an announcement that is due next, as the program itself, and asks for the one after it. */
export async function sendNextMessage(ctx: Context, id: string): Promise<void> {
  await withinArea('everything', async () => {
    const leaseId = ctx.newId()
    const now = ctx.now()
    const taken = await inTransaction(ctx.db, async (trx) => {
      const announcement = await takeAnnouncement(trx, id, { id: leaseId, now, until: later(now, LEASE_SECONDS) })
      if (announcement === null) return null
      await updateLostMessages(trx, now, id)
      return { ...announcement, next: await findNextMessage(trx, id) }
    })
    if (taken === null) return
    const turn = { id, leaseId, text: taken.text }
    if (taken.next === null) return giveBack(ctx, turn, taken.nextAt)
    const open = afterQuietHours(now, await findQuietHours(ctx.db))
    const due = latest(taken.nextAt, taken.next.dueAt, open)
    if (Date.parse(due) - Date.parse(now) > SOON_MS) return giveBack(ctx, turn, due)
    await send(ctx, turn, taken.next)
  })
}

async function send(ctx: Context, turn: Turn, next: NextMessage): Promise<void> {
  const key = { announcementId: turn.id, groupId: next.groupId }
  const { leaseId, text } = turn
  const hold = async (): Promise<void> => {
    const until = later(ctx.now(), LEASE_SECONDS)
    if (!(await keepMessage(ctx.db, key, { id: leaseId, now: ctx.now(), until }))) throw new LeaseLost()
  }
  const connection = await ctx.connectTo(next.service, hold)
  const code = await whyNotNow(ctx, next, connection)
  if (code !== null || connection?.announce === undefined)
    return giveBack(ctx, turn, ctx.now(), (trx) => refuseMessage(trx, key, code ?? 'not-supported', ctx.now()))
  if (!(await startMessage(ctx.db, key, { id: leaseId, until: later(ctx.now(), LEASE_SECONDS) })))
    return giveBack(ctx, turn, ctx.now())

  let outcome: WriteOutcome
  try {
    outcome = await connection.announce(next.externalId, text)
  } catch (error) {
    if (error instanceof LeaseLost) return giveBack(ctx, turn, ctx.now(), (trx) => withdrawMessage(trx, key, leaseId))
    await settle(ctx, turn, next, BROKEN)
    throw error
  }
  await settle(ctx, turn, next, outcome)
}

/** Takes down what came of the message, and gives the announcement back. */
async function settle(ctx: Context, turn: Turn, next: NextMessage, outcome: WriteOutcome): Promise<void> {
  const now = ctx.now()
  const sending = judgeSending(outcome, next.attempts + 1)
  const gap = 60 / (await messagesPerMinute(ctx.db))
  const wait = sending.state === 'waiting' ? sending.afterSeconds : 0
  // A service that is asked too much is asked nothing more for as long.
  const pause = sending.state === 'waiting' && sending.code === 'rate-limited' ? Math.max(gap, wait) : gap
  await giveBack(ctx, turn, later(now, pause), (trx) =>
    endMessage(trx, { announcementId: turn.id, groupId: next.groupId }, turn.leaseId, {
      state: sending.state,
      code: sending.state === 'sent' ? null : sending.code,
      message: outcome.kind === 'failed' ? outcome.message : null,
      dueAt: later(now, wait),
      settledAt: sending.state === 'waiting' ? null : now,
    }),
  )
}

/** The program broke in the middle of a call: nobody knows how far it came. */
const BROKEN: ServiceFailure = {
  kind: 'failed',
  code: 'unreachable',
  message: 'the call broke off',
  retry: false,
  effect: 'unknown',
}

/** Why a group that could be reached when the announcement was approved is not written to now. */
async function whyNotNow(ctx: Context, next: NextMessage, connection: Connection | null): Promise<string | null> {
  const [group] = await listActualGroups(ctx.db, { groupIds: [next.groupId] })
  if (group === undefined || group.service !== next.service || group.externalId !== next.externalId)
    return 'group-changed'
  return whyUnreachable(group, connection)
}

/** Gives the announcement back with what came of the message, and asks for the next one. */
async function giveBack(
  ctx: Context,
  turn: Turn,
  nextAt: string,
  note: (trx: Db) => Promise<void> = async () => {},
): Promise<void> {
  const queue = await ctx.queue()
  await inTransaction(ctx.db, async (trx) => {
    const running = await releaseAnnouncement(trx, turn.id, turn.leaseId, nextAt)
    // What came of a message is true whatever became of its announcement meanwhile.
    await note(trx)
    if (!running) return
    const next = await findNextMessage(trx, turn.id)
    if (next === null) return endAnnouncementIfOver(trx, ctx, turn.id)
    const wait = Date.parse(latest(nextAt, next.dueAt)) - Date.parse(ctx.now())
    await queue.enqueue(trx, [nextMessageOf(turn.id, Math.max(0, Math.ceil(wait / 1_000)))])
  })
}

function later(now: string, seconds: number): string {
  return new Date(Date.parse(now) + seconds * 1_000).toISOString()
}

function latest(...instants: readonly string[]): string {
  return new Date(Math.max(...instants.map((one) => Date.parse(one)))).toISOString()
}
