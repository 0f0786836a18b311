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
export { createPace, type Pace, type Priority } from './client/pace.ts'
export { SYSTEM_CLOCK, type Clock } from './clock.ts'
export {
  createZaloConnector,
  createZaloReader,
  HIGHEST_ROLE,
  pickAsset,
  type ZaloConnector,
  type ZaloConnectorOptions,
} from './connector.ts'
export {
  createZaloSettings,
  DEFAULT_ZALO_SETTINGS,
  type ZaloCall,
  type ZaloGroupSettings,
  type ZaloSettings,
  type ZaloSettingsChanges,
} from './settings.ts'
