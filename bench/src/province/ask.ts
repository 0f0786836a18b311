import { createCaller, loadActor, type Caller, type Context } from '@ketnoi/api'
import type { OpenDatabase } from '@ketnoi/db'
import { benchContext } from '../bench-context.ts'
import type { Asker } from './readings-of-procedures.ts'
import type { Sample } from './sample.ts'

/** The day that the province is computed for. */
export const PROVINCE_DAY = '2025-08-01'

const PLACE_OF_ACCOUNT: Readonly<Record<Exclude<Asker, 'administrator'>, number>> = {
  'commune-administrator': 1,
  officer: 4,
}

/** The procedures as somebody who asks calls them, behind the wall of the database where they are. */
export async function callerOf(database: OpenDatabase, asker: Asker, sample: Sample): Promise<Caller> {
  const context = contextOf(database)
  if (asker === 'administrator') return createCaller(context)
  const id = `account-${sample.communeId}-${String(PLACE_OF_ACCOUNT[asker])}`
  return createCaller({ ...context, actor: await loadActor(context, { id, name: id }) })
}

export function contextOf(database: OpenDatabase): Context {
  return benchContext(database, PROVINCE_DAY)
}
