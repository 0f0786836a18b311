import type { Area as WalledArea } from '@ketnoi/db'
import type { UnitId } from '@ketnoi/hierarchy'
import { ForbiddenError, NotLoggedInError } from './errors.ts'

export type ActorRole = 'administrator' | 'commune-administrator' | 'officer' | 'inspector'

/** Units that somebody may do something in, everything below them included. It is made once, when a request begins. */
export type Reach =
  | { readonly kind: 'everywhere' }
  /** `roots`: the units that were named; `unitIds`: those and all below them. */
  | { readonly kind: 'units'; readonly roots: readonly UnitId[]; readonly unitIds: ReadonlySet<UnitId> }

/** The three areas of a role, each at least as wide as the one before: what one may change, see, and search in. */
export const AREAS = ['change', 'see', 'search'] as const
export type Area = (typeof AREAS)[number]

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

const EVERYBODY: readonly ActorRole[] = ['administrator', 'commune-administrator', 'officer', 'inspector']
const OFFICES: readonly ActorRole[] = ['administrator', 'commune-administrator']
const OVERSIGHT: readonly ActorRole[] = ['administrator', 'inspector']
const FIELD: readonly ActorRole[] = ['administrator', 'commune-administrator', 'officer']

interface Permission {
  readonly roles: readonly ActorRole[]
  /**
   * The area that the unit in question must lie in. `program`: it is about no unit, any of the roles will do. `public`: it is
   * open to whoever is not logged in as well.
   */
  readonly scope: Area | 'program' | 'public'
}

const PUBLIC: Permission = { roles: EVERYBODY, scope: 'public' }
const SEE: Permission = { roles: EVERYBODY, scope: 'see' }
const PROGRAM: Permission = { roles: EVERYBODY, scope: 'program' }
const OFFICES_CHANGE: Permission = { roles: OFFICES, scope: 'change' }
const FIELD_CHANGE: Permission = { roles: FIELD, scope: 'change' }
const ADMINISTRATOR_CHANGE: Permission = { roles: ['administrator'], scope: 'change' }

