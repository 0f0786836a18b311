import { readFileSync } from 'node:fs'
import {
  createDirectory,
  createPlan,
  createUnitTree,
  describePlan,
  expectedGroups,
  guardPlan,
  membersOf,
  orThrow,
  parseModel,
  parseUnits,
  resolveMembers,
} from '@ketnoi/hierarchy'
import { createPeople } from './people.ts'
import { readWarningGroup } from './reading.ts'

const ON = '2026-03-01'

const model = orThrow(parseModel(readJson('model.json')))
const units = orThrow(createUnitTree(orThrow(parseUnits(readJson('units.json')))))
const people = createPeople(model, units, ON)
const directory = createDirectory({ model, units, asOf: ON, people })
const desired = resolveMembers(directory)

console.log(`${people.length} people, ${desired.groups.size} groups`)
for (const { id, name } of expectedGroups(model, units, ON)) {
  const members = membersOf(desired, id)
  console.log(`  ${name}: ${members.length}, ${members.filter(({ required }) => required).length} of them required`)
}

// One group exists, and somebody typed its members in a year ago.
const wanted = resolveMembers(directory, ['barangay:basco-chanarian'])
const plan = createPlan({ desired: wanted, actual: [readWarningGroup(membersOf(wanted, 'barangay:basco-chanarian'))] })
const names = new Map(people.map(({ id, name }) => [id, name]))
const personName = (id: string): string => names.get(id) ?? id
console.log(`\n${describePlan(plan, { model, language: 'en', personName })}`)
console.log(`brakes: ${guardPlan(plan, { model }).passed ? 'passed' : 'tripped'}`)

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
}
