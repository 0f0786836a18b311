import type { Person } from '@ketnoi/hierarchy'
import { OPEN_START } from '../validity.ts'

/** The tables of the facts of people. */
export const FACTS = ['residence', 'appointment', 'phone', 'consent', 'messaging_account'] as const

// What makes two facts of one person the same row. In the order that `readPeople` reads in: by the first day, then by the rest
// of the primary key.
export const residenceKey = (r: Person['residences'][number]): string => `${r.from ?? OPEN_START} ${r.unitId}`
export const appointmentKey = (a: Person['appointments'][number]): string =>
  `${a.from ?? OPEN_START} ${a.positionId} ${a.unitId}`
export const phoneKey = (p: Person['phones'][number]): string => `${p.from ?? OPEN_START} ${p.number}`
export const consentKey = (c: Person['consents'][number]): string => `${c.from ?? OPEN_START} ${c.purposeId}`
export const accountKey = (a: Person['accounts'][number]): string =>
  `${a.from ?? OPEN_START} ${a.service} ${a.accountId}`

/** Each fact once: of two with the same key the later one counts. */
export function onceByKey<T>(facts: readonly T[], key: (fact: T) => string): Iterable<T> {
  return facts.length < 2 ? facts : new Map(facts.map((fact) => [key(fact), fact])).values()
}
