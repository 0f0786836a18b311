export { carryOutGroup, type PassResult } from '../runs/carry-out-group.ts'
export {
  LeaseLost,
  type Connection,
  type GroupWork,
  type ReadGroup,
  type RunPorts,
  type RunStore,
} from '../runs/run-ports.ts'
export { createMemoryRuns, type MemoryRunGroup, type MemoryRuns, type MemoryRunsOptions } from './memory-runs.ts'
export { RUN_STORE_CONTRACT, RUN_STORE_WORLD, type RunStoreBed, type RunStoreCase } from './run-store-contract.ts'
