import type { HouseholdId, PersonId, PositionId, UnitId } from '../id.ts'
import { addDays, isValidOn, overlaps, parseDay, type Day, type Interval } from '../interval.ts'
import type { Model } from '../model/model.ts'
import { fail, ok, type Issue, type Result } from '../result.ts'
import { findUnit, type UnitTree } from '../units/unit-tree.ts'
import { followPositions } from './ex-officio.ts'
import type { MessagingAccount, PartialDate, Person, Reachability, Residence } from './person.ts'

/** The facts of a person that begin and end. */
export type FactKind = 'residences' | 'appointments' | 'phones' | 'accounts'

/** Where a person lives, as a change says it. */
export interface Home {
  readonly unitId: UnitId
  readonly householdId: HouseholdId | null
  readonly representsHousehold: boolean
}

/** One change of one person. `index`: the place in the list of facts as the person was read, which a revision pins. */
export type PersonChange =
  /** What is said of the person and has no days; what is left out stays. */
  | {
      readonly kind: 'set'
      readonly name?: string
      readonly birth?: PartialDate | null
      readonly adult?: boolean | null
      readonly reachability?: Reachability
      readonly proxyId?: PersonId | null
    }
  /** Lives there from the day on, and no longer where they lived. */
  | ({ readonly kind: 'move'; readonly from: Day } & Home)
  /** Lives nowhere that is known from the day on. Whoever died also holds no position, phone, account and consent any more. */
  | { readonly kind: 'leave'; readonly why: 'moved-away' | 'died'; readonly on: Day }
  /** `to`: the first day without the position again, where it is known already. */
  | {
      readonly kind: 'appoint'
      readonly positionId: PositionId
      readonly unitId: UnitId
      readonly from: Day
      readonly to?: Day | null
    }
  | { readonly kind: 'add-phone'; readonly number: string; readonly from: Day }
  | ({ readonly kind: 'add-account'; readonly from: Day } & Pick<
      MessagingAccount,
      'service' | 'accountId' | 'displayName'
    >)
  /** The fact does not hold from the day on. */
  | { readonly kind: 'end'; readonly fact: FactKind; readonly index: number; readonly on: Day }
  /** The fact was never true: somebody entered it by mistake. */
  | { readonly kind: 'remove'; readonly fact: FactKind; readonly index: number }

/** What a change is judged against. */
export interface ChangeWorld {
  readonly model: Model
  readonly tree: UnitTree
  readonly today: Day
}

/** Plans reach a year ahead; a later day is a slip of the hand. */
const DAYS_AHEAD = 366
/** Nobody's facts begin earlier. */
const EARLIEST = '1900-01-01'

/**
 * Gives the person after the changes, one after another, or everything that stands in their way; seats that follow a position
 * are brought along. The path of an issue begins with the number of the change and ends with its field.
 *
 * Codes: `day-invalid`, `day-too-early`, `day-too-late`, `day-future`, `interval-empty`, `fact-unknown`, `unit-unknown`,
 * `unit-not-on-day`, `position-unknown`, `position-not-here`, `seat-follows-position`, `already-holds`, `phone-known`,
 * `account-known`, `already-lives-there`, `lives-nowhere`, `proxy-self`, `birth-future`.
 *
 * @example
 * changePerson(person, [{ kind: 'leave', why: 'moved-away', on: '2024-03-01' }], world)
 */
export function changePerson(person: Person, changes: readonly PersonChange[], world: ChangeWorld): Result<Person> {
  let changed = person
  const issues: Issue[] = []
  for (const [index, change] of changes.entries()) {
    const result = applyChange(changed, change, world)
    if (result.ok) changed = result.value
    else issues.push(...result.issues.map((issue) => ({ ...issue, path: [index, ...issue.path] })))
  }
  return issues.length > 0 ? fail(issues) : ok(followPositions(world.model, changed))
}

