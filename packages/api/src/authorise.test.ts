import { describe, expect, it } from 'vitest'
import { ANONYMOUS, areaOf, isAllowed, mayGrant, wallOf, type Actor } from './authorise.ts'
import { AREAS, PERMISSIONS, type Action, type ActorRole } from './permissions.ts'
import { LOCAL_ADMINISTRATOR } from './context.ts'
import { appRouter } from './router.ts'

const ROLES = {
  A: 'administrator',
  C: 'commune-administrator',
  O: 'officer',
  I: 'inspector',
} as const satisfies Record<string, ActorRole>

/** Where a unit lies, seen from the commune that the role is for. */
const PLACES = {
  in: 'commune',
  below: 'village',
  beside: 'other-commune',
  above: 'district',
  everywhere: null,
} as const

/** A role at a commune, which may search in its whole district. */
function actorOf(role: ActorRole): Actor {
  const commune = { kind: 'units', roots: ['commune'], unitIds: new Set(['commune', 'village']) } as const
  const nothing = { kind: 'units', roots: [], unitIds: new Set<string>() } as const
  const district = {
    kind: 'units',
    roots: ['commune', 'district'],
    unitIds: new Set(['commune', 'village', 'other-commune', 'district']),
  } as const
  const change = role === 'inspector' ? nothing : commune
  return { id: role, name: role, grants: [{ role, unitId: 'commune', change, see: commune, search: district }] }
}

