import { listAccountRoles, type HeldRole } from '@ketnoi/db'
import { ancestorsOn, descendantsOn, type Day, type UnitId, type UnitTree } from '@ketnoi/hierarchy'
import type { Actor, Grant, Reach } from '../authorise.ts'
import type { Context } from '../context.ts'
import { findWorld, type World } from '../world.ts'

/** Who an account is today, with the roles that hold today and the units they reach. */
export async function loadActor(
  ctx: Pick<Context, 'db' | 'today'>,
  account: { readonly id: string; readonly name: string },
): Promise<Actor> {
  const today = ctx.today()
  const roles = await listAccountRoles(ctx.db, { accountIds: [account.id], asOf: today })
  return actorWith(account, roles, await findWorld(ctx), today)
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
    see: reachOfUnits(see, world, today),
    search: reachOfUnits(search, world, today),
  }
}

function reachOfUnits(ids: readonly UnitId[], world: World | null, today: Day): Reach {
  const unitIds = new Set(ids)
  if (world !== null)
    // The day that everything is computed for may be pinned; whoever has a role today has it for what the unit is today as well.
    for (const day of new Set([world.asOf, today]))
      for (const id of ids) for (const below of unitsBelow(world.tree, id, day)) unitIds.add(below)
  return { kind: 'units', roots: [...new Set(ids)], unitIds }
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
