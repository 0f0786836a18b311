import type { Person, Residence } from '@ketnoi/hierarchy'
import { agreesTo, buildPerson, holds } from '@ketnoi/hierarchy/testing'

// Nobody here exists. A family is a household, and a parent "lives" where their child goes to class: this is how the family is
// reached, once, whichever of the parents it is who represents it.

const YEAR = { from: '2025-09-01', to: '2026-09-01' }
const NEXT_YEAR = { from: '2026-09-01', to: '2027-09-01' }

function child(unitId: string, family: string, year = YEAR): Residence {
  return { unitId, householdId: family, representsHousehold: true, ...year }
}

const agreed = [agreesTo('class-group', '2025-09-01')]

export const PEOPLE: readonly Person[] = [
  buildPerson('superintendent', { name: 'Ines Vogel', appointments: [holds('superintendent', 'north')] }),
  buildPerson('principal-oak', { name: 'Tom Brandt', appointments: [holds('principal', 'oak')] }),
  buildPerson('principal-river', { name: 'Mia Lang', appointments: [holds('principal', 'river')] }),
  buildPerson('teacher-1', {
    name: 'Jonas Kern',
    // Goes on with the class into its second year.
    appointments: [
      holds('class-teacher', 'oak-2025-1a', YEAR.from, YEAR.to),
      holds('class-teacher', 'oak-2026-2a', NEXT_YEAR.from),
    ],
  }),
  buildPerson('teacher-2', { name: 'Eva Roth', appointments: [holds('class-teacher', 'oak-2025-4b')] }),
  buildPerson('teacher-3', { name: 'Ali Demir', appointments: [holds('class-teacher', 'river-2025-3')] }),
  buildPerson('parent-1', {
    name: 'Lena Fuchs',
    // One family, two children in two classes, and the speaker of the first.
    residences: [
      child('oak-2025-1a', 'fuchs'),
      child('oak-2025-4b', 'fuchs'),
      child('oak-2026-2a', 'fuchs', NEXT_YEAR),
    ],
    appointments: [holds('parent-speaker', 'oak-2025-1a', YEAR.from, YEAR.to)],
    consents: agreed,
  }),
  buildPerson('parent-2', {
    name: 'Omar Haddad',
    residences: [child('oak-2025-1a', 'haddad'), child('oak-2026-2a', 'haddad', NEXT_YEAR)],
    // Elected for the next year already.
    appointments: [holds('parent-speaker', 'oak-2026-2a', NEXT_YEAR.from)],
    consents: agreed,
  }),
  buildPerson('parent-3', { name: 'Kim Seidel', residences: [child('oak-2025-4b', 'seidel')], consents: [] }),
  buildPerson('parent-4', {
    name: 'Rosa Weiss',
    residences: [child('river-2025-3', 'weiss')],
    appointments: [holds('parent-speaker', 'river-2025-3')],
    consents: agreed,
  }),
]
