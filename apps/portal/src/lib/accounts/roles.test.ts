import { expect, it } from 'vitest'
import { PERMISSIONS, type Action } from '../../../../../packages/api/src/permissions.ts'
import { ROLES_FOR } from './roles.ts'

// What each kind of work comes down to: if the table gave one of these to other roles, pages would offer what is refused.
const WORK = {
  administers: ['reforms.create', 'units.importConfirm', 'services.page', 'trial.start', 'setup.setAsOf'],
  keepsRosters: ['imports.upload', 'accounts.list', 'overrides.add', 'runs.approve', 'announcements.approve'],
  worksInField: ['tasks.answer', 'people.add', 'onboarding.pack', 'registrations.list', 'drift.decide', 'changes.list'],
  oversees: ['audit.list'],
} as const satisfies Record<keyof typeof ROLES_FOR, readonly Action[]>

it.each(Object.entries(WORK).flatMap(([work, actions]) => actions.map((action) => ({ work, action }))))(
  '$action is for the roles that pages offer it to: $work',
  ({ work, action }) => {
    expect(PERMISSIONS[action].roles).toEqual(Object.entries(ROLES_FOR).find(([name]) => name === work)?.[1])
  },
)
