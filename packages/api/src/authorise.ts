import type { Area as WalledArea } from '@ketnoi/db'
import type { UnitId } from '@ketnoi/hierarchy'
import { ForbiddenError, NotLoggedInError } from './errors.ts'
import { BEYOND_WALL, EVERYBODY, FIELD, OFFICES, PERMISSIONS } from './permissions.ts'
import type { Action, ActorRole, Area, Permission } from './permissions.ts'

/** Units that somebody may do something in, everything below them included. It is made once, when a request begins. */
export type Reach =
  | { readonly kind: 'everywhere' }
  /** `roots`: the units that were named; `unitIds`: those and all below them. */
  | { readonly kind: 'units'; readonly roots: readonly UnitId[]; readonly unitIds: ReadonlySet<UnitId> }

/** A role at a unit. */
export interface Grant extends Readonly<Record<Area, Reach>> {
  readonly role: ActorRole
  /** `null`: the whole program. */
  readonly unitId: UnitId | null
}

export interface Actor {
  readonly id: string
  readonly name: string
  /** None: somebody who has logged in and has no role today. */
  readonly grants: readonly Grant[]
  /** The units above those that they may see: who holds an office there is no secret to those below. */
  readonly above?: readonly UnitId[]
}

/** Whoever has not logged in. */
export const ANONYMOUS: Actor = { id: 'anonymous', name: 'anonymous', grants: [] }

/** Whether whoever is not logged in may call it too. */
export function isPublic(action: Action): boolean {
  const { scope }: Permission = PERMISSIONS[action]
  return scope === 'public'
}

/** Whether the units of an area include this one. `null` asks for all of them. */
export function isWithin(reach: Reach, unitId: UnitId | null): boolean {
  return reach.kind === 'everywhere' || (unitId !== null && reach.unitIds.has(unitId))
}

/** Whether somebody may do this, and here: one of their roles must allow both. `unitId: null` asks for everywhere at once. */
export function isAllowed(actor: Actor, action: Action, unitId: UnitId | null): boolean {
  const { roles, scope }: Permission = PERMISSIONS[action]
  if (scope === 'public') return true
  return actor.grants.some(
    (grant) => roles.includes(grant.role) && (scope === 'program' || isWithin(grant[scope], unitId)),
  )
}

/** What a page about a unit, or about a group of it, offers to whoever looks. */
export interface MayHere {
  /** Lists, links, tasks, posters: what the field does. */
  readonly mayWork: boolean
  /** Exceptions, approvals, what rosters hold: what is decided for the unit. */
  readonly mayDecide: boolean
}

export function mayHere(actor: Actor, unitId: UnitId): MayHere {
  return {
    mayWork: isAllowed(actor, 'groups.setLink', unitId),
    mayDecide: isAllowed(actor, 'runs.approve', unitId),
  }
}

/** Everything that somebody may do this in: what a list is narrowed to. */
export function reachOf(actor: Actor, action: Action): Reach {
  const { roles, scope }: Permission = PERMISSIONS[action]
  if (scope === 'public' || scope === 'program') return { kind: 'everywhere' }
  return areaOf(actor, scope, roles)
}

/** Everything that somebody may see, change or search in, with any role or some of them. */
export function areaOf(actor: Actor, area: Area, roles: readonly ActorRole[] = EVERYBODY): Reach {
  const reaches = actor.grants.filter((grant) => roles.includes(grant.role)).map((grant) => grant[area])
  const units = reaches.flatMap((reach) => (reach.kind === 'units' ? [reach] : []))
  if (units.length < reaches.length) return { kind: 'everywhere' }
  return {
    kind: 'units',
    roots: [...new Set(units.flatMap(({ roots }) => roots))],
    unitIds: new Set(units.flatMap(({ unitIds }) => [...unitIds])),
  }
}

/** Whether somebody administers all of these units: an office above those who keep their rosters. */
export function isAdministratorOf(actor: Actor, unitIds: readonly UnitId[]): boolean {
  const reach = areaOf(actor, 'change', ['administrator'])
  return unitIds.every((id) => isWithin(reach, id))
}

/** Whose people the database lets a procedure see and change. Who may see everywhere is behind its wall. */
export function wallOf(actor: Actor, action: Action, writes: boolean): WalledArea | 'everything' {
  const { scope }: Permission = PERMISSIONS[action]
  if (BEYOND_WALL.has(action)) return 'everything'
  const see = areaOf(actor, scope === 'search' ? 'search' : 'see')
  if (see.kind === 'everywhere') return 'everything'
  // Whoever sees somebody may change what concerns both, such as a seat: what exactly, the procedure says.
  const change = areaOf(actor, 'see', FIELD)
  return {
    actorId: actor.id,
    see: [...see.unitIds, ...(actor.above ?? [])],
    change: writes && change.kind === 'units' ? [...change.unitIds] : [],
  }
}

/** Whether one of somebody's roles may do this at all, wherever it is. */
export function mayAnywhere(actor: Actor, action: Action): boolean {
  const { roles, scope }: Permission = PERMISSIONS[action]
  return scope === 'public' || actor.grants.some(({ role }) => roles.includes(role))
}

/** The one door: every procedure passes it with its action and the unit it is about. */
export function authorise(actor: Actor, action: Action, unitId: UnitId | null): void {
  if (isAllowed(actor, action, unitId)) return
  throw actor.id === ANONYMOUS.id ? new NotLoggedInError() : new ForbiddenError(action, unitId)
}

/** Refuses to name a person or a unit that whoever asks may not see, whatever else they are allowed. */
export function requireSeen(actor: Actor, action: Action, unitIds: readonly UnitId[]): void {
  const reach = areaOf(actor, 'see')
  if (!unitIds.some((id) => isWithin(reach, id)) && !isWithin(reach, null))
    throw new ForbiddenError(action, unitIds[0] ?? null)
}

// Whoever keeps a commune hands its phones and rosters on to those who work there, and never more than they have themselves.
const GRANTED_BY: Readonly<Record<ActorRole, readonly ActorRole[]>> = {
  administrator: ['administrator'],
  'commune-administrator': ['administrator'],
  officer: OFFICES,
  inspector: OFFICES,
}

/** Whether somebody may give or take this role at this unit (`null`: the whole program). */
export function mayGrant(actor: Actor, role: ActorRole, unitId: UnitId | null): boolean {
  return isWithin(areaOf(actor, 'change', GRANTED_BY[role]), unitId)
}
