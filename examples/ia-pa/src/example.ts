import { writeMemberLists, type MemberListEntry } from './member-lists.ts'
import { createOfficers } from './officers.ts'
import { writeOfficerRosters } from './officer-rosters.ts'
import { writePeopleRosters, type ExampleFile } from './people-rosters.ts'
import { AS_OF, createPopulation } from './population.ts'
import { createPeople, resolveWanted } from './truth.ts'
import { createReformDocument } from './reform.ts'
import { COMMUNES, createCatalogue, createCatalogueAfter, DISTRICT } from './units.ts'

export interface ExampleOptions {
  readonly seed: number
  /** About how many people to make. */
  readonly people: number
}

/** What the files hold, for whoever reads them and compares. */
export interface ExpectedCounts {
  readonly asOf: string
  readonly seed: number
  readonly villages: number
  readonly groups: number
  readonly households: number
  readonly people: number
  /** People who hold a position, villagers among them. */
  readonly officers: number
  readonly invalidRows: number
  readonly repeatedRows: number
  readonly memberLists: number
  readonly differences: Readonly<Record<string, number>>
  /** Places in groups that should be filled. */
  readonly desiredMembers: number
}

export interface Example {
  readonly files: readonly ExampleFile[]
  readonly counts: ExpectedCounts
}

/** The size of the district in 2021. */
export const DEFAULT_PEOPLE = 58_000
export const DEFAULT_SEED = 2024

/** Makes the whole example in memory: the same files for the same options. */
export async function createExample(options: Partial<ExampleOptions> = {}): Promise<Example> {
  const seed = options.seed ?? DEFAULT_SEED
  const catalogue = createCatalogue()
  const population = createPopulation(COMMUNES, options.people ?? DEFAULT_PEOPLE, seed)
  const officers = createOfficers(population, DISTRICT, seed)
  const people = createPeople(population, officers)
  const wanted = resolveWanted(catalogue, people)
  const rosters = await writePeopleRosters(population, seed)
  const officerFiles = await writeOfficerRosters(officers, COMMUNES, seed)
  const members = await writeMemberLists(wanted, seed)
  const counts: ExpectedCounts = {
    asOf: AS_OF,
    seed,
    villages: catalogue.units.filter((unit) => unit.kind === 'village').length,
    groups: wanted.length,
    households: population.communes.reduce(
      (sum, c) => sum + c.villages.reduce((s, v) => s + v.households.length, 0),
      0,
    ),
    people: people.length,
    officers: people.filter((person) => person.appointments.length > 0).length,
    invalidRows: rosters.counts.invalid,
    repeatedRows: rosters.counts.repeated,
    memberLists: members.entries.length,
    differences: countDifferences(members.entries),
    desiredMembers: wanted.reduce((sum, group) => sum + group.members.length, 0),
  }
  const text = (path: string, value: unknown): ExampleFile => ({
    path,
    bytes: new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`),
  })
  return {
    files: [
      text('units.json', catalogue),
      text('units-2025.json', createCatalogueAfter()),
      text('reform-2025.json', createReformDocument()),
      ...rosters.files,
      ...officerFiles,
      ...members.files,
      text('expected.json', counts),
    ],
    counts,
  }
}

function countDifferences(entries: readonly MemberListEntry[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const entry of entries) counts[entry.difference] = (counts[entry.difference] ?? 0) + 1
  return counts
}
