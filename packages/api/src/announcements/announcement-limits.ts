import { findSetting, type Db } from '@ketnoi/db'

/** Well below what the smallest package of an Official Account is said to allow (100 a minute): people and runs call as well. */
const PER_MINUTE = 30
export const PER_MINUTE_SETTING = 'announcement-messages-per-minute'

/** How many messages of an announcement are sent in a minute. */
export async function messagesPerMinute(db: Db): Promise<number> {
  const value = await findSetting(db, PER_MINUTE_SETTING)
  return typeof value === 'number' && value > 0 ? value : PER_MINUTE
}

/** So many groups are a matter of a commune; who writes to more speaks for more than one, and is not alone in it. */
const SECOND_ABOVE = 50
export const SECOND_ABOVE_SETTING = 'announcement-second-above'

/** Above how many groups a second person has to agree to an announcement. */
export async function findSecondAbove(db: Db): Promise<number> {
  const value = await findSetting(db, SECOND_ABOVE_SETTING)
  return typeof value === 'number' ? value : SECOND_ABOVE
}

/** What an administrator may choose. Above what a province has groups nobody would ever be asked to be the second. */
export const SECOND_ABOVE_BOUNDS = { min: 1, max: 1_000 } as const
/** Half of what the smallest package is said to allow: announcements leave room for everything else. */
export const PER_MINUTE_BOUNDS = { min: 1, max: 50 } as const