// Who may do what, and where: written out again, so that a change of the table is a decision and not an accident.
const SEE = 'in below'
const CHANGE = 'in below'
const SEARCH = 'in below beside above'
const ANYWHERE = 'in below beside above everywhere'
const EXPECTED: Readonly<Record<Action, readonly [roles: string, places: string]>> = {
  'setup.ready': ['ACOI nobody', ANYWHERE],
  'setup.outset': ['ACOI', ANYWHERE],
  'setup.status': ['ACOI', ANYWHERE],
  'setup.loadExample': ['A', CHANGE],
  'setup.startEmpty': ['A', CHANGE],
  'setup.setAsOf': ['A', CHANGE],
  'jobs.byId': ['ACOI', ANYWHERE],
  'jobs.active': ['ACOI', ANYWHERE],
  'models.active': ['ACOI', ANYWHERE],
  'models.inspect': ['ACOI', ANYWHERE],
  'units.tree': ['ACOI', SEE],
  'units.byId': ['ACOI', SEE],
  'units.search': ['ACOI', ANYWHERE],
  'units.importDryRun': ['A', CHANGE],
  'units.importConfirm': ['A', CHANGE],
  'imports.list': ['AC', CHANGE],
  'imports.byId': ['AC', CHANGE],
  'imports.upload': ['AC', CHANGE],
  'imports.setMapping': ['AC', CHANGE],
  'imports.decide': ['AC', CHANGE],
  'imports.dryRun': ['AC', CHANGE],
  'imports.confirm': ['AC', CHANGE],
  'imports.cancel': ['AC', CHANGE],
  'imports.refusedFile': ['AC', CHANGE],
  'groups.list': ['ACOI', SEE],
  'groups.byId': ['ACOI', SEE],
  'groups.plan': ['ACOI', SEE],
  'groups.onDay': ['ACOI', SEE],
  'groups.listOnDay': ['ACOI', SEE],
  'seats.coming': ['ACOI', SEE],
  'groups.checklist': ['ACOI', SEE],
  'groups.revealPhones': ['ACO', CHANGE],
  'groups.setLink': ['ACO', CHANGE],
  'groups.giveUp': ['AC', CHANGE],
  'groups.keep': ['AC', CHANGE],
  'history.ofGroup': ['ACOI', SEE],
  'history.ofPerson': ['ACOI', SEE],
  'history.ofUnit': ['ACOI', SEE],
  'history.explain': ['ACOI', SEE],
  'audit.list': ['AI', SEE],
  'audit.verify': ['AI', SEE],
  'readings.preview': ['ACO', CHANGE],
  'readings.save': ['ACO', CHANGE],
  'readings.decide': ['ACO', CHANGE],
  'readings.undecide': ['ACO', CHANGE],
  'people.byId': ['ACOI', SEE],
  'people.groups': ['ACOI', SEE],
  'people.explain': ['ACOI', SEE],
  'people.search': ['ACOI', SEE],
  'people.searchOutside': ['ACO', SEARCH],
  'people.revealPhone': ['ACO', CHANGE],
  'coverage.ofUnit': ['ACOI', SEE],
  'coverage.representatives': ['ACOI', SEE],
  'coverage.table': ['ACOI', SEE],
  'people.history': ['ACOI', SEE],
  'people.changesSince': ['ACOI', SEE],
  'people.groupsOn': ['ACOI', SEE],
  'people.add': ['ACO', CHANGE],
  'people.update': ['ACO', CHANGE],
  'selections.match': ['ACOI', SEE],
  'selections.preview': ['ACO', CHANGE],
  'selections.change': ['ACO', CHANGE],
  'selections.asked': ['ACO', CHANGE],
  'selections.second': ['ACO', CHANGE],
  'selections.withdraw': ['ACO', CHANGE],
  'selections.export': ['AC', SEE],
  'changes.list': ['ACO', CHANGE],
  'changes.plan': ['ACO', CHANGE],
  'changes.undo': ['ACO', CHANGE],
  'changes.waiting': ['ACO', CHANGE],
  'changes.second': ['ACO', CHANGE],
  'changes.progress': ['ACO', CHANGE],
  'duplicates.list': ['ACO', CHANGE],
  'duplicates.count': ['ACO', CHANGE],
  'duplicates.distinguish': ['ACO', CHANGE],
  'duplicates.merge': ['ACO', CHANGE],
  'duplicates.undo': ['ACO', CHANGE],
  'duplicates.ofPerson': ['ACOI', SEE],
  'households.byId': ['ACOI', SEE],
  'households.search': ['ACOI', SEE],
  'households.update': ['ACO', CHANGE],
  'seats.ofUnit': ['ACOI', SEE],
  'seats.appoint': ['AC', CHANGE],
  'seats.end': ['AC', CHANGE],
  'handovers.list': ['ACOI', SEE],
  'handovers.byId': ['ACOI', SEE],
  'handovers.ofPerson': ['ACOI', SEE],
  'handovers.preview': ['AC', CHANGE],
  'handovers.propose': ['AC', CHANGE],
  'handovers.confirm': ['AC', CHANGE],
  'handovers.cancel': ['AC', CHANGE],
  'reforms.list': ['ACOI', SEE],
  'reforms.byId': ['ACOI', SEE],
  'reforms.groups': ['ACOI', SEE],
  'reforms.people': ['ACOI', SEE],
  'reforms.undecided': ['A', CHANGE],
  'reforms.document': ['A', CHANGE],
  'reforms.check': ['A', CHANGE],
  'reforms.example': ['A', CHANGE],
  'reforms.create': ['A', CHANGE],
  'reforms.remove': ['A', CHANGE],
  'reforms.rehearse': ['A', CHANGE],
  'reforms.decide': ['A', CHANGE],
  'reforms.approve': ['A', CHANGE],
  'reforms.second': ['A', CHANGE],
  'reforms.start': ['A', CHANGE],
  'reforms.undoPlan': ['A', CHANGE],
  'reforms.approveUndo': ['A', CHANGE],
  'reforms.undo': ['A', CHANGE],
  'reforms.sheet': ['A', CHANGE],
  'reforms.households': ['A', CHANGE],
  'reforms.placeHouseholds': ['A', CHANGE],
  'plans.all': ['ACOI', SEE],
  'plans.describe': ['ACOI', SEE],
  'runs.proposal': ['ACOI', SEE],
  'runs.approve': ['AC', CHANGE],
  'runs.second': ['AC', CHANGE],
  'runs.start': ['AC', CHANGE],
  'runs.pause': ['AC', CHANGE],
  'runs.resume': ['AC', CHANGE],
  'runs.cancel': ['AC', CHANGE],
  'runs.undoPlan': ['AC', CHANGE],
  'runs.undo': ['AC', CHANGE],
  'runs.list': ['ACOI', SEE],
  'runs.byId': ['ACOI', SEE],
  'runs.changes': ['ACOI', SEE],
  'tasks.list': ['ACO', CHANGE],
  'tasks.pack': ['ACO', CHANGE],
  'tasks.answer': ['ACO', CHANGE],
  'drift.list': ['ACOI', SEE],
  'drift.counts': ['ACOI', SEE],
  'drift.decide': ['ACO', CHANGE],
  'drift.policies': ['ACOI', ANYWHERE],
  'drift.setPolicies': ['A', CHANGE],
  'trial.state': ['A', CHANGE],
  'trial.start': ['A', CHANGE],
  'trial.setFaults': ['A', CHANGE],
  'trial.end': ['A', CHANGE],
  'services.page': ['A', CHANGE],
  'services.setUp': ['A', CHANGE],
  'services.remove': ['A', CHANGE],
  'services.startConsent': ['A', CHANGE],
  'services.finishConsent': ['A', CHANGE],
  'services.check': ['A', CHANGE],
  'services.setRules': ['A', CHANGE],
  'services.switchGroup': ['A', CHANGE],
  'services.assets': ['ACOI', SEE],
  'services.setPrices': ['A', CHANGE],
  'services.makeBindingCode': ['ACO', CHANGE],
  'services.requests': ['AC', CHANGE],
  'services.decideRequest': ['AC', CHANGE],
  'announcements.preview': ['AC', CHANGE],
  'announcements.approve': ['AC', CHANGE],
  'announcements.second': ['AC', CHANGE],
  'announcements.start': ['AC', CHANGE],
  'announcements.pause': ['AC', CHANGE],
  'announcements.resume': ['AC', CHANGE],
  'announcements.cancel': ['AC', CHANGE],
  'announcements.settle': ['ACO', CHANGE],
  'announcements.list': ['ACOI', SEE],
  'announcements.byId': ['ACOI', SEE],
  'retention.page': ['A', CHANGE],
  'retention.set': ['A', CHANGE],
  'reviews.due': ['ACOI', SEE],
  'reviews.ofGroup': ['ACOI', SEE],
  'reviews.sign': ['ACO', CHANGE],
  'reviews.policies': ['ACOI', ANYWHERE],
  'reviews.setPolicies': ['A', CHANGE],
  'expiring.list': ['ACOI', SEE],
  'waiting.count': ['ACOI', ANYWHERE],
  'overrides.add': ['AC', CHANGE],
  'overrides.end': ['AC', CHANGE],
  'consents.ofPerson': ['ACOI', SEE],
  'consents.record': ['ACO', CHANGE],
  'consents.notice': ['ACOI', ANYWHERE],
  'consents.notices': ['ACOI', ANYWHERE],
  'consents.addNotice': ['A', CHANGE],
  'consents.setController': ['A', CHANGE],
  'registrations.page': ['ACOI nobody', ANYWHERE],
  'registrations.submit': ['ACOI nobody', ANYWHERE],
  'registrations.poster': ['ACO', CHANGE],
  'registrations.replacePoster': ['ACO', CHANGE],
  'registrations.list': ['ACO', CHANGE],
  'registrations.revealPhone': ['ACO', CHANGE],
  'registrations.confirm': ['ACO', CHANGE],
  'registrations.reject': ['ACO', CHANGE],
  'registrations.passOn': ['ACO', CHANGE],
  'privateLinks.ofPerson': ['ACOI', SEE],
  'privateLinks.make': ['ACO', CHANGE],
  'privateLinks.revoke': ['ACO', CHANGE],
  'privateLinks.page': ['ACOI nobody', ANYWHERE],
  'privateLinks.leave': ['ACOI nobody', ANYWHERE],
  'privateLinks.withdraw': ['ACOI nobody', ANYWHERE],
  'session.identity': ['ACOI nobody', ANYWHERE],
  'session.logIn': ['ACOI nobody', ANYWHERE],
  'session.verify': ['ACOI nobody', ANYWHERE],
  'session.startPasskeyLogIn': ['ACOI nobody', ANYWHERE],
  'session.logInWithPasskey': ['ACOI nobody', ANYWHERE],
  'session.logOut': ['ACOI nobody', ANYWHERE],
  'session.state': ['ACOI nobody', ANYWHERE],
  'session.touch': ['ACOI nobody', ANYWHERE],
  'session.lock': ['ACOI nobody', ANYWHERE],
  'session.unlock': ['ACOI nobody', ANYWHERE],
  'session.becomeFirstAdministrator': ['ACOI nobody', ANYWHERE],
  'session.own': ['ACOI nobody', ANYWHERE],
  'session.changePassword': ['ACOI nobody', ANYWHERE],
  'session.startSecondFactor': ['ACOI nobody', ANYWHERE],
  'session.confirmSecondFactor': ['ACOI nobody', ANYWHERE],
  'session.renewRecoveryCodes': ['ACOI nobody', ANYWHERE],
  'session.removeSecondFactor': ['ACOI nobody', ANYWHERE],
  'session.startPasskey': ['ACOI nobody', ANYWHERE],
  'session.addPasskey': ['ACOI nobody', ANYWHERE],
  'session.renamePasskey': ['ACOI nobody', ANYWHERE],
  'session.end': ['ACOI nobody', ANYWHERE],
  'accounts.list': ['AC', CHANGE],
  'accounts.byId': ['AC', CHANGE],
  'accounts.events': ['AC', CHANGE],
  'accounts.create': ['AC', CHANGE],
  'accounts.change': ['AC', CHANGE],
  'accounts.grantRole': ['AC', CHANGE],
  'accounts.renewRole': ['AC', CHANGE],
  'accounts.endRole': ['AC', CHANGE],
  'accounts.disable': ['AC', CHANGE],
  'accounts.enable': ['AC', CHANGE],
  'accounts.resetPassword': ['AC', CHANGE],
  'accounts.resetSecondFactor': ['AC', CHANGE],
  'accounts.unlock': ['AC', CHANGE],
  'onboarding.prepareDevice': ['ACO', ANYWHERE],
  'onboarding.villages': ['ACO', ANYWHERE],
  'onboarding.ended': ['ACO', ANYWHERE],
  'onboarding.villagesOfPoster': ['ACO', ANYWHERE],
  'onboarding.pack': ['ACO', CHANGE],
  'onboarding.submit': ['ACOI nobody', ANYWHERE],
  'onboarding.deviceKey': ['ACOI nobody', ANYWHERE],
  'onboarding.checkDevice': ['ACOI nobody', ANYWHERE],
  'onboarding.conflicts': ['ACO', CHANGE],
  'onboarding.decide': ['ACO', CHANGE],
  'onboarding.devices': ['ACOI nobody', ANYWHERE],
  'onboarding.revokeDevice': ['ACOI nobody', ANYWHERE],
}

