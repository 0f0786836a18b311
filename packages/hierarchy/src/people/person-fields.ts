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
 * Answers in which fields two versions of a person differ, in the order of a form. Facts are compared as sets: their order says
 * nothing.
 *
 * @example
 * changedFields(person, { ...person, birth: '1960' }) // ['birth']
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

/** What became of the facts of one kind between two versions of a person. */
export interface FactsCompared<Fact> {
  readonly added: readonly Fact[]
  readonly removed: readonly Fact[]
  /** The same fact, e.g. with another last day. */
  readonly altered: readonly { readonly before: Fact; readonly after: Fact }[]
}

/**
 * Answers what became of the facts of one kind between two versions of a person. Facts are paired by what they are about
 * (`subjectOf`) and their first day, so a new last day is an altered fact and a new first day another one. Cost: linear.
 *
 * @example
 * compareFacts([], [{ number: '+84912000111', from: '2024-02-01', to: null }], (phone) => phone.number).added
 */
export function compareFacts<Fact extends Interval>(
  before: readonly Fact[],
  after: readonly Fact[],
  subjectOf: (fact: Fact) => string,
): FactsCompared<Fact> {
  const keyOf = (fact: Fact): string => `${fact.from ?? ''} ${subjectOf(fact)}`
  const earlier = new Map(before.map((fact) => [keyOf(fact), fact]))
  const later = new Map(after.map((fact) => [keyOf(fact), fact]))
  return {
    added: after.filter((fact) => !earlier.has(keyOf(fact))),
    removed: before.filter((fact) => !later.has(keyOf(fact))),
    altered: before.flatMap((fact) => {
      const now = later.get(keyOf(fact))
      return now === undefined || factText(now) === factText(fact) ? [] : [{ before: fact, after: now }]
    }),
  }
}

/** Gives a text that two versions share exactly when they agree in the field. */
function textOf(person: Person, field: PersonField): string {
  if (field === 'proxy') return person.proxyId ?? ''
  const value = person[field]
  return typeof value === 'object' && value !== null ? value.map(factText).sort().join('\n') : String(value)
}

/** Gives one text for the same fact, however its properties are ordered. */
function factText(fact: Interval): string {
  return JSON.stringify(Object.entries(fact).sort(([a], [b]) => (a < b ? -1 : 1)))
}
