import { isValidOn, type Day } from '../interval.ts'
import { contradict, evidenceBetween, identityOf, type SameEvidence } from './likely-same.ts'
import type { Person } from './person.ts'

/**
 * What speaks against two records being one person, or has to be settled where they are.
 *
 * | conflict | says |
 * | - | - |
 * | `name` | the names differ in their marks |
 * | `birth` | the births contradict |
 * | `homes` | they live in different units on the day |
 * | `households` | they live in different households on the day |
 * | `seats` | both hold positions on the day |
 */
export type DuplicateConflict = 'name' | 'birth' | 'homes' | 'households' | 'seats'

/** Two records that may be one person. */
export interface Duplicate {
  readonly evidence: readonly SameEvidence[]
  readonly conflicts: readonly DuplicateConflict[]
}

/** A date that is known to the day. */
const WHOLE_DATE = 'YYYY-MM-DD'.length

/**
 * Answers whether two records are worth asking a person about, with what speaks for it and against it; `null`: they are not.
 *
 * The name must be the same without marks, and beside it one of: the day of birth, a phone, an account, a household, or the unit.
 * A phone alone says nothing: relatives share it. Namesakes of one village who have phones and households of their own are common,
 * and so are those born in one year: both are left alone. Births that contradict are asked about only where the names agree in
 * every mark, and a phone or an account as well as the place.
 *
 * @example
 * const person = { id: 'a', name: 'Siu Klon', birth: null, adult: null, residences: [], appointments: [], consents: [], accounts: [], reachability: 'unknown' } as const
 * const phones = [{ number: '+84912345678', from: null, to: null }]
 * suggestDuplicate({ ...person, phones }, { ...person, id: 'b', phones }, '2024-02-01')?.evidence // ['name', 'phone']
 */
export function suggestDuplicate(a: Person, b: Person, on: Day): Duplicate | null {
  const evidence = evidenceBetween(identityOf(a), identityOf(b))
  const has = (one: SameEvidence): boolean => evidence.includes(one)
  const hasContact = has('phone') || has('account')
  const hasPlace = has('household') || has('unit')
  const conflicts = conflictsBetween(a, b, on)
  if (conflicts.includes('birth')) {
    return hasContact && hasPlace && !conflicts.includes('name') ? { evidence, conflicts } : null
  }
  const sameDay = has('birth') && a.birth === b.birth && a.birth?.length === WHOLE_DATE
  if (hasContact || has('household') || sameDay) return { evidence, conflicts }
  return has('unit') && !isLikelyNamesake(a, b, conflicts) ? { evidence, conflicts } : null
}

/** Both have a phone, and each another one; both live in households, and each in another one. */
function isLikelyNamesake(a: Person, b: Person, conflicts: readonly DuplicateConflict[]): boolean {
  return a.phones.length > 0 && b.phones.length > 0 && conflicts.includes('households')
}

function conflictsBetween(a: Person, b: Person, on: Day): DuplicateConflict[] {
  const conflicts: DuplicateConflict[] = []
  const [homesOfA, homesOfB] = [a, b].map((person) => person.residences.filter((home) => isValidOn(home, on)))
  const apart = <T>(ofA: readonly T[], ofB: readonly T[]): boolean =>
    ofA.length > 0 && ofB.length > 0 && !ofA.some((one) => ofB.includes(one))
  const unitsOf = (homes: Person['residences'] = []) => homes.map(({ unitId }) => unitId)
  const householdsOf = (homes: Person['residences'] = []) => homes.flatMap(({ householdId }) => householdId ?? [])
  if (spelling(a.name) !== spelling(b.name)) conflicts.push('name')
  if (contradict(a.birth, b.birth)) conflicts.push('birth')
  if (apart(unitsOf(homesOfA), unitsOf(homesOfB))) conflicts.push('homes')
  if (apart(householdsOf(homesOfA), householdsOf(homesOfB))) conflicts.push('households')
  if ([a, b].every((person) => person.appointments.some((seat) => isValidOn(seat, on)))) conflicts.push('seats')
  return conflicts
}

/** Rosters are often written in capitals. */
function spelling(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
