export { appRouter, createCaller } from './router.ts'
export type { AppRouter, Caller, RouterInputs, RouterOutputs } from './router.ts'
export { LOCAL_ADMINISTRATOR } from './context.ts'
export type { Context } from './context.ts'
export { loadActor } from './accounts/load-actor.ts'
export { ANONYMOUS, mayAnywhere, mayGrant } from './authorise.ts'
export type { Actor, Grant, Reach } from './authorise.ts'
export type { Action, ActorRole } from './permissions.ts'
export { createAuth, SESSION_COOKIE, type Auth } from './accounts/auth.ts'
export { createAttemptLimit, type AttemptLimit } from './accounts/attempt-limit.ts'
export { createFirstCode, type FirstCode } from './accounts/first-code.ts'
export {
  actorOf,
  barredBy,
  openVisit,
  type Arrival,
  type Barred,
  type FirstStep,
  type Visit,
} from './accounts/visit.ts'
export { errorCodeOf, errorDataOf, refusal } from './errors.ts'
export type { BackgroundWork } from './jobs/note-failure.ts'
export { findHeldDay } from './days/turn-day.ts'
export { replaceSecret, type Replaced, type Sealer, type SecretPair } from './secrets/replace-secret.ts'
export { recoverInterruptedWork } from './recover.ts'
export { loadTrialWorld, TRIAL_SERVICE, type TrialService } from './trial/trial.ts'
export { listAccountsWantedAs } from './runs/wanted-accounts.ts'
export { carryOut, serveWork } from './runs/work.ts'
export { WORK } from './runs/work-context.ts'
export type { Connection } from './runs/run-ports.ts'
export { receiveServiceEvent } from './services/receive-event.ts'
export { OFFICIAL_ACCOUNT } from './services/official-account.ts'
export type {
  AccountFailure,
  OfficialAccount,
  ReadAsset,
  ReceivedEvent,
  ServiceEvent,
} from './services/official-account.ts'
export { loadServiceKnowledge, type ServiceKnowledge } from './services/service-knowledge.ts'
export { transformer } from './transformer.ts'