const ACTIONS = Object.keys(PERMISSIONS).filter((action): action is Action => action in EXPECTED)

describe('H1 role × procedure × place, line by line', () => {
  it('has a line for every procedure', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(Object.keys(PERMISSIONS).sort())
  })

  it.each(
    ACTIONS.flatMap((action) =>
      Object.entries(ROLES).flatMap(([letter, role]) =>
        Object.entries(PLACES).map(([place, unitId]) => ({ action, letter, role, place, unitId })),
      ),
    ),
  )('$action by $role, $place', ({ action, letter, role, place, unitId }) => {
    const [roles, places] = EXPECTED[action]
    const expected = roles.includes(letter) && places.split(' ').includes(place)
    expect(isAllowed(actorOf(role), action, unitId)).toBe(expected)
  })

  it.each(ACTIONS)('%s by whoever has not logged in', (action) => {
    const open = EXPECTED[action][0].includes('nobody')
    for (const unitId of Object.values(PLACES))
      expect(isAllowed({ id: 'x', name: 'x', grants: [] }, action, unitId)).toBe(open)
  })

  it.each(ACTIONS)('%s by the program itself, everywhere', (action) => {
    for (const unitId of Object.values(PLACES)) expect(isAllowed(LOCAL_ADMINISTRATOR, action, unitId)).toBe(true)
  })

  it('does not lend the place of one role to another', () => {
    const inspector = actorOf('inspector')
    const officer: Actor = {
      ...actorOf('officer'),
      grants: actorOf('officer').grants.map((grant) => {
        const elsewhere = { kind: 'units', roots: ['other-commune'], unitIds: new Set(['other-commune']) } as const
        return { ...grant, unitId: 'other-commune', change: elsewhere, see: elsewhere }
      }),
    }
    const both: Actor = { id: 'both', name: 'both', grants: [...inspector.grants, ...officer.grants] }
    expect(isAllowed(both, 'groups.setLink', 'commune')).toBe(false)
    expect(isAllowed(both, 'groups.setLink', 'other-commune')).toBe(true)
    expect(isAllowed(both, 'groups.byId', 'commune')).toBe(true)
  })
})

