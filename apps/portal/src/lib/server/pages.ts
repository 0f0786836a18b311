import { mayAnywhere, type Action } from '@ketnoi/api'
import { error } from '@sveltejs/kit'

/**
 * Every page, with the action that it is for; `null`: whoever may be on it at all may look. `pages.test.ts` opens each with every role:
 * nobody fills in a form that would be refused at the end.
 */
export const PAGES = {
  '/': null,
  '/account': null,
  '/accounts': 'accounts.list',
  '/accounts/[id]': 'accounts.byId',
  '/accounts/new': 'accounts.create',
  '/announcements': null,
  '/announcements/[id]': null,
  '/announcements/new': 'announcements.approve',
  '/audit': 'audit.list',
  '/changes': 'changes.list',
  '/changes/[id]': 'changes.plan',
  '/consents/notices': null,
  '/coverage': null,
  '/coverage/households': null,
  '/drift': null,
  '/expiring': null,
  '/first-steps': null,
  '/groups': null,
  '/groups/[id]': null,
  '/groups/[id]/checklist': null,
  '/groups/[id]/history': null,
  '/handovers': null,
  '/handovers/[id]': null,
  '/households/[id]': null,
  '/import': 'imports.list',
  '/import/[id]': 'imports.byId',
  '/log-in': null,
  // The same for everybody, and kept on devices: it asks the server who may do what.
  '/onboard': null,
  '/onboard/conflicts': 'onboarding.conflicts',
  '/onboard/devices': null,
  '/people': null,
  '/people/[id]': null,
  '/people/[id]/consents/print': null,
  '/people/[id]/handover': 'handovers.propose',
  '/people/[id]/history': null,
  '/people/duplicates': 'duplicates.list',
  '/people/new': 'people.add',
  '/people/outside': 'people.searchOutside',
  '/plan': null,
  '/reforms': null,
  '/reforms/[id]': null,
  '/reforms/new': 'reforms.create',
  '/registrations': 'registrations.list',
  '/retention': 'retention.page',
  '/reviews': null,
  '/reviews/[group]': null,
  '/runs': null,
  '/runs/[id]': null,
  '/runs/[id]/undo': 'runs.undoPlan',
  '/runs/new': 'runs.approve',
  '/services': 'services.page',
  '/services/requests': 'services.requests',
  '/services/trial': 'trial.state',
  '/setup': null,
  '/tasks': 'tasks.list',
  '/units': null,
  '/units/[id]': null,
  '/units/[id]/history': null,
  '/units/[id]/poster': 'registrations.poster',
  '/units/[id]/seats': null,
  '/units/import': 'units.importConfirm',
} as const satisfies Readonly<Record<string, Action | null>>

type ActionPage = { [Page in keyof typeof PAGES]: (typeof PAGES)[Page] extends null ? never : Page }[keyof typeof PAGES]

/** Refuses a page to whoever may nowhere do what it is for, where nothing that it asks for is refused anyway. */
export function openTo({ context }: App.Locals, page: ActionPage): void {
  if (!mayAnywhere(context.actor, PAGES[page])) error(403, 'expected')
}
