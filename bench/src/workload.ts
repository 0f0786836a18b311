import {
  createDirectory,
  createUnitTree,
  expectedGroups,
  GIA_LAI_2025,
  type Directory,
  type GroupReading,
  type UnitTree,
} from '@ketnoi/hierarchy'
import {
  createPopulation,
  makeReadings,
  POPULATION_M,
  POPULATION_S,
  type Population,
  type PopulationShape,
} from '@ketnoi/hierarchy/testing'
import { columnsOf, gatherFacts, resolveByHand, ROLE_NAMES, type Columns, type Facts } from './practical-limit.ts'

/** Populations by name. L is between S and M, for what takes minutes at M. */
export const SIZES: Readonly<Record<string, PopulationShape>> = {
  S: POPULATION_S,
  L: { communes: 30, villagesPerCommune: 20, residentsPerVillage: 650 },
  M: POPULATION_M,
}

/** Share of memberships in which actual differs from desired. */
export const DRIFT = 0.001

/** Everything that a measurement starts from, made without running what is measured. */
export interface Workload {
  readonly population: Population
  readonly tree: UnitTree
  readonly directory: Directory
  readonly directoryMs: number
  readonly readings: readonly GroupReading[]
  readonly facts: Facts
  readonly actualColumns: Columns
}

export function shapeOf(size: string): PopulationShape {
  const shape = SIZES[size]
  if (shape === undefined) throw new Error(`unknown size ${size}: expected one of ${Object.keys(SIZES).join(', ')}`)
  return shape
}

export function createBenchPopulation(size: string): Population {
  return createPopulation({ shape: shapeOf(size), model: GIA_LAI_2025 })
}

/** Makes people once, for the directory and for the arrays of the limit alike. */
export function prepareWorkload(size: string): Workload {
  const population = createBenchPopulation(size)
  const { model, asOf } = population
  const tree = createUnitTree(population.units)
  if (!tree.ok) throw new Error(JSON.stringify(tree.issues))
  // Making people is not part of building the directory, and cannot be taken out of a generator: it is timed by itself.
  let people = 0
  const makingMs = timeOf(() => {
    for (const person of population.people()) people += person.residences.length
  })
  if (people === 0) throw new Error('nobody lives anywhere')
  const start = performance.now()
  const directory = createDirectory({ model, units: tree.value, asOf, people: population.people() })
  const directoryMs = performance.now() - start - makingMs
  const facts = gatherFacts(population, directory.people)
  const desired = resolveByHand(facts)
  const names = new Map(expectedGroups(model, tree.value, asOf).map((group) => [group.id, group.name]))
  const wanted = facts.groupIds.map((id, group) => ({
    id,
    name: names.get(id) ?? '',
    members: rowsOf(facts, desired, group),
  }))
  const readings = [...makeReadings(wanted, { drift: DRIFT })]
  return {
    population,
    tree: tree.value,
    directory,
    directoryMs,
    readings,
    facts,
    actualColumns: columnsOf(facts, readings),
  }
}

export function timeOf(run: () => void): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

/** The middle of several times; odd counts give one of them. */
export function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

function* rowsOf(
  { ids }: Facts,
  { starts, persons, roles }: Columns,
  group: number,
): Iterable<{ personId: string; role: 'leader' | 'deputy' | 'member' }> {
  for (let i = starts[group] ?? 0; i < (starts[group + 1] ?? 0); i++) {
    yield { personId: ids[persons[i] ?? 0] ?? '', role: ROLE_NAMES[roles[i] ?? 0] ?? 'member' }
  }
}

/** The time that a share of the times does not exceed. */
export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