/** Who may call which procedure, a line for each by its path. A procedure without one does not compile. */
export const PERMISSIONS = {
  'setup.ready': PUBLIC,
  'setup.outset': PROGRAM,
  'setup.status': PROGRAM,
  'setup.loadExample': ADMINISTRATOR_CHANGE,
  'setup.startEmpty': ADMINISTRATOR_CHANGE,
  'setup.setAsOf': ADMINISTRATOR_CHANGE,
  'jobs.byId': PROGRAM,
  'jobs.active': PROGRAM,
  'models.active': PROGRAM,
  'models.inspect': PROGRAM,
  'units.tree': SEE,
  'units.byId': SEE,
  // Names of units are no secret: whoever moved here came from somewhere.
  'units.search': PROGRAM,
  'units.importDryRun': ADMINISTRATOR_CHANGE,
  'units.importConfirm': ADMINISTRATOR_CHANGE,
  'imports.list': OFFICES_CHANGE,
  'imports.byId': OFFICES_CHANGE,
  'imports.upload': OFFICES_CHANGE,
  'imports.setMapping': OFFICES_CHANGE,
  'imports.decide': OFFICES_CHANGE,
  'imports.dryRun': OFFICES_CHANGE,
  'imports.confirm': OFFICES_CHANGE,
  'imports.cancel': OFFICES_CHANGE,
  'imports.refusedFile': OFFICES_CHANGE,
  'groups.list': SEE,
  'groups.byId': SEE,
  'groups.plan': SEE,
  'groups.onDay': SEE,
  'groups.listOnDay': SEE,
  'seats.coming': SEE,
  'groups.checklist': SEE,
  'groups.revealPhones': FIELD_CHANGE,
  'groups.setLink': FIELD_CHANGE,
  'groups.giveUp': OFFICES_CHANGE,
  'groups.keep': OFFICES_CHANGE,
  'history.ofGroup': SEE,
  'history.ofPerson': SEE,
  'history.ofUnit': SEE,
  'history.explain': SEE,
  'audit.list': { roles: OVERSIGHT, scope: 'see' },
  'audit.verify': { roles: OVERSIGHT, scope: 'see' },
  'readings.preview': FIELD_CHANGE,
  'readings.save': FIELD_CHANGE,
  'readings.decide': FIELD_CHANGE,
  'readings.undecide': FIELD_CHANGE,
  'people.byId': SEE,
  'people.groups': SEE,
  'people.explain': SEE,
  'people.search': SEE,
  'people.searchOutside': { roles: FIELD, scope: 'search' },
  'people.revealPhone': FIELD_CHANGE,
  'coverage.ofUnit': SEE,
  'coverage.representatives': SEE,
  'coverage.table': SEE,
  'people.history': SEE,
  'people.changesSince': SEE,
  'people.groupsOn': SEE,
  'people.add': FIELD_CHANGE,
  'people.update': FIELD_CHANGE,
  'selections.match': SEE,
  'selections.preview': FIELD_CHANGE,
  'selections.change': FIELD_CHANGE,
  'selections.asked': FIELD_CHANGE,
  'selections.second': FIELD_CHANGE,
  'selections.withdraw': FIELD_CHANGE,
  'selections.export': { roles: OFFICES, scope: 'see' },
  'changes.list': FIELD_CHANGE,
  'changes.plan': FIELD_CHANGE,
  'changes.undo': FIELD_CHANGE,
  'changes.waiting': FIELD_CHANGE,
  'changes.second': FIELD_CHANGE,
  'changes.progress': FIELD_CHANGE,
  'duplicates.list': FIELD_CHANGE,
  'duplicates.count': FIELD_CHANGE,
  'duplicates.distinguish': FIELD_CHANGE,
  'duplicates.merge': FIELD_CHANGE,
  'duplicates.undo': FIELD_CHANGE,
  'duplicates.ofPerson': SEE,
  'households.byId': SEE,
  'households.search': SEE,
  'households.update': FIELD_CHANGE,
  'seats.ofUnit': SEE,
  'seats.appoint': OFFICES_CHANGE,
  'seats.end': OFFICES_CHANGE,
  'handovers.list': SEE,
  'handovers.byId': SEE,
  'handovers.ofPerson': SEE,
  'handovers.preview': OFFICES_CHANGE,
  'handovers.propose': OFFICES_CHANGE,
  'handovers.confirm': OFFICES_CHANGE,
  'handovers.cancel': OFFICES_CHANGE,
  'reforms.list': SEE,
  'reforms.byId': SEE,
  'reforms.groups': SEE,
  'reforms.people': SEE,
  'reforms.undecided': ADMINISTRATOR_CHANGE,
  'reforms.document': ADMINISTRATOR_CHANGE,
  'reforms.check': ADMINISTRATOR_CHANGE,
  'reforms.example': ADMINISTRATOR_CHANGE,
  'reforms.create': ADMINISTRATOR_CHANGE,
  'reforms.remove': ADMINISTRATOR_CHANGE,
  'reforms.rehearse': ADMINISTRATOR_CHANGE,
  'reforms.decide': ADMINISTRATOR_CHANGE,
  'reforms.approve': ADMINISTRATOR_CHANGE,
  'reforms.second': ADMINISTRATOR_CHANGE,
  'reforms.start': ADMINISTRATOR_CHANGE,
  'reforms.undoPlan': ADMINISTRATOR_CHANGE,
  'reforms.approveUndo': ADMINISTRATOR_CHANGE,
  'reforms.undo': ADMINISTRATOR_CHANGE,
  'reforms.sheet': ADMINISTRATOR_CHANGE,
  'reforms.households': ADMINISTRATOR_CHANGE,
  'reforms.placeHouseholds': ADMINISTRATOR_CHANGE,
  'plans.all': SEE,
  'plans.describe': SEE,
  'runs.proposal': SEE,
  'runs.approve': OFFICES_CHANGE,
  'runs.second': OFFICES_CHANGE,
  'runs.start': OFFICES_CHANGE,
  'runs.pause': OFFICES_CHANGE,
  'runs.resume': OFFICES_CHANGE,
  'runs.cancel': OFFICES_CHANGE,
  'runs.undoPlan': OFFICES_CHANGE,
  'runs.undo': OFFICES_CHANGE,
  'runs.list': SEE,
  'runs.byId': SEE,
  'runs.changes': SEE,
  'tasks.list': FIELD_CHANGE,
  'tasks.pack': FIELD_CHANGE,
  'tasks.answer': FIELD_CHANGE,
  'drift.list': SEE,
  'drift.decide': FIELD_CHANGE,
  'drift.policies': PROGRAM,
  'drift.setPolicies': ADMINISTRATOR_CHANGE,
  'trial.state': ADMINISTRATOR_CHANGE,
  'trial.start': ADMINISTRATOR_CHANGE,
  'trial.setFaults': ADMINISTRATOR_CHANGE,
  'trial.end': ADMINISTRATOR_CHANGE,
  'services.page': ADMINISTRATOR_CHANGE,
  'services.setUp': ADMINISTRATOR_CHANGE,
  'services.remove': ADMINISTRATOR_CHANGE,
  'services.startConsent': ADMINISTRATOR_CHANGE,
  'services.finishConsent': ADMINISTRATOR_CHANGE,
  'services.check': ADMINISTRATOR_CHANGE,
  'services.setRules': ADMINISTRATOR_CHANGE,
  'services.switchGroup': ADMINISTRATOR_CHANGE,
  'services.assets': SEE,
  'services.setPrices': ADMINISTRATOR_CHANGE,
  'services.makeBindingCode': FIELD_CHANGE,
  'services.requests': OFFICES_CHANGE,
  'services.decideRequest': OFFICES_CHANGE,
  'announcements.preview': OFFICES_CHANGE,
  'announcements.approve': OFFICES_CHANGE,
  'announcements.second': OFFICES_CHANGE,
  'announcements.start': OFFICES_CHANGE,
  'announcements.pause': OFFICES_CHANGE,
  'announcements.resume': OFFICES_CHANGE,
  'announcements.cancel': OFFICES_CHANGE,
  'announcements.settle': FIELD_CHANGE,
  'announcements.list': SEE,
  'announcements.byId': SEE,
  'retention.page': ADMINISTRATOR_CHANGE,
  'retention.set': ADMINISTRATOR_CHANGE,
  'expiring.list': SEE,
  // Each number is narrowed to what they may settle themselves.
  'waiting.count': PROGRAM,
  'reviews.due': SEE,
  'reviews.ofGroup': SEE,
  'reviews.sign': FIELD_CHANGE,
  'reviews.policies': PROGRAM,
  'reviews.setPolicies': ADMINISTRATOR_CHANGE,
  'overrides.add': OFFICES_CHANGE,
  'overrides.end': OFFICES_CHANGE,
  'consents.ofPerson': SEE,
  'consents.record': FIELD_CHANGE,
  'consents.notice': PROGRAM,
  'consents.notices': PROGRAM,
  'consents.addNotice': ADMINISTRATOR_CHANGE,
  'consents.setController': ADMINISTRATOR_CHANGE,
  'registrations.page': PUBLIC,
  'registrations.submit': PUBLIC,
  'registrations.poster': FIELD_CHANGE,
  'registrations.replacePoster': FIELD_CHANGE,
  'registrations.list': FIELD_CHANGE,
  'registrations.revealPhone': FIELD_CHANGE,
  'registrations.confirm': FIELD_CHANGE,
  'registrations.reject': FIELD_CHANGE,
  'registrations.passOn': FIELD_CHANGE,
  'privateLinks.ofPerson': SEE,
  'privateLinks.make': FIELD_CHANGE,
  'privateLinks.revoke': FIELD_CHANGE,
  'privateLinks.page': PUBLIC,
  'privateLinks.leave': PUBLIC,
  'privateLinks.withdraw': PUBLIC,
  // Everybody about themselves.
  'session.identity': PUBLIC,
  'session.logIn': PUBLIC,
  'session.verify': PUBLIC,
  'session.startPasskeyLogIn': PUBLIC,
  'session.logInWithPasskey': PUBLIC,
  'session.logOut': PUBLIC,
  'session.state': PUBLIC,
  'session.touch': PUBLIC,
  'session.lock': PUBLIC,
  'session.unlock': PUBLIC,
  'session.becomeFirstAdministrator': PUBLIC,
  'session.own': PUBLIC,
  'session.changePassword': PUBLIC,
  'session.startSecondFactor': PUBLIC,
  'session.confirmSecondFactor': PUBLIC,
  'session.renewRecoveryCodes': PUBLIC,
  'session.removeSecondFactor': PUBLIC,
  'session.startPasskey': PUBLIC,
  'session.addPasskey': PUBLIC,
  'session.renamePasskey': PUBLIC,
  'session.end': PUBLIC,
  'accounts.list': OFFICES_CHANGE,
  'accounts.byId': OFFICES_CHANGE,
  'accounts.events': OFFICES_CHANGE,
  'accounts.create': OFFICES_CHANGE,
  'accounts.change': OFFICES_CHANGE,
  'accounts.grantRole': OFFICES_CHANGE,
  'accounts.renewRole': OFFICES_CHANGE,
  'accounts.endRole': OFFICES_CHANGE,
  'accounts.disable': OFFICES_CHANGE,
  'accounts.enable': OFFICES_CHANGE,
  'accounts.resetPassword': OFFICES_CHANGE,
  'accounts.resetSecondFactor': OFFICES_CHANGE,
  'accounts.unlock': OFFICES_CHANGE,
  'onboarding.prepareDevice': { roles: FIELD, scope: 'program' },
  'onboarding.villages': { roles: FIELD, scope: 'program' },
  'onboarding.ended': { roles: FIELD, scope: 'program' },
  'onboarding.villagesOfPoster': { roles: FIELD, scope: 'program' },
  'onboarding.pack': FIELD_CHANGE,
  // Whoever prepared the device may send what it holds, with a role or without: each record is asked about by its unit.
  'onboarding.submit': PUBLIC,
  'onboarding.deviceKey': PUBLIC,
  'onboarding.checkDevice': PUBLIC,
  'onboarding.conflicts': FIELD_CHANGE,
  'onboarding.decide': FIELD_CHANGE,
  // Their own, with a role or without; those of others only where they are in charge.
  'onboarding.devices': PUBLIC,
  'onboarding.revokeDevice': PUBLIC,
} as const satisfies Record<string, Permission>

