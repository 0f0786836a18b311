import type { Caller, RouterInputs } from '@ketnoi/api'
import type { Sample } from './sample.ts'

/** Who asks: whoever answers for the province, for a commune, or works in one. */
export const ASKERS = ['administrator', 'commune-administrator', 'officer'] as const
export type Asker = (typeof ASKERS)[number]

/** One procedure as a page calls it. */
export interface Reading {
  readonly path: string
  readonly askers: readonly Asker[]
  readonly call: (api: Caller, sample: Sample, day: string) => Promise<unknown>
}

/** What is about everybody, and why it may read tables whole: its time is in docs/scale.md. */
export const ABOUT_EVERYBODY: Readonly<Record<string, string>> = {
  'retention.page': 'whom nothing is kept for any more is worked out from everybody',
  'duplicates.list': 'looks through all who live in the area; a province is refused as too wide',
  'duplicates.list (commune)': 'the same',
  'duplicates.count': 'the same',
  'changes.plan': 'everybody in a batch, which may be a whole import',
  'plans.all': 'of a province: what differs in all its groups',
  'plans.describe': 'the plan of everything, in words',
  'groups.listOnDay': 'fifty groups, which are most of those that the test of plans has',
  'drift.counts': 'of a province: what differs in all its groups',
}

const EVERYBODY = ASKERS
const OFFICES: readonly Asker[] = ['administrator', 'commune-administrator']
const ADMINISTRATOR: readonly Asker[] = ['administrator']

const read = (path: string, askers: readonly Asker[], call: Reading['call']): Reading => ({ path, askers, call })

/** Procedures that read and are in no measurement, and why. */
export const NOT_MEASURED: Readonly<Record<string, string>> = {
  'setup.outset': 'before there is an account',
  'session.identity': 'one row by the key of the session',
  'session.state': 'one row by the key of the session',
  'session.own': 'one row by the key of the account',
  'privateLinks.page': 'the token of a link is kept nowhere',
  'trial.state': 'of the simulated service, in memory',
  'imports.byId': 'the imports of the province have no file',
  'services.assets': 'the province has no Official Account',
  'handovers.byId': 'one row by its key, with the few people in it',
  'reforms.byId': 'the province has gone through none',
  'reforms.groups': 'the same',
  'reforms.undecided': 'the same',
  'reforms.document': 'the same',
  'reforms.undoPlan': 'the same',
  'reforms.example': 'a file of the program',
}

