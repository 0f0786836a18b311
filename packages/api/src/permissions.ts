export type ActorRole = 'administrator' | 'commune-administrator' | 'officer' | 'inspector'

/** The three areas of a role, each at least as wide as the one before: what one may change, see, and search in. */
export const AREAS = ['change', 'see', 'search'] as const
export type Area = (typeof AREAS)[number]

export const EVERYBODY: readonly ActorRole[] = ['administrator', 'commune-administrator', 'officer', 'inspector']
export const OFFICES: readonly ActorRole[] = ['administrator', 'commune-administrator']
const OVERSIGHT: readonly ActorRole[] = ['administrator', 'inspector']
export const FIELD: readonly ActorRole[] = ['administrator', 'commune-administrator', 'officer']

export interface Permission {
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
export const OFFICES_CHANGE: Permission = { roles: OFFICES, scope: 'change' }
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
  'groups.checklist': SEE,
  'groups.revealPhones': FIELD_CHANGE,
  'groups.setLink': FIELD_CHANGE,
  'groups.giveUp': OFFICES_CHANGE,
  'groups.keep': OFFICES_CHANGE,

  'seats.coming': SEE,
  'seats.ofUnit': SEE,
  'seats.appoint': OFFICES_CHANGE,
  'seats.end': OFFICES_CHANGE,

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
  'people.history': SEE,
  'people.changesSince': SEE,
  'people.groupsOn': SEE,
  'people.add': FIELD_CHANGE,
  'people.update': FIELD_CHANGE,

  'coverage.ofUnit': SEE,
  'coverage.representatives': SEE,
  'coverage.table': SEE,

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
  'drift.counts': SEE,
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
export const BEYOND_WALL: ReadonlySet<Action> = new Set<Action>([
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
