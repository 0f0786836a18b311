import { AlreadyRunning, findSetting, inTransaction, lockWork, tryPart, updateSetting, type Db } from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { findWorld } from '../world.ts'
import { STEPS_OF_DAY, type DayStep, type Turn } from './steps-of-day.ts'

const TURNED = 'day-turned'
const HELD = 'day-held'

/** `elsewhere`: another process is at it. */
export type DayTurned = 'turned' | 'done-before' | 'elsewhere' | 'not-set-up'

/** A day that has not begun whole. */
export interface HeldDay {
  readonly asOf: Day
  /** The steps that failed or wait for one that did. */
  readonly steps: readonly string[]
  /** The code of each failure: what it says may name somebody. */
  readonly codes: readonly string[]
}

/**
 * Does what happens on a day, once for each: whenever it is asked, also days later. Cheap where there is nothing to do. What was
 * done, and that it was done, are one transaction: a process that dies in between leaves the day to the next one. Where a step fails
 * the others are done, the day is kept as held, and the failure is thrown; the next time everything is tried again.
 */
export async function turnDay(ctx: Context, steps: readonly DayStep[] = STEPS_OF_DAY): Promise<DayTurned> {
  const due = await findTurn(ctx, ctx.db)
  if (due === null || due === 'done-before') return due ?? 'not-set-up'
  let failures: readonly unknown[] = []
  try {
    const turned = await inTransaction(ctx.db, async (trx): Promise<DayTurned> => {
      await lockWork(trx, 'day')
      // Another process may have been at it since.
      const turn = await findTurn(ctx, trx)
      if (turn === null || turn === 'done-before') return turn ?? 'not-set-up'
      const taken = await takeSteps(ctx, trx, turn, steps)
      failures = taken.failures
      await updateSetting(
        trx,
        HELD,
        taken.held.length === 0 ? null : { asOf: turn.asOf, steps: taken.held, codes: failures.map(codeOf) },
      )
      if (failures.length === 0) await updateSetting(trx, TURNED, { asOf: turn.asOf, calendar: turn.calendar })
      return 'turned'
    })
    if (failures.length > 0) throw new AggregateError(failures, 'the day could not begin whole')
    return turned
  } catch (error) {
    if (error instanceof AlreadyRunning) return 'elsewhere'
    throw error
  }
}

async function takeSteps(
  ctx: Context,
  trx: Db,
  turn: Turn,
  steps: readonly DayStep[],
): Promise<{ readonly held: readonly string[]; readonly failures: readonly unknown[] }> {
  const held: string[] = []
  const failures: unknown[] = []
  for (const step of steps) {
    const waits = step.needs.some((name) => held.includes(name))
    const failed = waits ? null : await tryPart(trx, () => step.take(ctx, trx, turn))
    if (failed !== null) failures.push(failed.error)
    if (waits || failed !== null) held.push(step.name)
  }
  return { held, failures }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

/** The day that could not begin whole, for whoever watches over the program; `null`: it has begun, or nobody has tried. */
export async function findHeldDay(db: Db): Promise<HeldDay | null> {
  const value = await findSetting(db, HELD)
  if (typeof value !== 'object' || value === null || !('asOf' in value)) return null
  // Kept by this file alone.
  return value as HeldDay
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