function applyChange(person: Person, change: PersonChange, world: ChangeWorld): Result<Person> {
  switch (change.kind) {
    case 'set':
      return setValues(person, change, world)
    case 'move':
      return move(person, change, world)
    case 'leave':
      return leave(person, change, world)
    case 'appoint':
      return appoint(person, change, world)
    case 'add-phone': {
      const phone = { number: change.number, from: change.from, to: null }
      const known = person.phones.some((other) => other.number === phone.number && overlaps(other, phone))
      return known
        ? issue('phone-known', 'the person has this number already', 'number')
        : onDay(change.from, 'from', world, () => ({ ...person, phones: [...person.phones, phone] }))
    }
    case 'add-account': {
      const { service, accountId, displayName, from } = change
      const account = { service, accountId, displayName, from, to: null }
      const known = person.accounts.some(
        (other) => other.service === service && other.accountId === accountId && overlaps(other, account),
      )
      return known
        ? issue('account-known', 'the person has this account already', 'accountId')
        : onDay(from, 'from', world, () => ({ ...person, accounts: [...person.accounts, account] }))
    }
    case 'end':
      return endFact(person, change, world)
    case 'remove': {
      if (person[change.fact][change.index] === undefined)
        return issue('fact-unknown', 'there is no such fact', 'index')
      if (isFollowing(person, change, world))
        return issue('seat-follows-position', 'the seat follows a position', 'index')
      return ok(editFacts(person, change.fact, (facts) => facts.toSpliced(change.index, 1)))
    }
    default:
      return change satisfies never
  }
}

function issue(code: string, message: string, field: string, data?: Readonly<Record<string, unknown>>): Result<never> {
  return fail([{ code, message, path: [field], ...(data === undefined ? {} : { data }) }])
}

/** Goes on when the day is one that a person can mean. */
function onDay(day: Day, field: string, world: ChangeWorld, then: () => Person): Result<Person> {
  const wrong = dayIssue(day, field, world)
  return wrong ?? ok(then())
}

function dayIssue(day: Day, field: string, world: ChangeWorld): Result<never> | null {
  const read = parseDay(day, [field])
  if (!read.ok) return read
  if (day < EARLIEST) return issue('day-too-early', `before ${EARLIEST}`, field, { day })
  return day > addDays(world.today, DAYS_AHEAD) ? issue('day-too-late', 'more than a year ahead', field, { day }) : null
}

function setValues(person: Person, change: Extract<PersonChange, { kind: 'set' }>, world: ChangeWorld): Result<Person> {
  if (change.proxyId === person.id) return issue('proxy-self', 'nobody carries messages to themselves', 'proxyId')
  const birth = change.birth === undefined ? person.birth : change.birth
  if (birth !== null && birth > world.today.slice(0, birth.length))
    return issue('birth-future', 'born after today', 'birth', { value: birth })
  const { proxyId: before, ...rest } = person
  const proxyId = change.proxyId === undefined ? before : change.proxyId
  return ok({
    ...rest,
    name: change.name ?? person.name,
    birth,
    adult: change.adult === undefined ? person.adult : change.adult,
    reachability: change.reachability ?? person.reachability,
    ...(proxyId === undefined || proxyId === null ? {} : { proxyId }),
  })
}

function move(person: Person, change: Extract<PersonChange, { kind: 'move' }>, world: ChangeWorld): Result<Person> {
  const wrong = dayIssue(change.from, 'from', world) ?? unitIssue(change.unitId, change.from, world)
  if (wrong !== null) return wrong
  const { unitId, householdId, representsHousehold, from } = change
  const now = person.residences.filter((home) => isValidOn(home, from))
  const isSame = (home: Residence): boolean =>
    home.unitId === unitId && home.householdId === householdId && home.representsHousehold === representsHousehold
  if (now.length === 1 && now.every(isSame)) return issue('already-lives-there', 'lives there already', 'unitId')
  const next = person.residences
    .flatMap((home) => (home.from !== null && home.from > from ? [home.from] : []))
    .sort()[0]
  return ok({
    ...person,
    residences: [
      ...person.residences.flatMap((home) => (isValidOn(home, from) ? endAt(home, from) : [home])),
      { unitId, householdId, representsHousehold, from, to: next ?? null },
    ],
  })
}

function unitIssue(unitId: UnitId, day: Day, world: ChangeWorld): Result<never> | null {
  const unit = findUnit(world.tree, unitId)
  if (unit === undefined) return issue('unit-unknown', 'there is no such unit', 'unitId')
  return isValidOn(unit, day) ? null : issue('unit-not-on-day', 'the unit does not exist on the day', 'unitId', { day })
}

