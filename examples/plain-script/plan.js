// Plain JavaScript, no build: node plan.js people.csv members.txt
// Compares a roster and the names that somebody copied out of a group, and prints what has to change.
import { readFileSync } from 'node:fs'
import {
  createDirectory,
  createPlan,
  createUnitTree,
  describePlan,
  GIA_LAI_2025,
  guardPlan,
  matchMembers,
  membersOf,
  orThrow,
  parseUnits,
  resolveMembers,
} from '@ketnoi/hierarchy'

const [roster = 'people.csv', pasted = 'members.txt'] = process.argv.slice(2)
const AS_OF = '2026-03-01'
const GROUP = 'village:thon-1'

const units = [
  { uid: 'song-ba', kind: 'commune', name: 'Sông Ba', full_name: 'Xã Sông Ba' },
  { uid: 'thon-1', kind: 'village', name: 'Thôn 1', parent_uid: 'song-ba' },
]
const tree = orThrow(createUnitTree(orThrow(parseUnits({ units }))))

const people = linesOf(roster)
  .slice(1)
  .map((line, index) => {
    const [name, position, unitId, household, agreed] = line.split(',')
    return {
      id: `p-${index + 1}`,
      name,
      birth: null,
      adult: true,
      appointments: position ? [{ positionId: position, unitId, from: null, to: null }] : [],
      residences: household
        ? [{ unitId, householdId: household, representsHousehold: true, from: null, to: null }]
        : [],
      consents: agreed ? [{ purposeId: 'village-group', from: agreed, to: null }] : [],
      phones: [],
      accounts: [],
      reachability: 'unknown',
    }
  })

const directory = createDirectory({ model: GIA_LAI_2025, units: tree, asOf: AS_OF, people })
const desired = resolveMembers(directory, [GROUP])

const wanted = new Set(membersOf(desired, GROUP).map(({ personId }) => personId))
const candidates = people
  .filter(({ id }) => wanted.has(id))
  .map(({ id, name }) => ({ personId: id, name, displayNames: [], phones: [], accountIds: [] }))
const rows = linesOf(pasted).map((displayName) => ({
  displayName,
  phone: null,
  accountId: null,
  role: 'member',
  state: 'member',
}))
const { members, unmatched } = matchMembers({ rows, desired: candidates })

const plan = createPlan({
  desired,
  actual: [
    {
      id: 'pasted-names',
      readAt: `${AS_OF}T00:00:00Z`,
      // Nobody can say that a copied list is the whole of it: nobody is removed because of one.
      completeness: 'partial',
      externalId: 'thon-1',
      groupId: GROUP,
      name: 'Thôn 1 – Xã Sông Ba',
      previousNames: [],
      owner: 'us',
      archived: false,
      firstRun: false,
      capacity: null,
      members,
      unmatched,
      departures: [],
    },
  ],
})
const personName = (id) => people.find((person) => person.id === id)?.name ?? id
console.log(describePlan(plan, { model: GIA_LAI_2025, language: 'vi', personName }))
for (const { displayName } of unmatched) console.log(`Chưa rõ là ai: ${displayName}`)
process.exitCode = guardPlan(plan, { model: GIA_LAI_2025 }).passed ? 0 : 1

function linesOf(name) {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
    .trim()
    .split('\n')
}
