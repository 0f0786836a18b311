export { agreesTo, buildPerson, holds, livesAt, representsAt } from './build-person.ts'
export { buildUnit } from './build-unit.ts'
export {
  CONNECTOR_CONTRACT,
  type ConnectorFeature,
  type ConnectToWorld,
  type ContractCase,
  type ContractConnector,
  type ContractWorld,
} from './connector-contract.ts'
export {
  createMemoryConnector,
  type MemoryConnector,
  type MemoryFault,
  type MemoryGroup,
  type MemoryServiceOptions,
} from './memory-connector.ts'
export {
  createPopulation,
  POPULATION_M,
  POPULATION_S,
  transferOfficer,
  type Population,
  type PopulationOptions,
  type PopulationShape,
  type Transfer,
} from './population.ts'
export { createRandom, type Random } from './random.ts'
export { makeReadings, type DriftOptions, type WantedGroup } from './readings.ts'
export { RULE_CASE_MODEL, RULE_CASE_UNITS } from './rule-cases/model.ts'
export type { RuleCase } from './rule-cases/rule-case.ts'
export { RULE_CASES } from './rule-cases/rule-cases.ts'
