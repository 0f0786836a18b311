import {
  countDepartedByMonth,
  deletePeopleForGood,
  emptyOldSources,
  findSetting,
  insertAuditEvents,
  insertDeletionRecords,
  inTransaction,
  listDeletionRecords,
  listDeparted,
  lockPeople,
  updateSetting,
  type Db,
} from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { bumpPeople, getWorld, unitName } from '../world.ts'

const RETENTION = 'retention'

/**
 * No law gives a number: data is kept as long as its purpose needs. After two years even somebody whose departure was recorded by mistake
 * has been missed in two yearly reviews.
 */
const DEFAULT_MONTHS = 24
export const FEWEST_MONTHS = 6
export const MOST_MONTHS = 240
/** So many are deleted on one day at most; the rest follow on the next ones. */
const MOST_A_DAY = 1_000
const MOST_RECORDS = 100
const MONTHS_AHEAD = 12

export interface RetentionSetting {
  /** Nothing is deleted until somebody has switched it on. */
  readonly on: boolean
  readonly months: number
  /** The law, the regulation or the decision that it rests on. */
  readonly basis: string
}

export interface RetentionPage {
  readonly setting: RetentionSetting
  readonly fewest: number
  readonly most: number
  /** How many would be deleted now. */
  readonly now: number
  /** How many more would be in the months to come, as `YYYY-MM`. */
  readonly coming: readonly { readonly month: string; readonly people: number }[]
  readonly records: readonly {
    readonly day: Day
    readonly unitName: string | null
    readonly people: number
    readonly months: number
    readonly basis: string
  }[]
}

export async function findRetention(db: Db): Promise<RetentionSetting> {
  const stored = await findSetting(db, RETENTION)
  const given: Readonly<Record<string, unknown>> = typeof stored === 'object' && stored !== null ? { ...stored } : {}
  const { on, months, basis } = given
  return {
    on: on === true,
    months: typeof months === 'number' ? months : DEFAULT_MONTHS,
    basis: typeof basis === 'string' ? basis : '',
  }
}

/** What is kept for how long; `months`: as if that were the time, to look at it before it is set. */
export async function loadRetention(ctx: Context, months?: number): Promise<RetentionPage> {
  const world = await getWorld(ctx)
  const setting = await findRetention(ctx.db)
  const looked = months ?? setting.months
  const today = ctx.today()
  const left = await countDepartedByMonth(ctx.db, today)
  const dueNow = await listDeparted(ctx.db, {
    asOf: today,
    leftBy: monthsBefore(today, looked),
    limit: Number.MAX_SAFE_INTEGER,
  })
  const thisMonth = today.slice(0, 7)
  const due = left.map(({ month, people }) => ({ month: monthsBefore(`${month}-01`, -looked).slice(0, 7), people }))
  const last = monthsBefore(`${thisMonth}-01`, -MONTHS_AHEAD).slice(0, 7)
  const records = await listDeletionRecords(ctx.db, MOST_RECORDS)
  return {
    setting,
    fewest: FEWEST_MONTHS,
    most: MOST_MONTHS,
    now: dueNow.length,
    coming: due.filter(({ month }) => month > thisMonth && month <= last),
    records: records.map(({ unitId, ...record }) => ({
      ...record,
      unitName: unitId === null ? null : unitName(world, unitId),
    })),
  }
}

export async function saveRetention(ctx: Context, setting: RetentionSetting): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    await updateSetting(trx, RETENTION, setting)
    await insertAuditEvents(trx, [
      {
        at: ctx.now(),
        actor: ctx.actor.id,
        action: 'retention-set',
        subjectKind: 'setting',
        subjectId: RETENTION,
        data: { ...setting },
      },
    ])
  })
}

/** What the beginning of a day deletes: whoever left long enough ago, and what came in before that. */
export async function keepRetention(ctx: Context, trx: Db): Promise<void> {
  const { on, months, basis } = await findRetention(trx)
  if (!on) return
  // The day of the calendar: a day that is pinned for a plan deletes nobody early.
  const day = ctx.today()
  const leftBy = monthsBefore(day, months)
  await emptyOldSources(trx, leftBy)
  const found = await listDeparted(trx, { asOf: day, leftBy, limit: MOST_A_DAY })
  if (found.length === 0) return
  const held = await lockPeople(
    trx,
    found.map(({ personId }) => personId),
  )
  // Whoever came back in between is not among them any more, and whoever follows in the list is nobody's yet.
  const gone = (await listDeparted(trx, { asOf: day, leftBy, limit: MOST_A_DAY })).filter(({ personId }) =>
    held.has(personId),
  )
  if (gone.length === 0) return
  await deletePeopleForGood(
    trx,
    gone.map(({ personId }) => personId),
  )
  const byUnit = [...Map.groupBy(gone, ({ unitId }) => unitId)]
  await insertDeletionRecords(
    trx,
    ctx.now(),
    byUnit.map(([unitId, people]) => ({ day, unitId, people: people.length, months, basis })),
  )
  await insertAuditEvents(
    trx,
    byUnit.map(([unitId, people]) => ({
      at: ctx.now(),
      actor: ctx.actor.id,
      action: 'people-deleted-for-good',
      subjectKind: unitId === null ? 'setting' : 'unit',
      subjectId: unitId ?? RETENTION,
      data: { people: people.length, months, basis },
    })),
  )
  await bumpPeople(trx)
}

/** The same day so many months before; the last of a month where that has no such day. */
function monthsBefore(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year, month - months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, lastOfMonth))).toISOString().slice(0, 10)
}
