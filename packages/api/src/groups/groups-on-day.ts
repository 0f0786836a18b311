import { countDesiredOn, listGroups } from '@ketnoi/db'
import {
  ancestorsOn,
  descendantsOn,
  type Day,
  type ExpectedGroup,
  type GroupId,
  type GroupKindId,
  type UnitId,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { areTooMany } from '../days/most-people.ts'
import { groupsOf, groupsWithin } from '../plans/make-plan.ts'
import { asksHomes } from './desired-on.ts'
import { searchPlaces, wordsNotIn } from '../units/search-places.ts'
import { getWorld, parentName, unitName, type World } from '../world.ts'

/** A group that ought to exist on a day. */
export interface GroupOnDayRow {
  readonly id: GroupId
  readonly kind: GroupKindId
  readonly name: string
  readonly parentName: string | null
  /** How many should be in it, and must; `null`: too many people are asked about at once. */
  readonly desired: number | null
  readonly required: number | null
  /** How many should be in it today; `null`: it does not exist today. */
  readonly desiredToday: number | null
}

/** A page of groups; `next` is the key to ask for the following one. */
export interface GroupsOnDay {
  readonly day: Day
  readonly today: Day
  readonly rows: readonly GroupOnDayRow[]
  readonly next: string | null
  readonly total: number
  /** Groups of today that are not expected any more, or not yet, on the day. */
  readonly gone: number
}

/** The groups of some units and everything below them on the day that is looked at, unit by unit. */
export async function loadGroupsOnDay(
  ctx: Context,
  query: {
    readonly within: readonly UnitId[] | null
    readonly text: string
    readonly kind?: GroupKindId | undefined
    readonly after?: GroupId | undefined
    readonly limit: number
  },
): Promise<GroupsOnDay> {
  const world = await getWorld(ctx)
  const present = await getWorld({ ...ctx, lookAt: null })
  const { asOf, model, tree } = world
  const listIn = (of: World): ExpectedGroup[] => {
    const ids = query.within === null ? null : new Set(groupsWithin(of, query.within))
    const places = searchPlaces(of, query.text).map(({ words, units }) => ({ words, units: new Set(units) }))
    return groupsOf(of).filter((group) => {
      if (ids?.has(group.id) === false || (query.kind !== undefined && group.kind !== query.kind)) return false
      const there = places.flatMap(({ words, units }) => (units.has(group.unitId) ? words : []))
      return wordsNotIn(query.text, group.name).every((word) => there.includes(word))
    })
  }
  const groups = inOrder(world, listIn(world))
  const begin = query.after === undefined ? 0 : groups.findIndex(({ id }) => id === query.after) + 1
  const shown = groups.slice(begin, begin + query.limit)
  const ofHomes = new Set(
    model.groupKinds.filter(({ clauses }) => clauses.some(({ rule }) => asksHomes(rule))).map(({ id }) => id),
  )
  const units = shown
    .filter(({ kind }) => ofHomes.has(kind))
    .flatMap(({ unitId }) => [unitId, ...descendantsOn(tree, unitId, asOf)])
  const counted = (await areTooMany(ctx, units, asOf))
    ? null
    : new Map(
        (await countDesiredOn(ctx.db, { model, tree, on: asOf }, shown, groupsOf(world))).map((row) => [
          row.groupId,
          row,
        ]),
      )
  const kept = await listGroups(ctx.db, { groupIds: shown.map(({ id }) => id), limit: shown.length + 1 })
  const today = new Map(kept.rows.map((row) => [row.groupId, row.desired]))
  const there = new Set(groups.map(({ id }) => id))
  return {
    day: asOf,
    today: present.asOf,
    rows: shown.map(({ id, kind, name, unitId }) => ({
      id,
      kind,
      name,
      parentName: parentName(world, unitId),
      desired: counted === null ? null : (counted.get(id)?.desired ?? 0),
      required: counted === null ? null : (counted.get(id)?.required ?? 0),
      desiredToday: today.get(id) ?? null,
    })),
    next: begin + shown.length < groups.length ? (shown.at(-1)?.id ?? null) : null,
    total: groups.length,
    gone: listIn(present).filter(({ id }) => !there.has(id)).length,
  }
}

const COLLATOR = new Intl.Collator('vi')

/** The groups of a unit, then those of the units below it, as the list of today has them. */
function inOrder(world: World, groups: readonly ExpectedGroup[]): ExpectedGroup[] {
  const pathOf = (unitId: UnitId): string =>
    [unitId, ...ancestorsOn(world.tree, unitId, world.asOf)]
      .reverse()
      .map((id) => unitName(world, id))
      .join('\t')
  return groups
    .map((group) => ({ group, path: pathOf(group.unitId) }))
    .sort((a, b) => COLLATOR.compare(a.path, b.path))
    .map(({ group }) => group)
}
