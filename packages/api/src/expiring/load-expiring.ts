import {
  listExpiringFacts,
  listExpiringRoles,
  type ExpiringFact,
  type ExpiringQuery,
  type ExpiringRole,
} from '@ketnoi/db'
import { addDays, type Day, type LocalText, type UnitId } from '@ketnoi/hierarchy'
import { areaOf, isAllowed, isWithin, mayGrant } from '../authorise.ts'
import type { Context } from '../context.ts'
import { getWorld, unitName } from '../world.ts'

/** Long enough ahead to ask whoever has to decide, short enough that the list is read. */
const DAYS_AHEAD = 30
const MOST_LISTED = 500

interface Named {
  readonly unitName: string
  /** What it is about: the group, the position, the purpose. */
  readonly what: LocalText
  /** Whether whoever asks may let it go on. */
  readonly mayRenew: boolean
}

export type ExpiringFactRow = ExpiringFact & Named
export type ExpiringRoleRow = ExpiringRole & Pick<Named, 'mayRenew'> & { readonly unitName: string | null }

export interface ExpiringPage {
  readonly asOf: Day
  /** The last day that was looked at. */
  readonly until: Day
  readonly facts: readonly ExpiringFactRow[]
  readonly roles: readonly ExpiringRoleRow[]
  readonly more: boolean
}

export async function loadExpiring(ctx: Context, within: readonly UnitId[] | null): Promise<ExpiringPage> {
  const world = await getWorld(ctx)
  const until = addDays(world.asOf, DAYS_AHEAD)
  const query: ExpiringQuery = { within, asOf: world.asOf, until, limit: MOST_LISTED + 1 }
  const facts = await listExpiringFacts(ctx.db, query)
  // Whose account has which role is for those to know who keep accounts.
  const keeps = areaOf(ctx.actor, 'change', ['administrator', 'commune-administrator'])
  // What an account may do follows the calendar, also while memberships are computed for another day.
  const day = ctx.lookAt ?? ctx.today()
  const roles = (await listExpiringRoles(ctx.db, { ...query, asOf: day, until: addDays(day, DAYS_AHEAD) })).filter(
    ({ unitId }) => isWithin(keeps, unitId),
  )
  const same = (text: string): LocalText => ({ vi: text, en: text })
  const whatOf = (fact: ExpiringFact): LocalText => {
    switch (fact.kind) {
      case 'override':
        return same(unitName(world, fact.unitId))
      case 'appointment':
        return world.model.positions.find(({ id }) => id === fact.positionId)?.name ?? same(fact.positionId)
      case 'consent':
        return world.model.purposes.find(({ id }) => id === fact.purposeId)?.name ?? same(fact.purposeId)
      default:
        return fact satisfies never
    }
  }
  const mayRenew = (fact: ExpiringFact): boolean =>
    fact.kind === 'override'
      ? isAllowed(ctx.actor, 'overrides.add', fact.unitId)
      : fact.kind === 'appointment' && isAllowed(ctx.actor, 'seats.appoint', fact.unitId)
  return {
    asOf: world.asOf,
    until,
    facts: facts.slice(0, MOST_LISTED).map((fact) => ({
      ...fact,
      unitName: unitName(world, fact.unitId),
      what: whatOf(fact),
      mayRenew: mayRenew(fact),
    })),
    roles: roles.slice(0, MOST_LISTED).map((role) => ({
      ...role,
      unitName: role.unitId === null ? null : unitName(world, role.unitId),
      mayRenew: mayGrant(ctx.actor, role.role, role.unitId),
    })),
    more: facts.length > MOST_LISTED || roles.length > MOST_LISTED,
  }
}
