import {
  deleteWebhookEvents,
  findOpenRunOf,
  HANDS_ON,
  inTransaction,
  listActualGroups,
  listGroupsToRead,
  lockMembership,
  updateCoverageDay,
  updateGroupAsset,
  type Queue,
} from '@ketnoi/db'
import type { GroupId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { readGroup } from '../runs/carry-out-group.ts'
import { keepServiceReading } from '../runs/keep-service-reading.ts'
import { readingsOf, wakeRun } from '../runs/work-context.ts'
import { getWorld } from '../world.ts'
import { OFFICIAL_ACCOUNT } from './official-account.ts'

const DAY_MS = 86_400_000
const MOST_READ = 20
/** Repetitions of an event come within two hours. */
const EVENTS_KEPT_DAYS = 7

/**
 * Reads a group that a program reaches, and keeps what was read. A group that a run works on is left to the run, which knows what it
 * asked for.
 */
export async function readGroupNow(ctx: Context, groupId: GroupId): Promise<void> {
  const queue = await ctx.queue()
  const [actual] = await listActualGroups(ctx.db, { groupIds: [groupId] })
  if (actual === undefined || actual.service === HANDS_ON) return
  if ((await findOpenRunOf(ctx.db, groupId)) !== null) {
    await inTransaction(ctx.db, (trx) => wakeRun(queue, trx, groupId))
    return
  }
  const connection = await ctx.connectTo(actual.service, async () => {})
  if (connection === null) return
  const { externalId, service } = actual
  const read = await readGroup(connection, externalId)
  if ('kind' in read) {
    // The queue tries again; what will not be answered at all is told by the account check.
    if (read.retry) throw new Error(`${service} did not tell of a group: ${read.code}`)
    return
  }
  const world = await getWorld(ctx)
  await inTransaction(ctx.db, async (trx) => {
    await lockMembership(trx)
    const [now] = await listActualGroups(trx, { groupIds: [groupId] })
    // A run that has begun meanwhile reads by itself.
    if (now?.externalId !== externalId || (await findOpenRunOf(trx, groupId)) !== null) return
    await keepServiceReading(trx, ctx, world, { groupId, service, asOf: world.asOf }, now, read)
    await updateCoverageDay(trx, ctx.today())
  })
  if (service === OFFICIAL_ACCOUNT) await readGroupAsset(ctx, groupId, externalId)
}

async function readGroupAsset(ctx: Context, groupId: GroupId, externalId: string): Promise<void> {
  const told = await ctx.officialAccount?.readAsset(externalId)
  if (told?.kind !== 'done') return
  await updateGroupAsset(ctx.db, { groupId, service: OFFICIAL_ACCOUNT, externalId, ...told.asset, readAt: ctx.now() })
}

/** Asks for the groups that nobody has read for a day, because no event tells everything, and forgets old events. */
export async function tidyService(ctx: Context, queue: Queue): Promise<void> {
  const ago = (days: number): string => new Date(Date.parse(ctx.now()) - days * DAY_MS).toISOString()
  const groupIds = await listGroupsToRead(ctx.db, OFFICIAL_ACCOUNT, ago(1), MOST_READ)
  if (groupIds.length > 0) await inTransaction(ctx.db, (trx) => queue.enqueue(trx, readingsOf(groupIds)))
  await deleteWebhookEvents(ctx.db, ago(EVENTS_KEPT_DAYS))
}
