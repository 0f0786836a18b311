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

interface Permission {
  readonly roles: readonly ActorRole[]
  /** `unit`: the unit must be theirs too. `program`: it is about no unit. */
  readonly about: 'unit' | 'program'
}

/** Who may do what, by role. Whether the unit is theirs is asked beside it: both must hold. */
export const PERMISSIONS = {
  'setup.read': { roles: EVERYBODY, about: 'program' },
  'setup.write': { roles: ['administrator'], about: 'unit' },
  'jobs.read': { roles: EVERYBODY, about: 'program' },
  'models.read': { roles: EVERYBODY, about: 'program' },
  'units.read': { roles: EVERYBODY, about: 'unit' },
  'units.write': { roles: ['administrator'], about: 'unit' },
  'imports.read': { roles: OFFICES, about: 'unit' },
  'imports.write': { roles: OFFICES, about: 'unit' },
  'groups.read': { roles: EVERYBODY, about: 'unit' },
  'groups.write': { roles: FIELD, about: 'unit' },
  'readings.write': { roles: FIELD, about: 'unit' },
  'people.read': { roles: EVERYBODY, about: 'unit' },
  'people.reveal': { roles: FIELD, about: 'unit' },
  'consents.write': { roles: FIELD, about: 'unit' },
  'notices.read': { roles: EVERYBODY, about: 'program' },
  'notices.write': { roles: ['administrator'], about: 'unit' },
  'plans.read': { roles: EVERYBODY, about: 'unit' },
  'overrides.write': { roles: OFFICES, about: 'unit' },
} as const satisfies Record<string, Permission>

export type Action = keyof typeof PERMISSIONS

/** Whether this role may do this, and here. `unitId: null` asks for everywhere at once. */
export function isAllowed(actor: Actor, action: Action, unitId: UnitId | null): boolean {
  const { roles, about }: Permission = PERMISSIONS[action]
  if (!roles.includes(actor.role)) return false
  if (about === 'program' || actor.scope.kind === 'everywhere') return true
  return unitId !== null && actor.scope.unitIds.has(unitId)
}

/** The one door: every procedure passes it with its action and the unit it is about. */
export function authorise(actor: Actor, action: Action, unitId: UnitId | null): void {
  if (!isAllowed(actor, action, unitId)) throw new ForbiddenError(action, unitId)
}
