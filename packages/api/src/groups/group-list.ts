import {
  countGroups,
  findGroup,
  listActualGroups,
  listGroups,
  type ActualGroup,
  type GroupOrder,
  type GroupRow as StoredGroup,
} from '@ketnoi/db'
import {
  capacityLevel,
  type CapacityLevel,
  type Day,
  type GroupId,
  type GroupKindId,
  type UnitId,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import {
  describeEnded,
  describePlaces,
  foundHow,
  searchPlaces,
  wordsNotIn,
  type FoundHow,
  type PlaceThen,
  type SearchedPlace,
} from '../units/search-places.ts'
import { getWorld, parentName, unitName, type World } from '../world.ts'

/**
 * How a group stands. `invalid`: its rules cannot be read and it is frozen; `unlinked`: no real group is known; `unread`: nobody
 * has read its members; `differs`: somebody to add, to remove or with another role; `undecided`: only unmatched names are left.
 */
export type GroupState = StoredGroup['state']

export interface GroupRow {
  readonly id: GroupId
  readonly kind: GroupKindId
  readonly unitId: UnitId
  readonly name: string
  readonly unitName: string
  readonly parentName: string | null
  readonly state: GroupState
  readonly desired: number
  readonly required: number
  /** By the latest reading; `null` while there is none. */
  readonly actual: number | null
  readonly requiredPresent: number | null
  readonly toAdd: number | null
  readonly toRemove: number | null
  readonly wrongRole: number | null
  readonly unmatched: number | null
  readonly readAt: string | null
  readonly completeness: 'complete' | 'partial' | 'failed' | null
  readonly joinLink: string | null
  /** How many members it can hold: by the service, by hand, or by its kind. */
  readonly capacity: number
  /** How full it is, or will be once everybody wanted is in. */
  readonly level: CapacityLevel
  /** 1; from 2: a further group of the unit, because one cannot hold everybody. */
  readonly part: number
  /** The other groups of the unit could hold its people with room to spare. */
  readonly isSpare: boolean
  /** Somebody decided to give it up: its people move to the others. */
  readonly isClosing: boolean
}

/** A group of a list that was searched. */
export interface ListedGroup extends GroupRow {
  /** By what it was found, where its own name does not say so; `null`: by its name. */
  readonly found: FoundHow | { readonly kind: 'real-name'; readonly name: string } | null
}

/** A page of groups; `next` is the key to ask for the following one. */
export interface GroupList {
  readonly asOf: Day
  readonly rows: readonly ListedGroup[]
  readonly next: string | null
  readonly total: number
  /** Old places that the text names, or that the list is narrowed to, with what became of them. */
  readonly places: readonly PlaceThen[]
  /** With the other filters, without the one that is counted. */
  readonly counts: {
    readonly byKind: Readonly<Record<GroupKindId, number>>
    readonly byState: Readonly<Record<GroupState, number>>
  }
}

export interface GroupQuery {
  readonly text?: string | undefined
  /** These units and everything below them; `null`: everywhere. */
  readonly within: readonly UnitId[] | null
  /** Which unit was asked for; it may be no more. */
  readonly unitId?: UnitId | undefined
  readonly kind?: GroupKindId | undefined
  readonly state?: GroupState | undefined
  readonly order?: GroupOrder | undefined
  readonly after?: string | undefined
  readonly limit: number
}

export async function loadGroupList(ctx: Context, query: GroupQuery): Promise<GroupList> {
  const world = await getWorld(ctx)
  const text = query.text?.trim() ?? ''
  const places = text === '' ? [] : searchPlaces(world, text)
  const place = {
    ...(text === '' ? {} : { text, places: places.map(({ words, units }) => ({ words, unitIds: units })) }),
    ...(query.within === null ? {} : { within: query.within }),
  }
  const kind = query.kind === undefined ? {} : { kind: query.kind }
  const state = query.state === undefined ? {} : { state: query.state }
  const page = await listGroups(ctx.db, {
    ...place,
    ...kind,
    ...state,
    order: query.order ?? 'unit',
    after: query.after ?? null,
    limit: query.limit,
  })
  const real = await realGroupsOf(ctx, page.rows)
  const byState = (await countGroups(ctx.db, { ...place, ...kind })).states
  const byKind: Record<GroupKindId, number> = {}
  for (const one of world.model.groupKinds)
    byKind[one.id] = (await countGroups(ctx.db, { ...place, ...state, kind: one.id })).total
  return {
    asOf: world.asOf,
    rows: page.rows.map((row) => {
      const group = real.get(row.groupId) ?? null
      return { ...groupRow(world, row, group), found: text === '' ? null : howFound(places, text, row, group) }
    }),
    next: page.next,
    places: [
      ...(query.unitId === undefined ? [] : describeEnded(world, query.unitId)),
      ...describePlaces(world, places, query.within),
    ],
    total:
      query.state === undefined ? Object.values(byState).reduce((sum, count) => sum + count, 0) : byState[query.state],
    counts: { byKind, byState },
  }
}

function howFound(
  places: readonly SearchedPlace[],
  text: string,
  row: StoredGroup,
  real: ActualGroup | null,
): ListedGroup['found'] {
  const missing = wordsNotIn(text, row.name)
  if (missing.length === 0) return null
  return (
    foundHow(places, missing, row.unitId) ??
    (real === null || wordsNotIn(missing.join(' '), real.name).length > 0
      ? null
      : { kind: 'real-name', name: real.name })
  )
}

async function realGroupsOf(ctx: Context, rows: readonly StoredGroup[]): Promise<Map<GroupId, ActualGroup>> {
  const linked = rows.flatMap((row) => (row.actualGroupId === null ? [] : [row.groupId]))
  if (linked.length === 0) return new Map()
  const actual = await listActualGroups(ctx.db, { groupIds: linked })
  return new Map(actual.flatMap((group) => (group.groupId === null ? [] : [[group.groupId, group]])))
}

export async function getGroup(ctx: Context, id: GroupId): Promise<StoredGroup> {
  const group = await findGroup(ctx.db, id)
  if (group === null) throw new NotFoundError('group', id)
  return group
}

export function groupRow(
  world: World,
  row: StoredGroup,
  real: Pick<ActualGroup, 'joinLink' | 'capacity'> | null,
): GroupRow {
  const read = row.readAt !== null && row.completeness !== 'failed'
  const capacity = real?.capacity ?? row.capacity
  return {
    id: row.groupId,
    kind: row.kind,
    unitId: row.unitId,
    name: row.name,
    unitName: unitName(world, row.unitId),
    parentName: parentName(world, row.unitId),
    state: row.state,
    desired: row.desired,
    required: row.required,
    actual: read ? row.actual : null,
    requiredPresent: read ? row.required - row.requiredMissing : null,
    toAdd: read ? row.toAdd : null,
    toRemove: read ? row.toRemove : null,
    wrongRole: read ? row.wrongRole : null,
    unmatched: read ? row.unmatched : null,
    readAt: row.readAt,
    completeness: row.completeness,
    joinLink: real?.joinLink ?? null,
    capacity,
    level: capacityLevel(Math.max(row.desired, row.actual + row.unmatched), capacity),
    part: row.part,
    isSpare: row.isSpare,
    isClosing: row.isClosing,
  }
}
