import { readFileSync } from 'node:fs'
import {
  createDirectory,
  createUnitTree,
  expectedGroups,
  explainMember,
  groupIdOf,
  membersOf,
  orThrow,
  parseModel,
  parseUnits,
  resolveMembers,
} from '@ketnoi/hierarchy'
import { PEOPLE } from './people.ts'

const model = orThrow(parseModel(readJson('model.json')))
const units = orThrow(createUnitTree(orThrow(parseUnits(readJson('units.json')))))
const names = new Map(PEOPLE.map(({ id, name }) => [id, name]))

// The same data, asked for a day in each school year: classes end, speakers change, and nobody edits a list.
for (const asOf of ['2026-05-04', '2026-09-07']) {
  const desired = resolveMembers(createDirectory({ model, units, asOf, people: PEOPLE }))
  console.log(asOf)
  for (const { id, name } of expectedGroups(model, units, asOf)) {
    const members = membersOf(desired, id).map(
      ({ personId, role }) => `${names.get(personId) ?? personId}${role === 'member' ? '' : ` (${role})`}`,
    )
    console.log(`  ${name}: ${members.join(', ')}`)
  }
}

const directory = createDirectory({ model, units, asOf: '2026-05-04', people: PEOPLE })
const why = explainMember(directory, groupIdOf('class', 'oak-2025-4b'), 'parent-3')
const families = why?.clauses.find(({ id }) => id === 'families')
console.log('Why is Kim Seidel not in the group of class 4b?')
for (const part of families?.explanation.parts ?? []) console.log(`  ${part.rule.kind}: ${part.holds ? 'yes' : 'no'}`)

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
}
