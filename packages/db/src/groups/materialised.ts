import type { Day } from '@ketnoi/hierarchy'
import type { Db } from '../schema.ts'
import { findSetting } from '../settings/settings.queries.ts'

/** Under which it stands among the settings. */
export const MATERIALISED = 'materialised'

export interface Materialised {
  readonly asOf: Day
  readonly model: string
}

/** For which day and model the desired members were computed; `null` before the first time. */
export async function findMaterialised(db: Db): Promise<Materialised | null> {
  return materialisedOf(await findSetting(db, MATERIALISED))
}

/** Reads the value of the setting. */
export function materialisedOf(value: unknown): Materialised | null {
  if (typeof value !== 'object' || value === null || !('asOf' in value) || !('model' in value)) return null
  return typeof value.asOf === 'string' && typeof value.model === 'string'
    ? { asOf: value.asOf, model: value.model }
    : null
}
