import {
  countDeparted,
  deletePeopleForGood,
  emptyOldSources,
  findSetting,
  insertAuditEvents,
  insertDeletionRecords,
  inTransaction,
  listDeletionRecords,
  listDeparted,
  lockPeople,
  OFFICE,
  RESIDENCE,
  updateSetting,
  type Db,
  type KeptMonths,
} from '@ketnoi/db'
import type { Day, LocalText } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { bumpPeople, getWorld, unitName, type World } from '../world.ts'

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
  /** Months after somebody left, by purpose: `residence`, `office`, and what people agree to, by id. */
  readonly months: Readonly<Record<string, number>>
  /** The law, the regulation or the decision that it rests on. */
  readonly basis: string
}

export interface RetentionPage {
  readonly setting: RetentionSetting
  readonly fewest: number
  readonly most: number
  /** For what data is kept; a person as long as any of these that still holds for them asks. */
  readonly purposes: readonly {
    readonly id: string
    /** `null`: `residence` and `office`, which the page has words for. */
    readonly name: LocalText | null
    readonly months: number
  }[]
  /** How many would be deleted now. */
  readonly now: number
  /** How many more would be in the months to come, as `YYYY-MM`. */
  readonly coming: readonly { readonly month: string; readonly people: number }[]
  readonly records: readonly {
    readonly day: Day
    readonly unitName: string | null
    readonly people: number
    readonly months: number
    readonly purpose: { readonly id: string; readonly name: LocalText | null } | null
    readonly basis: string
  }[]
}

export async function findRetention(db: Db): Promise<RetentionSetting> {
  const stored = await findSetting(db, RETENTION)
  const given: Readonly<Record<string, unknown>> = typeof stored === 'object' && stored !== null ? { ...stored } : {}
  const { on, months, basis } = given
  return { on: on === true, months: monthsOf(months), basis: typeof basis === 'string' ? basis : '' }
}

/** One time for all was set before each purpose had one of its own. */
function monthsOf(stored: unknown): Readonly<Record<string, number>> {
  if (typeof stored === 'number') return { [RESIDENCE]: stored }
  const entries = Object.entries(typeof stored === 'object' && stored !== null ? stored : {})
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
}

/** The time of every purpose that there is; what nobody set is kept as long as whoever lived here. */
function keptMonths({ model }: World, months: Readonly<Record<string, number>>): KeptMonths {
  const residence = months[RESIDENCE] ?? DEFAULT_MONTHS
  const ids = [RESIDENCE, OFFICE, ...model.purposes.map(({ id }) => id)]
  return new Map(ids.map((id) => [id, months[id] ?? residence]))
}

/** What is kept for how long; `months`: as if these were the times, to look at it before they are set. */
export async function loadRetention(ctx: Context, months?: Readonly<Record<string, number>>): Promise<RetentionPage> {
  const world = await getWorld(ctx)
  const setting = await findRetention(ctx.db)
  const kept = keptMonths(world, months ?? setting.months)
  const counted = await countDeparted(ctx.db, { asOf: ctx.today(), kept, monthsAhead: MONTHS_AHEAD })
  const records = await listDeletionRecords(ctx.db, MOST_RECORDS)
  const nameOf = (id: string): LocalText | null => world.model.purposes.find((one) => one.id === id)?.name ?? null
  return {
    setting,
    fewest: FEWEST_MONTHS,
    most: MOST_MONTHS,
    purposes: [...kept].map(([id, time]) => ({ id, name: nameOf(id), months: time })),
    ...counted,
    records: records.map(({ unitId, purpose, ...record }) => ({
      ...record,
      unitName: unitId === null ? null : unitName(world, unitId),
      purpose: purpose === null ? null : { id: purpose, name: nameOf(purpose) },
    })),
  }
}

/** Refused with `not-found` for a time of something that nothing is kept for. */
export async function saveRetention(ctx: Context, setting: RetentionSetting): Promise<void> {
  const known = keptMonths(await getWorld(ctx), {})
  const unknown = Object.keys(setting.months).find((id) => !known.has(id))
  if (unknown !== undefined) throw new NotFoundError('purpose', unknown)
  await inTransaction(ctx.db, async (trx) => {
    await updateSetting(trx, RETENTION, setting)
    await noteEvent(ctx, trx, {
      action: 'retention-set',
      subjectKind: 'setting',
      subjectId: RETENTION,
      data: { ...setting },
    })
  })
}

/** What the beginning of a day deletes: whoever left long enough ago, and what came in before that. */
export async function keepRetention(ctx: Context, trx: Db): Promise<void> {
  const { on, months, basis } = await findRetention(trx)
  if (!on) return
  // The day of the calendar: a day that is pinned for a plan deletes nobody early.
  const day = ctx.today()
  const kept = keptMonths(await getWorld(ctx, trx), months)
  // A file names everybody, those as well who are kept for the shortest time.
  await emptyOldSources(trx, monthsBefore(day, Math.min(...kept.values())))
  const due = { asOf: day, kept, limit: MOST_A_DAY }
  const found = await listDeparted(trx, due)
  if (found.length === 0) return
  const held = await lockPeople(
    trx,
    found.map(({ personId }) => personId),
  )
  // Whoever came back in between is not among them any more, and whoever follows in the list is nobody's yet.
  const gone = (await listDeparted(trx, due)).filter(({ personId }) => held.has(personId))
  if (gone.length === 0) return
  await deletePeopleForGood(
    trx,
    gone.map(({ personId }) => personId),
  )
  const together = [...Map.groupBy(gone, ({ unitId, purpose }) => `${purpose} ${unitId ?? ''}`).values()]
  const told = together.flatMap((people) => {
    const [first] = people
    if (first === undefined) return []
    const { unitId, purpose, months: time } = first
    return [{ unitId, purpose, people: people.length, months: time, basis }]
  })
  await insertDeletionRecords(
    trx,
    ctx.now(),
    told.map((record) => ({ day, ...record })),
  )
  await insertAuditEvents(
    trx,
    told.map(({ unitId, ...data }) => ({
      at: ctx.now(),
      actor: ctx.actor.id,
      action: 'people-deleted-for-good',
      subjectKind: unitId === null ? 'setting' : 'unit',
      subjectId: unitId ?? RETENTION,
      data,
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
