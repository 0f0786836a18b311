import {
  createDirectory,
  createPlan,
  createUnitTree,
  describePlan,
  foldName,
  GIA_LAI_2025,
  orThrow,
  parseUnits,
  resolveMembers,
} from '@ketnoi/hierarchy'

const GROUP = 'village:v-1'
const always = { from: null, to: null }
const nothing = { birth: null, adult: true, phones: [], accounts: [], consents: [], reachability: 'unknown' }
const seat = (positionId, unitId) => [{ positionId, unitId, ...always }]
const people = [
  { id: 'an', name: 'Nguyễn Văn An', ...nothing, residences: [], appointments: seat('commune-police-head', 'c-1') },
  { id: 'bia', name: 'Ksor H’Bia', ...nothing, residences: [], appointments: seat('village-head', 'v-1') },
  { id: 'lan', name: 'Siu H’Lan', ...nothing, residences: [], appointments: seat('village-elder', 'v-2') },
]
const units = [
  { uid: 'c-1', kind: 'commune', name: 'Sông Ba', full_name: 'Xã Sông Ba' },
  { uid: 'v-1', kind: 'village', name: 'Thôn 1', parent_uid: 'c-1' },
  { uid: 'v-2', kind: 'village', name: 'Thôn 2', parent_uid: 'c-1' },
]
const tree = orThrow(createUnitTree(orThrow(parseUnits({ units }))))
const directory = createDirectory({ model: GIA_LAI_2025, units: tree, asOf: '2026-03-01', people })
const desired = resolveMembers(directory, [GROUP])
const names = document.querySelector('#names')
const whole = document.querySelector('#whole')
const output = document.querySelector('#plan')

function show() {
  const lines = names.value.split('\n').filter((line) => line.trim() !== '')
  // Three people whose names differ: for a real roster there is `matchMembers`, which asks where a name fits several.
  const personOf = (line) => people.find(({ name }) => foldName(name) === foldName(line))
  const members = lines
    .flatMap((line) => personOf(line) ?? [])
    .map(({ id }) => ({ personId: id, role: 'member', state: 'member' }))
  const strangers = lines.filter((line) => personOf(line) === undefined)
  const reading = {
    id: 'typed',
    readAt: '2026-03-01T00:00:00Z',
    completeness: whole.checked ? 'complete' : 'partial',
    externalId: 'typed',
    groupId: GROUP,
    name: 'Thôn 1 – Xã Sông Ba',
    previousNames: [],
    owner: 'us',
    archived: false,
    firstRun: false,
    capacity: null,
    members,
    unmatched: strangers.map((line) => ({
      key: line,
      displayName: line,
      accountId: null,
      phone: null,
      candidates: [],
    })),
    departures: [],
  }
  const plan = createPlan({ desired, actual: [reading] })
  const personName = (id) => people.find((person) => person.id === id)?.name ?? id
  const text = describePlan(plan, { model: GIA_LAI_2025, language: 'en', personName })
  output.textContent = [text, ...strangers.map((line) => `Nobody we know: ${line}`)].join('\n')
}

names.addEventListener('input', show)
whole.addEventListener('change', show)
show()
