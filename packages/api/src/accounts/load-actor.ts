import { listAccountRoles, type HeldRole } from '@ketnoi/db'
import { ancestorsOn, descendantsOn, type Day, type UnitId, type UnitTree } from '@ketnoi/hierarchy'
import type { Actor, Grant, Reach } from '../authorise.ts'
import type { Context } from '../context.ts'
import { findWorld, type World } from '../world.ts'
import { coverDay, goingOnTo, type Cover } from './cover-day.ts'

/** Who an account is today, with the roles that hold today and the units they reach. */
export async function loadActor(
  ctx: Pick<Context, 'db' | 'today'>,
  account: { readonly id: string; readonly name: string },
): Promise<Actor> {
  const today = ctx.today()
  const roles = await listAccountRoles(ctx.db, { accountIds: [account.id], asOf: today })
  return actorWith(account, roles, await findWorld({ ...ctx, lookAt: null }), today)
}

/** Who an account is with roles that hold. */
export function actorWith(
  account: { readonly id: string; readonly name: string },
  roles: readonly HeldRole[],
  world: World | null,
  today: Day,
): Actor {
  const grants = roles.map((role) => grantOf(role, world, today))
  return { id: account.id, name: account.name, grants, above: unitsAbove(grants, world, today) }
}

const EVERYWHERE: Reach = { kind: 'everywhere' }
const NO_COVER: Cover = { roots: [], unitIds: [] }
const NOWHERE: Reach = { kind: 'units', roots: [], unitIds: new Set() }

function grantOf({ role, unitId, seeUnitId, searchUnitId }: HeldRole, world: World | null, today: Day): Grant {
  if (unitId === null)
    return { role, unitId, change: role === 'inspector' ? NOWHERE : EVERYWHERE, see: EVERYWHERE, search: EVERYWHERE }
  const see = [unitId, ...(seeUnitId === null ? [] : [seeUnitId])]
  const search = [...see, ...(searchUnitId === null ? [] : [searchUnitId])]
  return {
    role,
    unitId,
    change: role === 'inspector' ? NOWHERE : reachOfUnits([unitId], world, today),
    see: reachOfUnits(see, world, today, 'goes-on'),
    search: reachOfUnits(search, world, today, 'goes-on'),
  }
}

/** `goes-on`: also where the role itself will go on by the pinned day. */
function reachOfUnits(ids: readonly UnitId[], world: World | null, today: Day, extent?: 'goes-on'): Reach {
  if (world === null) return { kind: 'units', roots: [...new Set(ids)], unitIds: new Set(ids) }
  const unitIds = new Set(ids)
  // The day that everything is computed for may be pinned; whoever has a role today has it for what the unit is today as well.
  for (const day of new Set([world.asOf, today]))
    for (const id of ids) for (const below of unitsBelow(world.tree, id, day)) unitIds.add(below)
  // A reform may lie between the days: the role is at a unit that is not yet, or no more, on the pinned one.
  const cover = coverOf(world.tree, ids, today, world.asOf)
  for (const id of cover.unitIds) unitIds.add(id)
  const next = extent === 'goes-on' && today < world.asOf ? goingOnTo(world.tree, ids, world.asOf) : []
  for (const id of next) for (const below of [id, ...unitsBelow(world.tree, id, world.asOf)]) unitIds.add(below)
  return { kind: 'units', roots: [...new Set([...ids, ...next, ...cover.roots])], unitIds }
}

function unitsAbove(grants: readonly Grant[], world: World | null, today: Day): readonly UnitId[] {
  if (world === null) return []
  const roots = grants.flatMap(({ see }) => (see.kind === 'units' ? see.roots : []))
  return [...new Set([world.asOf, today].flatMap((day) => roots.flatMap((id) => ancestorsOn(world.tree, id, day))))]
}

// Every request of everybody asks for it; the tree is another one as soon as a unit has changed.
const known = new WeakMap<UnitTree, Map<string, readonly UnitId[]>>()

function unitsBelow(tree: UnitTree, id: UnitId, day: Day): readonly UnitId[] {
  const of = known.get(tree) ?? new Map<string, readonly UnitId[]>()
  known.set(tree, of)
  const key = `${id} ${day}`
  const before = of.get(key)
  if (before !== undefined) return before
  const below = descendantsOn(tree, id, day)
  of.set(key, below)
  return below
}

const covered = new WeakMap<UnitTree, Map<string, Cover>>()

function coverOf(tree: UnitTree, ids: readonly UnitId[], today: Day, day: Day): Cover {
  if (day === today) return NO_COVER
  const of = covered.get(tree) ?? new Map<string, Cover>()
  covered.set(tree, of)
  const key = [today, day, ...ids].join(' ')
  const before = of.get(key)
  if (before !== undefined) return before
  const cover = coverDay(tree, ids, today, day)
  of.set(key, cover)
  return cover
}
