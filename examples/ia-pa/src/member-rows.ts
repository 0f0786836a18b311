import { foldName, type Role } from '@ketnoi/hierarchy'
import { composeName, nickname } from './names.ts'
import { oldForm } from './phones.ts'
import type { Random } from './random.ts'
import type { Wanted, WantedGroup } from './truth.ts'

/** A row of a member list as the messaging app shows it. */
export interface ShownMember {
  readonly name: string
  readonly phone: string | null
  readonly role: Role
  readonly state: 'member' | 'invited' | 'invitation-failed' | 'left'
}

/** Every way in which a list can differ from what it should be. */
export const DIFFERENCES = [
  'none',
  'missing',
  'extra',
  'strangers',
  'spelling',
  'phones',
  'roles',
  'left',
  'duplicates',
  'pending',
  'partial',
  'wrong-group',
  'empty',
  'no-leader',
  'mixed',
] as const

export type Difference = (typeof DIFFERENCES)[number]

/** Whom to take from elsewhere when a list should hold people who do not belong. */
export interface Neighbours {
  readonly other: WantedGroup
}

const asShown = (wanted: Wanted, random: Random, phones: number): ShownMember => ({
  name: wanted.name,
  phone: random.chance(phones) ? wanted.phone : null,
  role: wanted.role,
  state: 'member',
})

/** Makes the list of a group that differs in one way, or in several for `mixed`. */
export function createRows(
  target: WantedGroup,
  difference: Difference,
  neighbours: Neighbours,
  random: Random,
): ShownMember[] {
  if (difference === 'empty') return []
  const source = difference === 'wrong-group' ? neighbours.other : target
  let rows = random.shuffle(source.members.map((member) => asShown(member, random, 0.7)))
  const some = (share: number): Set<ShownMember> =>
    new Set(random.sample(rows, Math.max(1, Math.round(rows.length * share))))
  const change = (share: number, edit: (row: ShownMember) => ShownMember): void => {
    const chosen = some(share)
    rows = rows.map((row) => (chosen.has(row) ? edit(row) : row))
  }
  const edits: Record<Exclude<Difference, 'none' | 'wrong-group' | 'empty' | 'mixed'>, () => void> = {
    missing: () => {
      const gone = some(0.04)
      rows = rows.filter((row) => !gone.has(row))
    },
    extra: () => {
      const own = new Set(target.members.map((member) => member.id))
      const others = neighbours.other.members.filter(
        (member) => member.role === 'member' && !own.has(member.id) && member.phone !== null,
      )
      rows.push(
        ...random
          .sample(others, 4)
          .map((member): ShownMember => ({ name: member.name, phone: member.phone, role: 'member', state: 'member' })),
      )
    },
    strangers: () => {
      rows.push(
        ...Array.from({ length: 3 }, (): ShownMember => ({
          name: random.pick([composeName('kinh', 'Tạ', 'male', random), 'Điện Máy Ayun', 'Shop Bé Na', 'Zalo User']),
          phone: null,
          role: 'member',
          state: 'member',
        })),
      )
    },
    spelling: () => {
      change(0.25, (row) => ({ ...row, name: foldName(row.name) }))
      change(0.2, (row) => ({ ...row, name: row.name.toLocaleUpperCase('vi') }))
      change(0.06, (row) => ({ ...row, name: nickname(row.name, random), phone: null }))
    },
    phones: () =>
      change(0.5, (row) =>
        row.phone === null ? row : { ...row, name: nickname(row.name, random), phone: oldForm(row.phone.slice(3)) },
      ),
    roles: () => {
      rows = rows.map((row) => (row.role === 'deputy' ? { ...row, role: 'member' } : row))
      const first = rows.findIndex((row) => row.role === 'member')
      rows = rows.map((row, i) => (i === first ? { ...row, role: 'deputy' } : row))
    },
    left: () => change(0.03, (row) => (row.role === 'leader' ? row : { ...row, state: 'left' })),
    duplicates: () => {
      rows.push(...[...some(0.03)].map((row): ShownMember => ({ ...row, role: 'member', name: foldName(row.name) })))
    },
    pending: () => {
      change(0.06, (row) => (row.role === 'leader' ? row : { ...row, state: 'invited' }))
      change(0.01, (row) => (row.role === 'leader' ? row : { ...row, state: 'invitation-failed' }))
    },
    partial: () => {
      rows = rows.slice(0, Math.max(3, Math.floor(rows.length * 0.4)))
    },
    'no-leader': () => {
      rows = rows.filter((row) => row.role !== 'leader')
    },
  }
  if (difference === 'mixed') {
    for (const edit of random.sample(
      [edits.missing, edits.extra, edits.strangers, edits.spelling, edits.pending, edits.left, edits.duplicates],
      3,
    ))
      edit()
  } else if (difference !== 'none' && difference !== 'wrong-group') edits[difference]()
  return rows
}
