import type { HouseholdId, PersonId, PurposeId } from '../id.ts'
import { overlaps, type Interval } from '../interval.ts'
import { changedFields, compareFacts, type PersonField } from './person-fields.ts'
import type { Appointment, MessagingAccount, Person, Residence } from './person.ts'

/** What one batch, e.g. an import, made of one person. */
export interface PersonChanged {
  readonly before: Person
  readonly after: Person
}

/**
 * Why something stays as it is. `changed-since`: somebody changed the same fact after the batch. `consent-said-since`: the person said
 * something about the purpose after it. `another-speaks`: the home comes back, but somebody else speaks for the household by now.
 * `proxy-gone`: whoever carried messages is not known any more.
 */
export type KeptCode = 'changed-since' | 'consent-said-since' | 'another-speaks' | 'proxy-gone'

/** Something that an undo does not give back. */
export interface KeptFact {
  readonly field: PersonField
  readonly code: KeptCode
}

/** What happened since the batch that the versions of the person do not say. Nothing of it: nothing happened. */
export interface Since {
  /** The purposes that the person said something about. */
  readonly said?: ReadonlySet<PurposeId>
  /** The households that somebody else speaks for. */
  readonly spokenFor?: ReadonlySet<HouseholdId>
  /** The proxies that are not known any more. */
  readonly gone?: ReadonlySet<PersonId>
}

/** A person without what a batch made of them. */
export interface ChangeUndone {
  readonly person: Person
  /** What is given back, in the order of a form; none: nothing is to be done. */
  readonly restored: readonly PersonField[]
  readonly kept: readonly KeptFact[]
}

/**
 * Takes back what a batch changed in a person where it is still as the batch left it. What others changed since stays and is named, each
 * subject by itself; homes come back together or not at all, so that nobody lives in two places. Undoing at once gives the person before;
 * undoing again changes nothing. Cost: linear in facts.
 *
 * @example
 * const person = { id: 'a', name: 'Siu Klon', birth: null, adult: null, residences: [], appointments: [], phones: [], consents: [], accounts: [], reachability: 'unknown' } as const
 * undoChange({ before: person, after: { ...person, birth: '1960' } }, { ...person, birth: '1960', name: 'Siu Klôn' }).person
 * // { ...person, name: 'Siu Klôn' }
 */
export function undoChange({ before, after }: PersonChanged, now: Person, since: Since = {}): ChangeUndone {
  const kept: KeptFact[] = []
  const keep = (field: PersonField, code: KeptCode): void => {
    if (!kept.some((one) => one.field === field && one.code === code)) kept.push({ field, code })
  }
  let person = now
  for (const field of changedFields(before, after)) {
    switch (field) {
      case 'name':
      case 'birth':
      case 'adult':
      case 'reachability':
        if (now[field] === after[field]) person = { ...person, [field]: before[field] }
        else if (now[field] !== before[field]) keep(field, 'changed-since')
        break
      case 'proxy':
        if (now.proxyId === after.proxyId) {
          const isGone = before.proxyId !== undefined && since.gone?.has(before.proxyId) === true
          if (isGone) keep(field, 'proxy-gone')
          else person = withProxy(person, before.proxyId)
        } else if (now.proxyId !== before.proxyId) keep(field, 'changed-since')
        break
      case 'residences': {
        const homes = undoFacts(
          before[field],
          after[field],
          now[field],
          (home) => home.unitId,
          () => 'home',
        )
        if (homes.kept.length > 0) keep(field, 'changed-since')
        person = { ...person, residences: homes.facts.map((home) => speakAgain(home, now, since, keep)) }
        break
      }
      case 'appointments': {
        const subjectOf = (one: Appointment): string => `${one.positionId} ${one.unitId}`
        const { facts, kept: left } = undoFacts(before[field], after[field], now[field], subjectOf)
        if (left.length > 0) keep(field, 'changed-since')
        person = { ...person, appointments: facts }
        break
      }
      case 'phones': {
        const { facts, kept: left } = undoFacts(before[field], after[field], now[field], (one) => one.number)
        if (left.length > 0) keep(field, 'changed-since')
        person = { ...person, phones: facts }
        break
      }
      case 'accounts': {
        const subjectOf = (one: MessagingAccount): string => `${one.service} ${one.accountId}`
        const { facts, kept: left } = undoFacts(before[field], after[field], now[field], subjectOf)
        if (left.length > 0) keep(field, 'changed-since')
        person = { ...person, accounts: facts }
        break
      }
      case 'consents': {
        const said = since.said ?? new Set()
        const { facts, kept: left } = undoFacts(
          before[field],
          after[field],
          now[field],
          (one) => one.purposeId,
          (one) => one.purposeId,
          said,
        )
        for (const purposeId of left) keep(field, said.has(purposeId) ? 'consent-said-since' : 'changed-since')
        person = { ...person, consents: facts }
        break
      }
      default:
        field satisfies never
    }
  }
  return { person, restored: changedFields(now, person), kept }
}

