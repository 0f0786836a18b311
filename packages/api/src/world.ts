import {
  findActiveModel,
  findSetting,
  FURTHER_GROUPS,
  furtherGroupsOf,
  getUnitTree,
  incrementSetting,
  listSettings,
  settingsWritten,
  updateSetting,
  type Db,
  type FurtherGroups,
} from '@ketnoi/db'
import { findUnit, nameOn, parentOn, type Day, type Model, type UnitId, type UnitTree } from '@ketnoi/hierarchy'
import type { Context } from './context.ts'
import { ApiError } from './errors.ts'

/** What every question is asked against: the model, all units, and the day. */
export interface World {
  readonly model: Model
  readonly tree: UnitTree
  readonly asOf: Day
  /** The day that the example plays on, while it is pinned; `null`: what happens, happens today. */
  readonly playsOn: Day | null
  /** Goes up with every change of the model, the units or the day. */
  readonly revision: number
  /** Further groups of units that one cannot hold, as they are divided for the day that counts. */
  readonly further: FurtherGroups
  /** As they are stored: `driftPoliciesOf` and `reviewSettingOf` understand them. */
  readonly policies: { readonly drift: unknown; readonly reviews: unknown }
}

const REVISION = 'world-revision'
const PEOPLE_REVISION = 'people-revision'
const AS_OF = 'as-of'
const PLAYED_DAY = 'played-day'
/** How drift is treated, and when groups are reviewed: asked together with the world, because every plan needs them. */
export const DRIFT_POLICIES = 'drift-policies'
export const REVIEWS = 'reviews'
/** The settings that say which world it is. */
export const WORLD_SETTINGS = [REVISION, AS_OF, PLAYED_DAY, FURTHER_GROUPS, DRIFT_POLICIES, REVIEWS] as const

interface Known {
  readonly revision: number
  readonly model: Model
  readonly tree: UnitTree
}

// Thousands of units are read once for each of their revisions, not once for each request.
const known = new WeakMap<Db, Known>()

/** The day that somebody pinned; `null` follows the calendar. */
export async function pinnedDay(db: Db): Promise<Day | null> {
  return dayOf(await findSetting(db, AS_OF))
}

/** The world, or `null` before the set-up. */
export async function findWorld(
  ctx: Pick<Context, 'db' | 'today' | 'lookAt'> & { readonly visit?: Context['visit'] },
  db: Db = ctx.db,
): Promise<World | null> {
  const session = ctx.visit?.session ?? null
  const fresh = session === null || db !== ctx.db ? null : freshSettings(session)
  return worldOf(ctx, fresh ?? (await listSettings(db, WORLD_SETTINGS)), db)
}

/** The world that settings say it is. */
export async function worldOf(
  ctx: Pick<Context, 'db' | 'today' | 'lookAt'>,
  settings: ReadonlyMap<string, unknown>,
  db: Db = ctx.db,
): Promise<World | null> {
  const revision = numberOf(settings.get(REVISION))
  const pinned = dayOf(settings.get(AS_OF))
  const asOf = ctx.lookAt ?? pinned ?? ctx.today()
  const playsOn = pinned === dayOf(settings.get(PLAYED_DAY)) ? pinned : null
  const before = known.get(ctx.db)
  const further = furtherOf(ctx.db, settings.get(FURTHER_GROUPS))
  const policies = { drift: settings.get(DRIFT_POLICIES), reviews: settings.get(REVIEWS) }
  if (before !== undefined && before.revision === revision) return { ...before, asOf, playsOn, further, policies }
  const model = await findActiveModel(db)
  if (model === null) return null
  const now = { revision, model, tree: await getUnitTree(db) }
  // A transaction may still be rolled back: what it sees is not what others may be shown.
  if (db === ctx.db) known.set(ctx.db, now)
  return { ...now, asOf, playsOn, further, policies }
}

// What is derived from a world is kept by what it is made of: the same groups are the same value.
const divided = new WeakMap<Db, { readonly text: string; readonly further: FurtherGroups }>()

