import type { UnitId } from '@ketnoi/hierarchy'
import { ForbiddenError } from './errors.ts'

export type ActorRole = 'administrator' | 'commune-administrator' | 'officer' | 'inspector'

/** Units that somebody answers for, with everything below them already added: it is made once, when the session is opened. */
export type ActorScope =
  { readonly kind: 'everywhere' } | { readonly kind: 'units'; readonly unitIds: ReadonlySet<UnitId> }

export interface Actor {
  readonly id: string
  readonly name: string
  readonly role: ActorRole
  readonly scope: ActorScope
}

const EVERYBODY: readonly ActorRole[] = ['administrator', 'commune-administrator', 'officer', 'inspector']
const OFFICES: readonly ActorRole[] = ['administrator', 'commune-administrator']
const FIELD: readonly ActorRole[] = ['administrator', 'commune-administrator', 'officer']

/** Who may do what, by role. Whether the unit is theirs is asked beside it: both must hold. */
export const PERMISSIONS = {
  'setup.read': EVERYBODY,
  'setup.write': ['administrator'],
  'jobs.read': EVERYBODY,
  'units.read': EVERYBODY,
  'units.write': ['administrator'],
  'models.read': EVERYBODY,
  'imports.read': OFFICES,
  'imports.write': OFFICES,
  'groups.read': EVERYBODY,
  'groups.write': FIELD,
  'readings.write': FIELD,
  'people.read': EVERYBODY,
  'people.reveal': FIELD,
  'plans.read': EVERYBODY,
  'overrides.write': OFFICES,
} as const satisfies Record<string, readonly ActorRole[]>

export type Action = keyof typeof PERMISSIONS

/** Whether this role may do this, and here. `unitId: null` asks for everywhere at once. */
export function isAllowed(actor: Actor, action: Action, unitId: UnitId | null): boolean {
  const roles: readonly ActorRole[] = PERMISSIONS[action]
  if (!roles.includes(actor.role)) return false
  if (actor.scope.kind === 'everywhere') return true
  return unitId !== null && actor.scope.unitIds.has(unitId)
}

/** The one door: every procedure passes it with its action and the unit it is about. */
export function authorise(actor: Actor, action: Action, unitId: UnitId | null): void {
  if (!isAllowed(actor, action, unitId)) throw new ForbiddenError(action, unitId)
}
