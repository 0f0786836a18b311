import { findSetting, type Db } from '@ketnoi/db'

/** Well below what the smallest package of an Official Account is said to allow (100 a minute): people and runs call as well. */
const PER_MINUTE = 30
export const PER_MINUTE_SETTING = 'announcement-messages-per-minute'

/** How many messages of an announcement are sent in a minute. */
export async function messagesPerMinute(db: Db): Promise<number> {
  const value = await findSetting(db, PER_MINUTE_SETTING)
  return typeof value === 'number' && value > 0 ? value : PER_MINUTE
}
