// What somebody who installs the package writes first. It is compiled in an empty project against the packed declarations, and
// run by every runtime that the package promises to work on. It may use nothing of any runtime.
import {
  createDirectory,
  createPlan,
  createUnitTree,
  expectedGroups,
  guardPlan,
  IA_PA_2024,
  membersOf,
  resolveMembers,
  type Plan,
} from '@ketnoi/hierarchy'
import { createPopulation, makeReadings, transferOfficer } from '@ketnoi/hierarchy/testing'

export interface Proof {
  readonly groups: number
  readonly fingerprintOfNothing: string
  readonly fingerprint: string
  readonly guarded: boolean
  readonly touched: number
}

export function prove(): Proof {
  const shape = { communes: 2, villagesPerCommune: 3, residentsPerVillage: 60 }
  const population = createPopulation({ shape, model: IA_PA_2024 })
  const tree = createUnitTree(population.units)
  if (!tree.ok) throw new Error(tree.issues.map((issue) => issue.message).join('\n'))
  const { model, asOf } = population
  const directory = createDirectory({ model, units: tree.value, asOf, people: population.people() })
  const desired = resolveMembers(directory)
  const wanted = expectedGroups(model, tree.value, asOf).map(({ id, name }) => ({
    id,
    name,
    members: membersOf(desired, id),
  }))
  const planFor = (drift: number): Plan => createPlan({ desired, actual: makeReadings(wanted, { drift }) })
  const plan = planFor(0.05)
  const { after } = transferOfficer(population)
  const moved = createDirectory({
    model,
    units: tree.value,
    asOf,
    people: [...population.people()].map((person) => (person.id === after.id ? after : person)),
  })
  const movedPlan = createPlan({ desired: resolveMembers(moved), actual: makeReadings(wanted, { drift: 1e-9 }) })
  return {
    groups: wanted.length,
    fingerprintOfNothing: planFor(1e-9).changes.length === 0 ? 'no changes' : 'changes',
    fingerprint: plan.fingerprint,
    guarded: guardPlan(plan).passed,
    touched: movedPlan.groups.filter((group) => group.changes > 0).length,
  }
}
