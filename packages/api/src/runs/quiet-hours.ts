import { findSetting, type Db } from '@ketnoi/db'
import type { QuietHours } from '@ketnoi/hierarchy'

export const QUIET_HOURS = 'quiet-hours'

/** When no program changes anything in a group, nor writes to one. */
export async function findQuietHours(db: Db): Promise<QuietHours | null> {
  return quietHoursOf(await findSetting(db, QUIET_HOURS))
}

/** Reads the value of the setting. */
export function quietHoursOf(value: unknown): QuietHours | null {
  if (typeof value !== 'object' || value === null || !('from' in value) || !('to' in value)) return null
  const { from, to } = value
  return typeof from === 'number' && typeof to === 'number' ? { from, to } : null
}