export type Action = keyof typeof PERMISSIONS

/**
 * What the wall of the database does not stand before (`db/src/wall.ts`), because its answer is made from more people than those
 * whom somebody may see. Each of these narrows itself. What is not named here is within the wall, a new procedure as well.
 */
const BEYOND_WALL: ReadonlySet<Action> = new Set<Action>([
  // Whoever is in a group of theirs is named there, wherever they live: it is how the group is.
  'groups.byId',
  'groups.plan',
  'groups.onDay',
  'groups.listOnDay',
  'groups.checklist',
  'groups.revealPhones',
  'history.ofGroup',
  'history.ofUnit',
  'readings.preview',
  'readings.save',
  'readings.decide',
  'readings.undecide',
  'plans.all',
  'plans.describe',
  'runs.proposal',
  'runs.approve',
  'runs.second',
  'runs.start',
  'runs.byId',
  'runs.undoPlan',
  'runs.undo',
  'runs.changes',
  'tasks.list',
  'tasks.pack',
  'groups.giveUp',
  'groups.keep',
  'overrides.add',
  'overrides.end',
  'reviews.ofGroup',
  'reviews.sign',
  // Whoever gives somebody up and whoever gets them see the same people, on both sides.
  'handovers.list',
  'handovers.byId',
  'handovers.ofPerson',
  'handovers.preview',
  'handovers.propose',
  'handovers.confirm',
  'handovers.cancel',
  // A batch is read whole, whoever is in it: each of them is asked about by their units.
  'changes.plan',
  'changes.undo',
  'changes.second',
  'selections.asked',
  'selections.second',
  // What a reform would do is worked out from everybody whom it touches, wherever they live.
  'reforms.undecided',
  'reforms.rehearse',
  'reforms.decide',
  'reforms.approve',
  'reforms.second',
  'reforms.start',
  'reforms.undoPlan',
  'reforms.approveUndo',
  'reforms.undo',
  'reforms.sheet',
  'reforms.households',
  'reforms.placeHouseholds',
  // A file is compared with everybody, and cut to the area afterwards.
  'imports.dryRun',
  'imports.confirm',
  'imports.refusedFile',
  // Finds single people by what is said of them, farther away than anybody sees, and keeps who asked.
  'people.searchOutside',
  // Two records become one with everything that refers to them.
  'duplicates.list',
  'duplicates.count',
  'duplicates.distinguish',
  'duplicates.merge',
  'duplicates.undo',
  'duplicates.ofPerson',
  // Reads the whole log, which names nobody.
  'audit.verify',
  // A plan is theirs to agree to only when all of its units are theirs: all of them have to be read.
  'waiting.count',
  // Hands somebody to who answers for another unit, out of the area of whoever does it.
  'registrations.passOn',
  // Who has the token of a poster or of their own page has no area.
  'registrations.page',
  'registrations.submit',
  'privateLinks.page',
  'privateLinks.leave',
  'privateLinks.withdraw',
])

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
