export { announce } from './announce.ts'
export {
  assetTypeFor,
  dueAlarms,
  estimateCost,
  UNCONFIRMED_PRICES,
  type AlarmLevel,
  type AssetAlarm,
  type CostEstimate,
  type GroupAsset,
  type ZaloPrices,
} from './assets.ts'
export { checkAccount, type AccountStep, type CheckedAccount, type CheckedStep } from './check-account.ts'
export type { ConsentReason, Fetch, TokenOutcome, Tokens } from './client/call.ts'
export {
  createZaloClient,
  readOnly,
  type ZaloAccount,
  type ZaloAsset,
  type ZaloClient,
  type ZaloClientOptions,
  type ZaloGroup,
  type ZaloGroupChanges,
  type ZaloGroupDetail,
  type ZaloInfoForm,
  type ZaloMember,
  type ZaloRows,
  type ZaloUser,
} from './client/client.ts'
export {
  DOCUMENTED_ERRORS,
  explainError,
  type ZaloAction,
  type ZaloErrorMeaning,
  type ZaloFailure,
  type ZaloResult,
  type ZaloScope,
} from './client/errors.ts'
export { parseZaloSettings } from './parse-settings.ts'
export { createPace, type Pace, type Priority } from './client/pace.ts'
export { SYSTEM_CLOCK, type Clock } from './clock.ts'
export { createZaloConnector, type ZaloConnector, type ZaloConnectorOptions } from './connector/connector.ts'
export { pickAsset } from './connector/create-group.ts'
export { createZaloReader, HIGHEST_ROLE, type RoleSources } from './connector/reader.ts'
export { createRoleNotes, type RoleNotes } from './connector/role-notes.ts'
export {
  createZaloSettings,
  DEFAULT_ZALO_SETTINGS,
  type ZaloCall,
  type ZaloGroupSettings,
  type ZaloSettings,
  type ZaloSettingsChanges,
} from './settings.ts'
export {
  challengeOf,
  createConsentLink,
  createPkceVerifier,
  exchangeCode,
  type TokenAnswer,
  type TokenPair,
  type TokenRequestOptions,
  type ZaloApp,
} from './tokens/consent.ts'
export { deriveSealKey, sealPurpose } from './tokens/seal-key.ts'
export { openSecret, sealSecret, type Opened, type SealKey } from './tokens/seal.ts'
export {
  createTokenKeeper,
  type KeptTokens,
  type LockedTokens,
  type TokenKeeper,
  type TokenKeeperOptions,
  type TokenStore,
} from './tokens/token-keeper.ts'
export { readEvent, type ReadEvent, type ZaloEvent } from './webhook/read-event.ts'
export type { ZaloEventMeaning } from './webhook/event-names.ts'
export { verifyWebhook, type VerifiedWebhook, type WebhookKeys } from './webhook/verify-webhook.ts'
