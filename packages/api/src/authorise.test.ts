import { describe, expect, it } from 'vitest'
import { isAllowed, PERMISSIONS, type Action, type Actor, type ActorRole } from './authorise.ts'
import { appRouter } from './router.ts'

const ROLES: readonly ActorRole[] = ['administrator', 'commune-administrator', 'officer', 'inspector']

function actorOf(role: ActorRole, unitIds: readonly string[] | null): Actor {
  const scope =
    unitIds === null ? ({ kind: 'everywhere' } as const) : ({ kind: 'units', unitIds: new Set(unitIds) } as const)
  return { id: `test-${role}`, name: role, role, scope }
}

// Which roles may do it: written out again, so that a change of the table is a decision and not an accident.
const EXPECTED: Readonly<Record<Action, string>> = {
  'setup.read': 'administrator commune-administrator officer inspector',
  'setup.write': 'administrator',
  'jobs.read': 'administrator commune-administrator officer inspector',
  'models.read': 'administrator commune-administrator officer inspector',
  'units.read': 'administrator commune-administrator officer inspector',
  'units.write': 'administrator',
  'imports.read': 'administrator commune-administrator',
  'imports.write': 'administrator commune-administrator',
  'groups.read': 'administrator commune-administrator officer inspector',
  'groups.write': 'administrator commune-administrator officer',
  'readings.write': 'administrator commune-administrator officer',
  'people.read': 'administrator commune-administrator officer inspector',
  'people.reveal': 'administrator commune-administrator officer',
  'consents.write': 'administrator commune-administrator officer',
  'notices.read': 'administrator commune-administrator officer inspector',
  'notices.write': 'administrator',
  'plans.read': 'administrator commune-administrator officer inspector',
  'overrides.write': 'administrator commune-administrator',
}

const ACTIONS = Object.keys(PERMISSIONS).filter((action): action is Action => action in EXPECTED)

describe('H1 role and unit, line by line', () => {
  it('has a line for every action', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(Object.keys(PERMISSIONS).sort())
  })

  it.each(ACTIONS.flatMap((action) => ROLES.map((role) => ({ action, role }))))(
    '$action by $role',
    ({ action, role }) => {
      const mayByRole = EXPECTED[action].split(' ').includes(role)
      const isAboutProgram = PERMISSIONS[action].about === 'program'
      expect(isAllowed(actorOf(role, null), action, 'u-1')).toBe(mayByRole)
      expect(isAllowed(actorOf(role, null), action, null)).toBe(mayByRole)
      expect(isAllowed(actorOf(role, ['u-1']), action, 'u-1')).toBe(mayByRole)
      expect(isAllowed(actorOf(role, ['u-1']), action, 'u-2')).toBe(mayByRole && isAboutProgram)
      expect(isAllowed(actorOf(role, ['u-1']), action, null)).toBe(mayByRole && isAboutProgram)
      expect(isAllowed(actorOf(role, []), action, 'u-1')).toBe(mayByRole && isAboutProgram)
    },
  )
})

describe('H1 no procedure escapes the table', () => {
  // How tRPC itself finds a procedure by its path, `units.byId`; the type of the record is nested, its keys are paths.
  const procedures: Readonly<Record<string, unknown>> = appRouter._def.procedures

  it('finds the procedures', () => {
    expect(Object.keys(procedures).length).toBeGreaterThan(30)
  })

  it.each(Object.keys(procedures))('%s names its action', (path) => {
    expect(Object.keys(PERMISSIONS)).toContain(actionOf(procedures[path]))
  })
})

function actionOf(procedure: unknown): unknown {
  if (typeof procedure !== 'function' || !('_def' in procedure)) return null
  const definition = procedure._def
  if (typeof definition !== 'object' || definition === null || !('meta' in definition)) return null
  const { meta } = definition
  return typeof meta === 'object' && meta !== null && 'action' in meta ? meta.action : null
}