describe('H1 no procedure escapes the table', () => {
  // How tRPC itself finds a procedure by its path, `units.byId`; the type of the record is nested, its keys are paths.
  const procedures: Readonly<Record<string, unknown>> = appRouter._def.procedures

  it('has no line without a procedure', () => {
    expect(Object.keys(PERMISSIONS).sort()).toEqual(Object.keys(procedures).sort())
  })

  it.each(Object.keys(procedures))('%s names its own line', (path) => {
    expect(actionOf(procedures[path])).toBe(path)
  })
})

describe('H2 the templates of the level above', () => {
  it('are changed by nobody who answers for less than everything', () => {
    const about = ACTIONS.filter((action) => /^(setup|models|units)\./u.test(action))
    const changing = about.filter((action) => PERMISSIONS[action].scope === 'change')
    expect(changing.length).toBeGreaterThan(3)
    for (const action of changing) expect(isAllowed(actorOf('commune-administrator'), action, 'commune')).toBe(false)
  })
})

describe('H3 nobody creates what they may not see', () => {
  it.each(Object.values(ROLES))('%s', (role) => {
    const reaches = AREAS.map((area) => areaOf(actorOf(role), area))
    for (const [at, narrower] of reaches.entries())
      for (const wider of reaches.slice(at + 1))
        for (const unitId of narrower.kind === 'units' ? narrower.unitIds : [])
          expect(wider.kind === 'everywhere' || wider.unitIds.has(unitId)).toBe(true)
  })
})

