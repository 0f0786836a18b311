export type { SimActs } from './acts.ts'
export { SIM_ADMINISTRATOR, type SimGroupOptions, type SimWorldOptions } from './create-world.ts'
export { SIM_FAULT_KINDS, type SimFault, type SimFaultKind, type SimFaults } from './faults.ts'
export type { SimDelivery, SimEvents } from './events.ts'
export { createSimFetch } from './fetch.ts'
export { startZaloSim, type ZaloSim, type ZaloSimOptions } from './server.ts'
export {
  createSimService,
  type SimAnswer,
  type SimRequest,
  type SimService,
  type SimServiceOptions,
} from './service.ts'
export {
  DEFAULT_SEMANTICS,
  type SimAccount,
  type SimAsset,
  type SimGroup,
  type SimSemantics,
  type SimTokens,
  type SimUser,
  type SimWorld,
} from './world.ts'
