import { AlreadyRunning, findSetting, inTransaction, lockWork, updateSetting, type Db } from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { findWorld } from '../world.ts'
import { STEPS_OF_DAY, type Turn } from './steps-of-day.ts'

const TURNED = 'day-turned'

/** `elsewhere`: another process is at it. */
export type DayTurned = 'turned' | 'done-before' | 'elsewhere' | 'not-set-up'

/**
 * Does what happens on a day, once for each: whenever it is asked, also days later. Cheap where there is nothing to do. What was
 * done, and that it was done, are one transaction: a process that dies in between leaves the day to the next one.
 */
export async function turnDay(ctx: Context): Promise<DayTurned> {
  const due = await findTurn(ctx, ctx.db)
  if (due === null || due === 'done-before') return due ?? 'not-set-up'
  try {
    return await inTransaction(ctx.db, async (trx) => {
      await lockWork(trx, 'day')
      // Another process may have been at it since.
      const turn = await findTurn(ctx, trx)
      if (turn === null || turn === 'done-before') return turn ?? 'not-set-up'
      for (const step of STEPS_OF_DAY) await step.take(ctx, trx, turn)
      await updateSetting(trx, TURNED, { asOf: turn.asOf, calendar: turn.calendar })
      return 'turned'
    })
  } catch (error) {
    if (error instanceof AlreadyRunning) return 'elsewhere'
    throw error
  }
}

async function findTurn(ctx: Context, db: Db): Promise<Turn | 'done-before' | null> {
  const world = await findWorld(ctx, db)
  if (world === null) return null
  const last = await findLastTurn(db)
  const calendar = ctx.today()
  if (last?.asOf === world.asOf && last.calendar === calendar) return 'done-before'
  return { asOf: world.asOf, calendar, since: last?.asOf ?? null }
}

async function findLastTurn(db: Db): Promise<{ readonly asOf: Day; readonly calendar: Day } | null> {
  const value = await findSetting(db, TURNED)
  if (typeof value !== 'object' || value === null || !('asOf' in value) || !('calendar' in value)) return null
  const { asOf, calendar } = value
  return typeof asOf === 'string' && typeof calendar === 'string' ? { asOf, calendar } : null
}
