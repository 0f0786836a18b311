import type { Interval } from '../interval.ts'
import type { Person } from './person.ts'

/** What can differ between two versions of a person. */
export type PersonField =
  | 'name'
  | 'birth'
  | 'adult'
  | 'reachability'
  | 'proxy'
  | 'residences'
  | 'appointments'
  | 'phones'
  | 'consents'
  | 'accounts'

/**
 * Every field in which two versions of a person differ, in the order of a form. Facts are compared as sets: their order says
 * nothing.
 *
 * @example
 * changedFields(before, { ...before, birth: '1980' }) // ['birth']
 */
export function changedFields(before: Person, after: Person): PersonField[] {
  return FIELDS.filter((field) => textOf(before, field) !== textOf(after, field))
}

const FIELDS: readonly PersonField[] = [
  'name',
  'birth',
  'adult',
  'reachability',
  'proxy',
  'residences',
  'appointments',
  'phones',
  'consents',
  'accounts',
]

/** Gives a text that two versions share exactly when they agree in the field. */
function textOf(person: Person, field: PersonField): string {
  if (field === 'proxy') return person.proxyId ?? ''
  const value = person[field]
  return typeof value === 'object' && value !== null ? value.map(factText).sort().join('\n') : String(value)
}

/** @internal Gives one text for the same fact, however its properties are ordered. */
export function factText(fact: Interval): string {
  return JSON.stringify(Object.entries(fact).sort(([a], [b]) => (a < b ? -1 : 1)))
}