function leave(person: Person, change: Extract<PersonChange, { kind: 'leave' }>, world: ChangeWorld): Result<Person> {
  const { on, why } = change
  const wrong = dayIssue(on, 'on', world)
  if (wrong !== null) return wrong
  if (why === 'died' && on > world.today) return issue('day-future', 'the day lies ahead', 'on', { day: on })
  if (why === 'moved-away' && !person.residences.some((home) => isValidOn(home, on)))
    return issue('lives-nowhere', 'lives nowhere on the day', 'on', { day: on })
  const ended = <T extends Interval>(facts: readonly T[]): T[] =>
    facts.flatMap((fact) => (fact.to !== null && fact.to <= on ? [fact] : endAt(fact, on)))
  const residences = person.residences.flatMap((home) =>
    home.to !== null && home.to <= on ? [home] : endAt({ ...home, endReason: why }, on),
  )
  if (why === 'moved-away') return ok({ ...person, residences })
  return ok({
    ...person,
    residences,
    appointments: ended(person.appointments),
    phones: ended(person.phones),
    consents: ended(person.consents),
    accounts: ended(person.accounts),
  })
}

/** The fact as it holds until the day; one that would have begun then or later never holds. */
function endAt<T extends Interval>(fact: T, day: Day): T[] {
  return fact.from !== null && fact.from >= day ? [] : [{ ...fact, to: day }]
}

function appoint(
  person: Person,
  change: Extract<PersonChange, { kind: 'appoint' }>,
  world: ChangeWorld,
): Result<Person> {
  const { positionId, unitId, from, to = null } = change
  const wrong = dayIssue(from, 'from', world) ?? unitIssue(unitId, from, world)
  if (wrong !== null) return wrong
  if (to !== null && to <= from) return issue('interval-empty', 'the end lies before the beginning', 'to', { from, to })
  const position = world.model.positions.find((one) => one.id === positionId)
  if (position === undefined) return issue('position-unknown', 'there is no such position', 'positionId')
  if (position.tier !== findUnit(world.tree, unitId)?.tier)
    return issue('position-not-here', 'the position is not one of this tier', 'positionId')
  if (position.exOfficio !== undefined)
    return issue('seat-follows-position', 'the seat follows a position', 'positionId', {
      positionId: position.exOfficio,
    })
  const appointment = { positionId, unitId, from, to }
  if (
    person.appointments.some(
      (other) => other.positionId === positionId && other.unitId === unitId && overlaps(other, appointment),
    )
  )
    return issue('already-holds', 'the person holds this position already', 'positionId')
  return ok({ ...person, appointments: [...person.appointments, appointment] })
}

function endFact(person: Person, change: Extract<PersonChange, { kind: 'end' }>, world: ChangeWorld): Result<Person> {
  const { fact: kind, index, on } = change
  const wrong = dayIssue(on, 'on', world)
  if (wrong !== null) return wrong
  const fact = person[kind][index]
  if (fact === undefined) return issue('fact-unknown', 'there is no such fact', 'index')
  if (isFollowing(person, change, world)) return issue('seat-follows-position', 'the seat follows a position', 'index')
  if (fact.from !== null && on <= fact.from)
    return issue('interval-empty', 'the end lies before the beginning', 'on', { from: fact.from, to: on })
  return ok(editFacts(person, kind, (facts) => facts.map((one, at) => (at === index ? { ...one, to: on } : one))))
}

function editFacts(person: Person, kind: FactKind, edit: <T extends Interval>(facts: readonly T[]) => T[]): Person {
  switch (kind) {
    case 'residences':
      return { ...person, residences: edit(person.residences) }
    case 'appointments':
      return { ...person, appointments: edit(person.appointments) }
    case 'phones':
      return { ...person, phones: edit(person.phones) }
    case 'accounts':
      return { ...person, accounts: edit(person.accounts) }
    default:
      return kind satisfies never
  }
}

/** Whether the fact is a seat that follows a position: it is changed through the position alone. */
function isFollowing(
  person: Person,
  change: { readonly fact: FactKind; readonly index: number },
  { model }: ChangeWorld,
): boolean {
  if (change.fact !== 'appointments') return false
  const id = person.appointments[change.index]?.positionId
  return model.positions.some((position) => position.id === id && position.exOfficio !== undefined)
}
