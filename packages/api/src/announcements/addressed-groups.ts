import { HANDS_ON, listActualGroups, type ActualGroup, type Db } from '@ketnoi/db'
import type { GroupId, UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { groupsOf } from '../plans/make-plan.ts'
import type { Connection } from '../runs/run-ports.ts'
import type { World } from '../world.ts'

/** Why a group cannot be written to. */
export type UnreachableCode =
  /** It does not exist yet, or nobody has said which one it is. */
  'group-unknown' | 'group-archived' | 'not-our-group' | 'service-not-set-up' | 'not-supported'

/** A group that an announcement is for, and through what it is reached. */
export interface AddressedGroup {
  readonly id: GroupId
  readonly unitId: UnitId
  readonly name: string
  readonly service: string | null
  readonly externalId: string | null
  /** `null`: it can be reached. */
  readonly code: UnreachableCode | null
}

export type Connections = ReadonlyMap<string, Connection | null>

/** Connects to what the groups are reached through: before a transaction, for a connection may read from the database itself. */
export async function connectToServices(ctx: Context, groupIds: readonly GroupId[]): Promise<Connections> {
  const services = new Set((await listActualGroups(ctx.db, { groupIds })).map((group) => group.service))
  services.delete(HANDS_ON)
  const connections = new Map<string, Connection | null>()
  for (const service of services) connections.set(service, await ctx.connectTo(service, async () => {}))
  return connections
}

/** Says how each of the groups is reached at this moment, in the order of the units. */
export async function addressGroups(
  db: Db,
  world: World,
  { groupIds, connections }: { readonly groupIds: readonly GroupId[]; readonly connections: Connections },
): Promise<AddressedGroup[]> {
  const wanted = new Set(groupIds)
  const actual = new Map((await listActualGroups(db, { groupIds })).map((one) => [one.groupId, one]))
  return groupsOf(world)
    .filter((group) => wanted.has(group.id))
    .map(({ id, unitId, name }) => {
      const real = actual.get(id)
      const code = real === undefined ? 'group-unknown' : whyUnreachable(real, connections.get(real.service) ?? null)
      return { id, unitId, name, service: real?.service ?? null, externalId: real?.externalId ?? null, code }
    })
}

/** Why a real group cannot be written to; `null`: it can. */
export function whyUnreachable(group: ActualGroup, connection: Connection | null): UnreachableCode | null {
  if (group.archived) return 'group-archived'
  if (group.service === HANDS_ON) return null
  if (connection === null) return 'service-not-set-up'
  if (connection.announce === undefined) return 'not-supported'
  return group.owner === 'us' ? null : 'not-our-group'
}
