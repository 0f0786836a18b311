import { deleteSetting, findSetting, HANDS_ON, inTransaction, updateSetting, type Db } from '@ketnoi/db'
import type { QuietHours } from '@ketnoi/hierarchy'
import {
  findSecondAbove,
  messagesPerMinute,
  PER_MINUTE_SETTING,
  SECOND_ABOVE_SETTING,
} from '../announcements/announcement-limits.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { NEW_GROUP_SERVICE } from '../runs/run-store.ts'
import { findQuietHours, QUIET_HOURS } from '../runs/quiet-hours.ts'
import { tasksPerDay, TASKS_PER_DAY_SETTING } from '../tasks/tasks.ts'
import { OFFICIAL_ACCOUNT } from './official-account.ts'
import { noteService, notSetUp } from './set-up-service.ts'

/** How work is carried out, whatever the service. */
export interface ServiceRules {
  /** Through what groups that do not exist yet are made. */
  readonly newGroupService: string
  readonly quietHours: QuietHours | null
  readonly tasksPerDay: number
  /** Above how many groups a second person has to agree to an announcement. */
  readonly announcementSecondAbove: number
  readonly announcementMessagesPerMinute: number
}

export async function loadServiceRules(db: Db): Promise<ServiceRules> {
  const service = await findSetting(db, NEW_GROUP_SERVICE)
  return {
    newGroupService: typeof service === 'string' ? service : HANDS_ON,
    quietHours: await findQuietHours(db),
    tasksPerDay: await tasksPerDay(db),
    announcementSecondAbove: await findSecondAbove(db),
    announcementMessagesPerMinute: await messagesPerMinute(db),
  }
}

export async function setServiceRules(ctx: Context, rules: ServiceRules): Promise<void> {
  await requireService(ctx, rules.newGroupService)
  await inTransaction(ctx.db, async (trx) => {
    const before = await loadServiceRules(trx)
    await updateSetting(trx, NEW_GROUP_SERVICE, rules.newGroupService)
    await updateSetting(trx, TASKS_PER_DAY_SETTING, rules.tasksPerDay)
    await updateSetting(trx, SECOND_ABOVE_SETTING, rules.announcementSecondAbove)
    await updateSetting(trx, PER_MINUTE_SETTING, rules.announcementMessagesPerMinute)
    if (rules.quietHours === null) await deleteSetting(trx, QUIET_HOURS)
    else await updateSetting(trx, QUIET_HOURS, rules.quietHours)
    await noteService(ctx, trx, 'service-rules-set', { before, after: rules })
  })
}

/** Refuses a service that nobody can reach. */
export async function requireService(ctx: Context, service: string): Promise<void> {
  if (service === HANDS_ON || (await isReached(ctx, service))) return
  if (service === OFFICIAL_ACCOUNT) throw notSetUp()
  throw new ApiError('service-unknown', 'there is no such service', { service })
}

/** Whether a program can reach groups of the service at this moment. */
export async function isReached(ctx: Context, service: string): Promise<boolean> {
  return (await ctx.connectTo(service, async () => {})) !== null
}