/** What hangs on a person whom a batch added, so that they cannot be taken away with it. */
export type AddedHold =
  | 'changed-since'
  | 'consent-said-since'
  | 'in-group'
  | 'in-reading'
  | 'override'
  | 'proxy-of-another'
  | 'handover'
  | 'record'
  | 'link'
  | 'task'
  | 'merged'

/** Whether somebody whom a batch added can be taken away again, and what keeps them. */
export type AddedUndone =
  | { readonly kind: 'remove' }
  | { readonly kind: 'keep'; readonly holds: readonly AddedHold[]; readonly fields: readonly PersonField[] }

/**
 * Answers whether somebody whom a batch added can be taken away again: only when they are as the batch left them and nothing else hangs
 * on them. `holds`: what does, e.g. that they joined a group since.
 *
 * @example
 * undoAdded(person, person, ['in-group']).kind // 'keep'
 */
export function undoAdded(
  added: Person,
  now: Person,
  holds: readonly Exclude<AddedHold, 'changed-since'>[],
): AddedUndone {
  const fields = changedFields(added, now)
  const all: AddedHold[] = fields.length > 0 ? ['changed-since', ...holds] : [...holds]
  return all.length === 0 ? { kind: 'remove' } : { kind: 'keep', holds: all, fields }
}

type Keep = (field: PersonField, code: KeptCode) => void

function withProxy(person: Person, proxyId: PersonId | undefined): Person {
  const { proxyId: _, ...rest } = person
  return proxyId === undefined ? rest : { ...rest, proxyId }
}

function isSame(a: Interval | undefined, b: Interval | undefined): boolean {
  if (a === undefined || b === undefined || a.from !== b.from) return a === b
  const { altered } = compareFacts([a], [b], () => '')
  return altered.length === 0
}

/**
 * The facts of one kind without what a batch did to them. Facts of one chain, by default those of one subject, come back together or
 * not at all: a fact that came since, or was changed since, would otherwise stand beside one that it replaced. `kept`: the chains that stay.
 */
function undoFacts<Fact extends Interval>(
  before: readonly Fact[],
  after: readonly Fact[],
  now: readonly Fact[],
  subjectOf: (fact: Fact) => string,
  chainOf: (fact: Fact) => string = subjectOf,
  stays: ReadonlySet<string> = new Set(),
): { readonly facts: readonly Fact[]; readonly kept: readonly string[] } {
  const keyOf = (fact: Fact): string => `${fact.from ?? ''} ${subjectOf(fact)}`
  const { added, removed, altered } = compareFacts(before, after, subjectOf)
  const touched = [
    ...added.map((left) => ({ fact: left, was: undefined, left })),
    ...removed.map((was) => ({ fact: was, was, left: undefined })),
    ...altered.map((pair) => ({ fact: pair.before, was: pair.before, left: pair.after })),
  ]
  let facts = new Map(now.map((fact) => [keyOf(fact), fact]))
  const kept: string[] = []
  for (const [chain, steps] of Map.groupBy(touched, ({ fact }) => chainOf(fact))) {
    const open = steps.filter(({ fact, was }) => !isSame(facts.get(keyOf(fact)), was))
    if (open.length === 0) continue
    const undone = new Map(facts)
    for (const { fact, was } of open) {
      if (was === undefined) undone.delete(keyOf(fact))
      else undone.set(keyOf(fact), was)
    }
    const isCrowded = (given: Fact): boolean =>
      [...undone.values()].some(
        (other) =>
          other !== given &&
          chainOf(other) === chain &&
          overlaps(other, given) &&
          !before.some((one) => keyOf(one) === keyOf(other) && isSame(one, other)),
      )
    const isAsLeft = open.every(({ fact, left }) => isSame(facts.get(keyOf(fact)), left))
    if (stays.has(chain) || !isAsLeft || open.some(({ was }) => was !== undefined && isCrowded(was))) kept.push(chain)
    else facts = undone
  }
  return { facts: [...facts.values()], kept }
}

/** A home that comes back does not bring a second voice into its household. */
function speakAgain(home: Residence, now: Person, since: Since, keep: Keep): Residence {
  if (now.residences.includes(home) || !home.representsHousehold || home.householdId === null) return home
  if (home.to !== null || since.spokenFor?.has(home.householdId) !== true) return home
  keep('residences', 'another-speaks')
  return { ...home, representsHousehold: false }
}
