import {
  applyReform,
  createDirectory,
  createUnitTree,
  IA_PA_2024,
  orThrow,
  parseReform,
  rehearse,
  resolveMembers,
  type Appointment,
  type Person,
  type Unit,
} from '@ketnoi/hierarchy'
import { buildPerson, buildUnit } from '@ketnoi/hierarchy/testing'
import { report } from '../probe.ts'

// The reform of 2025 over the whole country, with everybody who holds an office: what a rehearsal of any size costs at most.

const COMMUNES = 10_047
const RESULTS = 3_321
const SPLIT = 460
const PARTS = 5
const VILLAGES = 9
const PROVINCES = 63
const NEW_PROVINCES = 34
const DISTRICTS = 696
const DAY = '2025-07-01'
const EVE = '2025-06-30'

const communeId = (commune: number): string => `c-${commune}`
const villageId = (commune: number, village: number): string => `v-${commune}-${village}`
const resultId = (commune: number): string => `n-${commune % RESULTS}`

function units(): Unit[] {
  const made: Unit[] = []
  for (let p = 0; p < PROVINCES; p++) made.push(buildUnit(`p-${p}`, 'province', `Tỉnh ${p}`, null))
  for (let d = 0; d < DISTRICTS; d++) made.push(buildUnit(`d-${d}`, 'district', `Huyện ${d}`, `p-${d % PROVINCES}`))
  for (let c = 0; c < COMMUNES; c++) {
    made.push(buildUnit(communeId(c), 'commune', `Xã ${c}`, `d-${c % DISTRICTS}`))
    for (let v = 0; v < VILLAGES; v++) made.push(buildUnit(villageId(c, v), 'village', `Thôn ${c}.${v}`, communeId(c)))
  }
  return made
}

function reformDocument(): unknown {
  const unit = (id: string, tier: string, name: string, parent: string | null): unknown => ({
    id,
    tier,
    kind: tier,
    name: { short: name, full: name },
    parent,
  })
  const merged: string[][] = Array.from({ length: RESULTS }, () => [])
  const operations: unknown[] = [{ kind: 'end-tier', tier: 'district' }]
  for (let c = 0; c < COMMUNES; c++) {
    if (c < COMMUNES - SPLIT) {
      merged[c % RESULTS]?.push(communeId(c))
      continue
    }
    const targets = Array.from({ length: 2 + (c % (PARTS - 1)) }, (_, part) => ({ unitId: resultId(c + part) }))
    operations.push({ kind: 'split', source: communeId(c), targets, rest: resultId(c) })
    for (let v = 0; v < VILLAGES; v++)
      operations.push({ kind: 'move', unitId: villageId(c, v), parent: targets[v % targets.length]?.unitId })
  }
  for (const [n, sources] of merged.entries()) operations.push({ kind: 'merge', sources, target: resultId(n) })
  for (let p = 0; p < NEW_PROVINCES; p++) {
    const sources = Array.from({ length: PROVINCES }, (_, old) => old).filter((old) => old % NEW_PROVINCES === p)
    operations.push({ kind: 'merge', sources: sources.map((old) => `p-${old}`), target: `np-${p}` })
  }
  return {
    formatVersion: 1,
    id: 'country-2025',
    decision: '202/2025/QH15',
    effectiveOn: DAY,
    newUnits: [
      ...Array.from({ length: NEW_PROVINCES }, (_, p) => unit(`np-${p}`, 'province', `Tỉnh mới ${p}`, null)),
      ...Array.from({ length: RESULTS }, (_, n) =>
        unit(resultId(n), 'commune', `Xã mới ${n}`, `np-${n % NEW_PROVINCES}`),
      ),
    ],
    operations,
  }
}

const VILLAGE_SEATS = ['party-secretary', 'head', 'front-head', 'women-head', 'security-team-head']

function officers(): Person[] {
  const people: Person[] = []
  const add = (positionId: string, unitId: string): void => {
    const appointments: readonly Appointment[] = [{ positionId, unitId, from: null, to: null }]
    people.push(buildPerson(`person-${people.length}`, { appointments }))
  }
  for (let c = 0; c < COMMUNES; c++) {
    for (let i = 0; i < 8; i++)
      add(`commune-police-${i === 0 ? 'head' : i === 1 ? 'deputy-head' : 'officer'}`, communeId(c))
    for (let i = 0; i < 17; i++)
      add(`commune-committee-${i === 0 ? 'head' : i === 1 ? 'standing-deputy' : 'member'}`, communeId(c))
    for (let v = 0; v < VILLAGES; v++) for (const seat of VILLAGE_SEATS) add(`village-${seat}`, villageId(c, v))
  }
  return people
}

const world = { model: IA_PA_2024, tree: orThrow(createUnitTree(units())) }
const people = officers()
const document = reformDocument()
interface Time {
  readonly ms: number
  /** Of the processor, garbage collection included: what it takes also where others keep the machine busy. */
  readonly cpuMs: number
}
const timed = <T>(work: () => T): readonly [T, Time] => {
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  const value = work()
  const { user, system } = process.cpuUsage(cpu)
  return [value, { ms: performance.now() - start, cpuMs: (user + system) / 1_000 }]
}
const [reform, parseTime] = timed(() => orThrow(parseReform(document, world)))
const [applied, applyTime] = timed(() => orThrow(applyReform(reform, world)))
// What a rehearsal does twice, and compares.
const [memberships, resolveTime] = timed(() => {
  const desired = resolveMembers(createDirectory({ model: world.model, units: world.tree, asOf: EVE, people }))
  return [...desired.groups.values()].reduce((sum, group) => sum + group.persons.length, 0)
})
globalThis.gc?.()
const [rehearsal, rehearseTime] = timed(() => orThrow(rehearse({ ...world, reform, people })))
report({
  units: world.tree.units.size,
  changed: applied.changed.length,
  people: people.length,
  memberships,
  parseMs: parseTime.ms,
  parseCpuMs: parseTime.cpuMs,
  applyMs: applyTime.ms,
  applyCpuMs: applyTime.cpuMs,
  resolveMs: resolveTime.ms,
  resolveCpuMs: resolveTime.cpuMs,
  rehearseMs: rehearseTime.ms,
  rehearseCpuMs: rehearseTime.cpuMs,
  peopleMoved: rehearsal.counts.peopleMoved,
  joins: rehearsal.counts.joins,
  decisions: rehearsal.decisions.length,
})