/** Every procedure that reads, with what a page gives it. */
export const READINGS: readonly Reading[] = [
  read('setup.ready', EVERYBODY, (api) => api.setup.ready()),
  read('setup.status', EVERYBODY, (api) => api.setup.status()),
  read('waiting.count', EVERYBODY, (api) => api.waiting.count()),
  read('jobs.byId', EVERYBODY, (api, { jobId }) => api.jobs.byId({ id: jobId })),
  read('jobs.active', EVERYBODY, (api) => api.jobs.active()),
  read('models.active', EVERYBODY, (api) => api.models.active()),
  read('models.inspect', EVERYBODY, (api) => api.models.inspect()),
  read('units.tree (top)', EVERYBODY, (api) => api.units.tree({ parentId: null })),
  read('units.tree (commune)', EVERYBODY, (api, { communeId }) => api.units.tree({ parentId: communeId })),
  read('units.byId (commune)', EVERYBODY, (api, { communeId }) => api.units.byId({ id: communeId })),
  read('units.byId (province)', ADMINISTRATOR, (api) => api.units.byId({ id: 'u-province' })),
  read('units.search', EVERYBODY, (api) => api.units.search({ text: 'plei 12' })),
  read('imports.list', OFFICES, (api) => api.imports.list()),
  read('groups.list', EVERYBODY, (api) => api.groups.list({})),
  read('groups.list (missing first)', EVERYBODY, (api) => api.groups.list({ order: 'missing' })),
  read('groups.list (text)', EVERYBODY, (api) => api.groups.list({ text: 'plei 7' })),
  read('groups.list (state)', EVERYBODY, (api) => api.groups.list({ state: 'differs' })),
  read('groups.byId', EVERYBODY, (api, { groupId }) => api.groups.byId({ id: groupId })),
  read('groups.plan', EVERYBODY, (api, { groupId }) => api.groups.plan({ id: groupId })),
  read('groups.onDay', EVERYBODY, (api, { groupId }, day) => api.groups.onDay({ id: groupId, day })),
  read('groups.listOnDay', EVERYBODY, (api) => api.groups.listOnDay({})),
  read('groups.listOnDay (commune)', EVERYBODY, (api, { communeId }) => api.groups.listOnDay({ unitId: communeId })),
  read('groups.checklist', EVERYBODY, (api, { groupId }) => api.groups.checklist({ id: groupId })),
  read('history.ofGroup (as recorded)', EVERYBODY, (api, { groupId }, day) =>
    api.history.ofGroup({ id: groupId, on: day, basis: 'believed' }),
  ),
  read('history.ofGroup (known)', EVERYBODY, (api, { groupId }, day) =>
    api.history.ofGroup({ id: groupId, on: day, basis: 'known' }),
  ),
  read('history.ofPerson', EVERYBODY, (api, { personId }) => api.history.ofPerson({ id: personId })),
  read('history.ofUnit', EVERYBODY, (api, { communeId }, day) => api.history.ofUnit({ id: communeId, on: day })),
  read('history.explain', EVERYBODY, (api, { personId, groupId }, day) =>
    api.history.explain({ personId, groupId, on: day, basis: 'known' }),
  ),
  read('audit.list', ADMINISTRATOR, (api) => api.audit.list({})),
  read('audit.list (commune)', ADMINISTRATOR, (api, { communeId }) => api.audit.list({ unitId: communeId })),
  read('audit.list (person)', ADMINISTRATOR, (api, { personId }) =>
    api.audit.list({ subject: { kind: 'person', id: personId } }),
  ),
  read('audit.list (action)', ADMINISTRATOR, (api) => api.audit.list({ action: 'roster-imported' })),
  read('people.byId', EVERYBODY, (api, { personId }) => api.people.byId({ id: personId })),
  read('people.groups', EVERYBODY, (api, { personId }) => api.people.groups({ id: personId })),
  read('people.explain', EVERYBODY, (api, { personId, groupId }) => api.people.explain({ id: personId, groupId })),
  read('people.history', EVERYBODY, (api, { personId }) => api.people.history({ id: personId })),
  read('people.changesSince', EVERYBODY, (api, { personId }) => api.people.changesSince({ id: personId, revision: 1 })),
  read('people.groupsOn', EVERYBODY, (api, { personId }, day) => api.people.groupsOn({ id: personId, day })),
  read('people.search (name)', EVERYBODY, (api, { name }) => api.people.search({ text: name })),
  read('people.search (family name)', EVERYBODY, (api) => api.people.search({ text: 'nguyen' })),
  read('people.search (commune)', EVERYBODY, (api, { communeId }) =>
    api.people.search({ text: 'h nhuon', unitId: communeId }),
  ),
  read('people.search (phone)', EVERYBODY, (api, { phone }) => api.people.search({ text: phone })),
  read('people.search (list of a village)', EVERYBODY, (api, { villageId }) =>
    api.people.search({ text: '', unitId: villageId }),
  ),
  read('people.searchOutside', OFFICES, (api, { name, phone }) =>
    api.people.searchOutside({ name, phone, reason: 'chuyển đến từ xã khác' }),
  ),
  read('selections.match', EVERYBODY, (api, { villageId }) => api.selections.match({ text: '', unitId: villageId })),
  read('households.byId', EVERYBODY, (api, { householdId }) => api.households.byId({ id: householdId })),
  read('households.search', EVERYBODY, (api, { villageId, name }) =>
    api.households.search({ unitId: villageId, text: name }),
  ),
  read('coverage.ofUnit', EVERYBODY, (api) => api.coverage.ofUnit({})),
  read('coverage.ofUnit (commune)', EVERYBODY, (api, { communeId }) => api.coverage.ofUnit({ unitId: communeId })),
  read('coverage.representatives', EVERYBODY, (api, { villageId }) =>
    api.coverage.representatives({ unitId: villageId, state: 'waiting' }),
  ),
  read('coverage.representatives (commune)', EVERYBODY, (api, { communeId }) =>
    api.coverage.representatives({ unitId: communeId, state: 'reached' }),
  ),
  read('duplicates.list (commune)', EVERYBODY, (api, { communeId }) => api.duplicates.list({ unitId: communeId })),
  read('duplicates.list', EVERYBODY, (api) => api.duplicates.list({})),
  read('duplicates.count', OFFICES, (api) => api.duplicates.count()),
  read('duplicates.ofPerson', EVERYBODY, (api, { personId }) => api.duplicates.ofPerson({ id: personId })),
  read('seats.ofUnit', EVERYBODY, (api, { communeId }) => api.seats.ofUnit({ unitId: communeId })),
  read('seats.coming', EVERYBODY, (api, { communeId }) => api.seats.coming({ unitId: communeId, above: true })),
  read('handovers.list', EVERYBODY, (api) => api.handovers.list()),
  read('handovers.ofPerson', EVERYBODY, (api, { officerId }) => api.handovers.ofPerson({ personId: officerId })),
  read('handovers.preview', OFFICES, (api, sample, day) =>
    api.handovers.preview({ handover: transferOf(sample, day) }),
  ),
  read('reforms.list', EVERYBODY, (api) => api.reforms.list()),
  read('changes.list', EVERYBODY, (api) => api.changes.list()),
  read('changes.waiting', EVERYBODY, (api) => api.changes.waiting()),
  read('selections.asked', EVERYBODY, (api) => api.selections.asked()),
  read('changes.progress', ADMINISTRATOR, (api, { batchId }) => api.changes.progress({ id: batchId })),
  read('changes.plan', ADMINISTRATOR, (api, { batchId }) => api.changes.plan({ id: batchId })),
  read('plans.all', EVERYBODY, (api) => api.plans.all()),
  read('plans.describe (group)', EVERYBODY, (api, { groupId }) => api.plans.describe({ language: 'vi', groupId })),
  read('plans.describe', EVERYBODY, (api) => api.plans.describe({ language: 'vi' })),
  read('runs.proposal (group)', EVERYBODY, (api, { groupId }) => api.runs.proposal({ groupId })),
  read('runs.proposal (commune)', EVERYBODY, (api, { communeId }) => api.runs.proposal({ unitId: communeId })),
  read('runs.list', EVERYBODY, (api) => api.runs.list()),
  read('runs.byId', ADMINISTRATOR, (api, { runId }) => api.runs.byId({ id: runId })),
  read('runs.changes', EVERYBODY, (api, { runId, groupId }) => api.runs.changes({ id: runId, groupId })),
  read('runs.undoPlan', ADMINISTRATOR, (api, { runId }) => api.runs.undoPlan({ id: runId })),
  read('tasks.list', EVERYBODY, (api) => api.tasks.list()),
  read('tasks.list (group)', EVERYBODY, (api, { groupId }) => api.tasks.list({ groupId })),
  read('drift.list', EVERYBODY, (api) => api.drift.list()),
  read('drift.counts', EVERYBODY, (api) => api.drift.counts()),
  read('drift.list (group)', EVERYBODY, (api, { groupId }) => api.drift.list({ groupId })),
  read('drift.policies', EVERYBODY, (api) => api.drift.policies()),
  read('services.page', ADMINISTRATOR, (api) => api.services.page()),
  read('services.requests', OFFICES, (api) => api.services.requests()),
  read('announcements.list', EVERYBODY, (api) => api.announcements.list()),
  read('announcements.byId', ADMINISTRATOR, (api, { announcementId }) =>
    api.announcements.byId({ id: announcementId }),
  ),
  read('announcements.preview', OFFICES, (api, { communeId }) =>
    api.announcements.preview({ scope: { unitId: communeId }, text: 'Cảnh báo lừa đảo qua điện thoại.' }),
  ),
  read('expiring.list', EVERYBODY, (api) => api.expiring.list()),
  read('retention.page', ADMINISTRATOR, (api) => api.retention.page()),
  read('reviews.due', EVERYBODY, (api) => api.reviews.due()),
  read('reviews.ofGroup', EVERYBODY, (api, { groupId }) => api.reviews.ofGroup({ groupId })),
  read('reviews.policies', EVERYBODY, (api) => api.reviews.policies()),
  read('consents.ofPerson', EVERYBODY, (api, { personId }) => api.consents.ofPerson({ personId })),
  read('consents.notice', EVERYBODY, (api) => api.consents.notice({ purposeId: 'village-group', language: 'vi' })),
  read('consents.notices', EVERYBODY, (api) => api.consents.notices()),
  read('registrations.page', EVERYBODY, (api, { posterToken }) =>
    api.registrations.page({ token: posterToken, language: 'vi' }),
  ),
  read('registrations.list', EVERYBODY, (api) => api.registrations.list({})),
  read('registrations.list (village)', EVERYBODY, (api, { villageId }) =>
    api.registrations.list({ unitId: villageId, state: 'confirmed' }),
  ),
  read('privateLinks.ofPerson', EVERYBODY, (api, { personId }) => api.privateLinks.ofPerson({ personId })),
  read('accounts.list', OFFICES, (api) => api.accounts.list()),
  read('accounts.byId', OFFICES, (api, { accountId }) => api.accounts.byId({ id: accountId })),
  read('accounts.events', OFFICES, (api, { accountId }) => api.accounts.events({ id: accountId })),
  read('onboarding.villages', EVERYBODY, (api) => api.onboarding.villages({ text: 'plei 3' })),
  read('onboarding.villagesOfPoster', EVERYBODY, (api, { posterToken }) =>
    api.onboarding.villagesOfPoster({ token: posterToken }),
  ),
  read('onboarding.pack', ['officer'], (api, { accountId, villageId }) =>
    api.onboarding.pack({ deviceId: `device ${accountId}`, unitId: villageId }),
  ),
  read('onboarding.ended', EVERYBODY, (api, { villageId }) => api.onboarding.ended({ unitIds: [villageId] })),
  read('onboarding.conflicts', EVERYBODY, (api) => api.onboarding.conflicts({})),
  read('onboarding.devices', EVERYBODY, (api) => api.onboarding.devices()),
]

/** An officer goes to another commune; what they held is left to be filled. */
export function transferOf(sample: Sample, day: string): RouterInputs['handovers']['preview']['handover'] {
  return {
    on: day,
    lines: [
      {
        kind: 'transfer',
        personId: sample.officerId,
        until: null,
        ends: sample.seats.map((seat) => ({ ...seat, next: { kind: 'vacant', accepted: true } })),
        begins: [{ positionId: 'commune-police-officer', unitId: sample.otherCommuneId, beside: true }],
      },
    ],
  }
}