describe('giving roles', () => {
  it.each([
    ['administrator', 'administrator', true],
    ['administrator', 'officer', true],
    ['commune-administrator', 'administrator', false],
    ['commune-administrator', 'commune-administrator', false],
    ['commune-administrator', 'officer', true],
    ['commune-administrator', 'inspector', true],
    ['officer', 'officer', false],
    ['inspector', 'inspector', false],
  ] as const)('%s gives %s: %s', (giver, given, may) => {
    expect(mayGrant(actorOf(giver), given, 'village')).toBe(may)
    expect(mayGrant(actorOf(giver), given, 'other-commune')).toBe(false)
    expect(mayGrant(actorOf(giver), given, null)).toBe(false)
  })
})

function actionOf(procedure: unknown): unknown {
  if (typeof procedure !== 'function' || !('_def' in procedure)) return null
  const definition = procedure._def
  if (typeof definition !== 'object' || definition === null || !('meta' in definition)) return null
  const { meta } = definition
  return typeof meta === 'object' && meta !== null && 'action' in meta ? meta.action : null
}

describe('what the database lets a procedure see and change', () => {
  const at = (role: ActorRole): Actor => {
    const commune = { kind: 'units', roots: ['c'], unitIds: new Set(['c', 'v']) } as const
    const grants = [{ role, unitId: 'c', change: commune, see: commune, search: commune }]
    return { id: role, name: role, grants, above: ['d'] }
  }

  it('is the area of whoever asks, and the units above for seeing; only what writes may change anything', () => {
    const see = ['c', 'v', 'd']
    const [actorId, change] = ['officer', ['c', 'v']]
    expect(wallOf(at('officer'), 'people.update', true)).toEqual({ actorId, see, change })
    expect(wallOf(at('officer'), 'people.byId', false)).toEqual({ actorId, see, change: [] })
    expect(wallOf(at('inspector'), 'people.update', true)).toEqual({ actorId: 'inspector', see, change: [] })
    expect(wallOf(ANONYMOUS, 'people.byId', false)).toEqual({ actorId: 'anonymous', see: [], change: [] })
  })

  it('is everything for whoever sees everything, and where more people are needed than may be seen', () => {
    expect(wallOf(LOCAL_ADMINISTRATOR, 'people.byId', false)).toBe('everything')
    expect(wallOf(at('officer'), 'groups.byId', false)).toBe('everything')
  })
})
