import { dayAfter, isValidOn, overlaps, type Day, type Interval } from '../interval.ts'
import { fail, ok, type Result } from '../result.ts'
import { contradict } from './likely-same.ts'
import { changedFields, type PersonField } from './person-fields.ts'
import type { Consent, MessagingAccount, Person, Residence } from './person.ts'

/** What can differ between two records of one person and has one value afterwards. `home`: where they live from the day on. */
export type MergeField = 'name' | 'birth' | 'adult' | 'reachability' | 'proxy' | 'home'

/** Which of the two records says it. */
export type MergeSide = 'kept' | 'merged'

/** What a person decided about a merge, and what the decision rests on. */
export interface MergeOptions {
  /** What is not chosen is as the kept record says, or as the other one where that one knows more. */
  readonly choices?: Partial<Readonly<Record<MergeField, MergeSide>>>
  /** The day from which the person lives in the chosen home alone. */
  readonly on: Day
  /** What the ledgers of both allow; the times of both records together where there is no ledger. */
  readonly consents?: readonly Consent[]
}

/**
 * Gives the fields in which two records of one person say different things, so that somebody has to choose, in the order of a form.
 * Where only one of them knows anything there is nothing to choose.
 *
 * @example
 * mergeQuestions({ ...person, name: 'Siu Klon' }, { ...person, name: 'Siu Klôn' }, '2024-02-01') // ['name']
 */
export function mergeQuestions(a: Person, b: Person, on: Day): MergeField[] {
  const questions: MergeField[] = []
  if (a.name !== b.name) questions.push('name')
  if (contradict(a.birth, b.birth)) questions.push('birth')
  if (a.birth === null && b.birth === null && a.adult !== null && b.adult !== null && a.adult !== b.adult)
    questions.push('adult')
  if (a.reachability !== b.reachability && a.reachability !== 'unknown' && b.reachability !== 'unknown')
    questions.push('reachability')
  const proxies = [proxyOf(a, b), proxyOf(b, a)]
  if (!proxies.includes(null) && proxies[0] !== proxies[1]) questions.push('proxy')
  const homes = [a, b].map((person) => person.residences.filter((home) => isValidOn(home, on)))
  const [ofA = [], ofB = []] = homes
  if (ofA.length > 0 && ofB.length > 0 && !ofA.some((one) => ofB.some((other) => isSameHome(one, other))))
    questions.push('home')
  return questions
}

/**
 * Gives one person with everything that two records know of them, under the id of the kept one. No seat, phone, account, residence or
 * consent is lost: what both know becomes one fact that holds while either held, and a home that was not chosen ends on the day. In one
 * unit at one time there is one household: the chosen one.
 *
 * @example
 * const person = { id: 'a', name: 'Siu Klon', adult: null, residences: [], appointments: [], phones: [], consents: [], accounts: [], reachability: 'unknown' } as const
 * mergePeople({ ...person, birth: '1960' }, { ...person, id: 'b', birth: '1960-03-01' }, { on: '2024-02-01' }).birth // '1960-03-01'
 */
export function mergePeople(kept: Person, merged: Person, options: MergeOptions): Person {
  const { choices = {}, on } = options
  const of = (field: MergeField): Person => (choices[field] === 'merged' ? merged : kept)
  const { proxyId: _, ...rest } = kept
  const known = <T>(field: MergeField, value: (person: Person) => T, isKnown: (value: T) => boolean): T => {
    const mine = value(of(field))
    const other = value(of(field) === kept ? merged : kept)
    return choices[field] === undefined && !isKnown(mine) ? other : mine
  }
  const proxyId = known(
    'proxy',
    (person) => proxyOf(person, person === kept ? merged : kept),
    (id) => id !== null,
  )
  return {
    ...rest,
    name: of('name').name,
    birth: birthOf(kept, merged, choices.birth),
    adult: known(
      'adult',
      (person) => person.adult,
      (adult) => adult !== null,
    ),
    reachability: known(
      'reachability',
      (person) => person.reachability,
      (reachability) => reachability !== 'unknown',
    ),
    ...(proxyId === null ? {} : { proxyId }),
    residences: mergeResidences(of('home'), of('home') === kept ? merged : kept, on),
    appointments: joinFacts(
      [...kept.appointments, ...merged.appointments],
      (one) => `${one.positionId} ${one.unitId}`,
      (one) => one,
    ),
    phones: joinFacts(
      [...kept.phones, ...merged.phones],
      (one) => one.number,
      (one) => one,
    ),
    accounts: joinFacts(
      [...kept.accounts, ...merged.accounts],
      (one) => `${one.service} ${one.accountId}`,
      (one, other): MessagingAccount => ({ ...one, displayName: one.displayName ?? other.displayName }),
    ),
    consents:
      options.consents ??
      joinFacts(
        [...kept.consents, ...merged.consents],
        (one) => one.purposeId,
        (one) => one,
      ),
  }
}

/** What a merge made of two records, as it was kept. */
export interface MergeRecord {
  readonly kept: Person
  readonly merged: Person
  readonly result: Person
}

/**
 * Gives both records as they were before a merge. What somebody changed since, where the merge had changed nothing, stays with the kept
 * one. Fails with `merge-changed-since` where both the merge and somebody since changed a field: nobody could tell any more what belongs
 * to whom. `data.fields`: these fields.
 *
 * @example
 * const result = mergePeople(person, successor, { on: '2024-02-01' })
 * undoMerge({ kept: person, merged: successor, result }, result)
 */
