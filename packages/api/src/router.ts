import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { auditRouter } from './audit/audit.router.ts'
import { changesRouter } from './changes/changes.router.ts'
import { consentsRouter } from './consents/consents.router.ts'
import { coverageRouter } from './coverage/coverage.router.ts'
import { driftRouter } from './drift/drift.router.ts'
import { duplicatesRouter } from './duplicates/duplicates.router.ts'
import { accountsRouter } from './accounts/accounts.router.ts'
import { sessionRouter } from './accounts/session.router.ts'
import { announcementsRouter } from './announcements/announcements.router.ts'
import { expiringRouter } from './expiring/expiring.router.ts'
import { groupsRouter } from './groups/groups.router.ts'
import { handoversRouter } from './handovers/handovers.router.ts'
import { historyRouter } from './history/history.router.ts'
import { householdsRouter } from './households/households.router.ts'
import { importsRouter } from './imports/imports.router.ts'
import { jobsRouter } from './jobs/jobs.router.ts'
import { modelsRouter } from './models/models.router.ts'
import { onboardingRouter } from './onboarding/onboarding.router.ts'
import { overridesRouter } from './overrides/overrides.router.ts'
import { peopleRouter } from './people/people.router.ts'
import { plansRouter } from './plans/plans.router.ts'
import { privateLinksRouter } from './private-links/private-links.router.ts'
import { readingsRouter } from './readings/readings.router.ts'
import { reformsRouter } from './reforms/reforms.router.ts'
import { registrationsRouter } from './registrations/registrations.router.ts'
import { selectionsRouter } from './selections/selections.router.ts'
import { retentionRouter } from './retention/retention.router.ts'
import { reviewsRouter } from './reviews/reviews.router.ts'
import { runsRouter } from './runs/runs.router.ts'
import { tasksRouter } from './tasks/tasks.router.ts'
import { seatsRouter } from './seats/seats.router.ts'
import { servicesRouter } from './services/services.router.ts'
import { setupRouter } from './setup/setup.router.ts'
import { createCallerFactory, router } from './trpc.ts'
import { trialRouter } from './trial/trial.router.ts'
import { unitsRouter } from './units/units.router.ts'
import { waitingRouter } from './waiting/waiting.router.ts'

export const appRouter = router({
  setup: setupRouter,
  jobs: jobsRouter,
  units: unitsRouter,
  imports: importsRouter,
  groups: groupsRouter,
  readings: readingsRouter,
  history: historyRouter,
  audit: auditRouter,
  people: peopleRouter,
  consents: consentsRouter,
  coverage: coverageRouter,
  registrations: registrationsRouter,
  waiting: waitingRouter,
  privateLinks: privateLinksRouter,
  changes: changesRouter,
  duplicates: duplicatesRouter,
  households: householdsRouter,
  seats: seatsRouter,
  handovers: handoversRouter,
  selections: selectionsRouter,
  plans: plansRouter,
  runs: runsRouter,
  tasks: tasksRouter,
  drift: driftRouter,
  trial: trialRouter,
  services: servicesRouter,
  announcements: announcementsRouter,
  expiring: expiringRouter,
  retention: retentionRouter,
  reviews: reviewsRouter,
  overrides: overridesRouter,
  reforms: reformsRouter,
  models: modelsRouter,
  session: sessionRouter,
  accounts: accountsRouter,
  onboarding: onboardingRouter,
})

export type AppRouter = typeof appRouter
export type RouterInputs = inferRouterInputs<AppRouter>
export type RouterOutputs = inferRouterOutputs<AppRouter>

/** Makes the in-process caller that pages load through: `createCaller(context)`. */
export const createCaller = createCallerFactory(appRouter)
export type Caller = ReturnType<typeof createCaller>