function furtherOf(db: Db, value: unknown): FurtherGroups {
  const text = JSON.stringify(value ?? {})
  const before = divided.get(db)
  if (before?.text === text) return before.further
  const further = furtherGroupsOf(value)
  divided.set(db, { text, further })
  return further
}

// Who sends a request is found together with the settings: what the request does next need not ask for them again, unless something was
// said here since (a form that changes the world shows the page anew in the same request), or it has been waiting for long.
const FRESH_MS = 1_000
interface Noted {
  readonly settings: ReadonlyMap<string, unknown>
  readonly at: number
  readonly written: number
}
const read = new WeakMap<object, Noted>()

/** Says with which settings a session came. */
export function noteSettings(session: object, settings: ReadonlyMap<string, unknown>): void {
  read.set(session, { settings, at: performance.now(), written: settingsWritten() })
}

function freshSettings(session: object): ReadonlyMap<string, unknown> | null {
  const noted = read.get(session)
  if (noted === undefined || noted.written !== settingsWritten() || performance.now() - noted.at > FRESH_MS) return null
  return noted.settings
}

export async function getWorld(ctx: Context, db: Db = ctx.db): Promise<World> {
  return setUp(await findWorld(ctx, db))
}

/** Refuses to go on before the set-up. */
export function setUp(world: World | null): World {
  if (world === null) throw new ApiError('not-set-up', 'no model is active yet: set up first')
  return world
}

/** Whether somebody looks at another day than the one that counts and memberships are kept for. */
export function isAnotherDay({ lookAt }: Pick<Context, 'lookAt'>): boolean {
  return typeof lookAt === 'string'
}

/**
 * From which day something is kept that is so now, where nobody asked for a day: today, also while a day to come is pinned. What is
 * done while an earlier day is pinned has to be there on that day as well.
 */
export function sinceNow({ today }: Pick<Context, 'today'>, { asOf }: Pick<World, 'asOf'>): Day {
  const day = today()
  return asOf < day ? asOf : day
}

/**
 * The day on which somebody says what they say now: today, whatever day is pinned, as nobody has agreed before they were asked. Where the
 * example plays on a day of its own, that day.
 */
export function saidOn({ today }: Pick<Context, 'today'>, { playsOn }: Pick<World, 'playsOn'>): Day {
  return playsOn ?? today()
}

/** Says that the model, the units or the day changed: in the transaction that changes them. */
export async function bumpWorld(db: Db): Promise<void> {
  await incrementSetting(db, REVISION)
}

/** Pins the day that everything is computed for, or follows the calendar again. */
export async function updatePinnedDay(db: Db, asOf: Day | null): Promise<void> {
  await updateSetting(db, AS_OF, asOf)
  await bumpWorld(db)
}

/** Pins the day that the example plays on. */
export async function updatePlayedDay(db: Db, day: Day): Promise<void> {
  await updateSetting(db, PLAYED_DAY, day)
  await updatePinnedDay(db, day)
}

/** Goes up with every change of people: what a dry run was computed from. */
export async function peopleRevision(db: Db): Promise<number> {
  return numberOf(await findSetting(db, PEOPLE_REVISION))
}

/** Says that people changed: in the transaction that changes them. */
export async function bumpPeople(db: Db): Promise<void> {
  await incrementSetting(db, PEOPLE_REVISION)
}

function numberOf(setting: unknown): number {
  return typeof setting === 'number' ? setting : 0
}

function dayOf(setting: unknown): Day | null {
  return typeof setting === 'string' ? setting : null
}

/** The name of a unit with its kind, on the day of the world. */
export function unitName(world: World, id: UnitId): string {
  const unit = findUnit(world.tree, id)
  return unit === undefined ? id : nameOn(unit, world.asOf).full
}

/** The name of the unit above. */
export function parentName(world: World, id: UnitId): string | null {
  const parent = parentOn(world.tree, id, world.asOf)
  return parent === null ? null : unitName(world, parent)
}