export function undoMerge(
  merge: MergeRecord,
  now: Person,
): Result<{ readonly kept: Person; readonly restored: Person }> {
  const since = changedFields(merge.result, now)
  const byMerge = changedFields(merge.kept, merge.result)
  const fields = since.filter((field) => byMerge.includes(field))
  if (fields.length > 0)
    return fail([
      { code: 'merge-changed-since', message: 'changed since the merge', path: ['fields'], data: { fields } },
    ])
  return ok({
    kept: byMerge.reduce((person, field) => withField(person, merge.kept, field), now),
    restored: merge.merged,
  })
}

function withField(person: Person, source: Person, field: PersonField): Person {
  if (field !== 'proxy') return { ...person, [field]: source[field] }
  const { proxyId: _, ...rest } = person
  return source.proxyId === undefined ? rest : { ...rest, proxyId: source.proxyId }
}

/** Nobody carries messages to themselves: a proxy who turns out to be the person is none. */
function proxyOf(person: Person, other: Person): string | null {
  return person.proxyId === undefined || person.proxyId === other.id ? null : person.proxyId
}

/** The one that says more, where they agree. */
function birthOf(kept: Person, merged: Person, choice: MergeSide | undefined): Person['birth'] {
  if (choice !== undefined) return (choice === 'kept' ? kept : merged).birth
  if (contradict(kept.birth, merged.birth)) return kept.birth
  return (merged.birth?.length ?? 0) > (kept.birth?.length ?? 0) ? merged.birth : kept.birth
}

function isSameHome(a: Residence, b: Residence): boolean {
  return a.unitId === b.unitId && (a.householdId === b.householdId || a.householdId === null || b.householdId === null)
}

function mergeResidences(chosen: Person, other: Person, on: Day): Residence[] {
  const homes = chosen.residences.filter((home) => isValidOn(home, on))
  const theirs = other.residences.map((home) => {
    if (homes.length === 0 || !isValidOn(home, on) || homes.some(({ unitId }) => unitId === home.unitId)) return home
    // Somebody who came that very day was there for that day.
    return { ...home, to: home.from === null || home.from < on ? on : dayAfter(on) }
  })
  const units = new Set([...chosen.residences, ...theirs].map(({ unitId }) => unitId))
  return [...units].flatMap((unitId) => {
    const ofUnit = (home: Residence): boolean => home.unitId === unitId
    return livedInUnit(chosen.residences.filter(ofUnit), theirs.filter(ofUnit))
  })
}

const BEFORE_ALL = ''
const AFTER_ALL = '~'

/** How somebody lived in one unit by two records: where these disagree the first counts. */
function livedInUnit(chosen: readonly Residence[], others: readonly Residence[]): Residence[] {
  const starts = (home: Residence): string => home.from ?? BEFORE_ALL
  const ends = (home: Residence): string => home.to ?? AFTER_ALL
  const days = [...new Set([...chosen, ...others].flatMap((home) => [starts(home), ends(home)]))].sort()
  const result: Residence[] = []
  for (const [at, day] of days.entries()) {
    const holds = (home: Residence): boolean => starts(home) <= day && day < ends(home)
    const [one, other] = [chosen.find(holds), others.find(holds)]
    const said = one ?? other
    const next = days[at + 1]
    if (said === undefined || next === undefined) continue
    const { endReason, ...home } = said
    const both = one !== undefined && other !== undefined && isSameHome(one, other)
    const part: Residence = {
      ...home,
      ...(both
        ? {
            householdId: one.householdId ?? other.householdId,
            representsHousehold: one.representsHousehold || other.representsHousehold,
          }
        : {}),
      ...(endReason === undefined || next !== ends(said) ? {} : { endReason }),
      from: day === BEFORE_ALL ? null : day,
      to: next === AFTER_ALL ? null : next,
    }
    const last = result.at(-1)
    if (last === undefined || last.to !== part.from) result.push(part)
    else {
      // Lives on in the unit: whatever a record gave as the reason for an end was none.
      const { endReason: _, ...before } = last
      const goesOn = last.householdId === part.householdId && last.representsHousehold === part.representsHousehold
      result.splice(-1, 1, ...(goesOn ? [{ ...part, from: last.from }] : [before, part]))
    }
  }
  return result
}

/** Facts about one thing that hold at one time become one that holds while either did; the first is the one that counts. */
function joinFacts<T extends Interval>(
  facts: readonly T[],
  subjectOf: (fact: T) => string,
  join: (one: T, other: T) => T,
): T[] {
  const result: T[] = []
  for (const fact of facts) {
    let joined = fact
    const meets = (one: T): boolean => subjectOf(one) === subjectOf(joined) && overlaps(one, joined)
    for (let at = result.findIndex(meets); at >= 0; at = result.findIndex(meets)) {
      const [one] = result.splice(at, 1)
      if (one !== undefined)
        joined = { ...join(one, joined), from: first(one.from, joined.from), to: last(one.to, joined.to) }
    }
    result.push(joined)
  }
  return result
}

function first(a: Day | null, b: Day | null): Day | null {
  return a === null || b === null ? null : a < b ? a : b
}

function last(a: Day | null, b: Day | null): Day | null {
  return a === null || b === null ? null : a > b ? a : b
}
