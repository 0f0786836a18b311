import { canonicalJson } from '../canonical-json.ts'
import type { PersonId, UnitId } from '../id.ts'
import type { Day, Interval } from '../interval.ts'
import type { Appointment, Person, Residence } from '../people/person.ts'

/** A list of facts before and after it was changed. */
export interface ChangedFacts<T> {
  readonly before: readonly T[]
  readonly after: readonly T[]
}

/** What a reform changed about one person, kept so that it can be undone. A plain value. */
export interface FactsRecord {
  readonly personId: PersonId
  readonly residences: ChangedFacts<Residence> | null
  readonly appointments: ChangedFacts<Appointment> | null
}

/** A fact that undoing a reform does not give back as it was. */
export type FactLoss =
  /** The fact was changed since: it goes back to its unit, and what was changed stays. */
  | { readonly code: 'facts-changed-since'; readonly personId: PersonId; readonly fact: Residence | Appointment }
  /** Somebody was appointed at a unit that is there no more. */
  | { readonly code: 'seat-filled-since'; readonly personId: PersonId; readonly fact: Appointment }
  /** Somebody came to live in a unit that is there no more. */
  | { readonly code: 'came-since'; readonly personId: PersonId; readonly fact: Residence }

/** A person as they were before a reform. */
export interface UndoneFacts {
  /** The same person where nothing is changed. */
  readonly person: Person
  /** What was changed since, with the facts that are dropped, so that nothing is lost unseen. */
  readonly lost: readonly FactLoss[]
}

/**
 * Gives what must be kept of a person for undoing a reform, or `null` where it changes nothing about them.
 *
 * @example
 * const record = recordFacts(person, moveFacts(relocation, person).person)
 */
export function recordFacts(before: Person, after: Person): FactsRecord | null {
  if (before === after) return null
  const changed = <T>(a: readonly T[], b: readonly T[]): ChangedFacts<T> | null =>
    isSame(a, b) ? null : { before: a, after: b }
  return {
    personId: before.id,
    residences: changed(before.residences, after.residences),
    appointments: changed(before.appointments, after.appointments),
  }
}

/**
 * Gives a person back as they were before a reform; what was added since stays. What was changed since goes back to the unit it came
 * from, with the change. Facts that began since at units that are there no more are taken out and named. `record` is `null` for people
 * whom the reform did not change: those who came since. Idempotent, and about one person alone, as `moveFacts`.
 *
 * @example
 * const undone = undoFacts(recordFacts(person, person), person, { removed: ['vn-c-24022b'], effectiveOn: '2025-07-01' })
 */
export function undoFacts(
  record: FactsRecord | null,
  now: Person,
  reform: { readonly removed: readonly UnitId[]; readonly effectiveOn: Day },
): UndoneFacts {
  const lost: FactLoss[] = []
  const residences = restore(record?.residences ?? null, now.residences, reform, SAME_HOUSEHOLD)
  const appointments = restore(record?.appointments ?? null, now.appointments, reform, SAME_POSITION)
  for (const fact of [...residences.changed, ...appointments.changed])
    lost.push({ code: 'facts-changed-since', personId: now.id, fact })
  for (const fact of residences.dropped) lost.push({ code: 'came-since', personId: now.id, fact })
  for (const fact of appointments.dropped) lost.push({ code: 'seat-filled-since', personId: now.id, fact })
  const isUnchanged = residences.facts === now.residences && appointments.facts === now.appointments
  return {
    person: isUnchanged ? now : { ...now, residences: residences.facts, appointments: appointments.facts },
    lost,
  }
}

const SAME_HOUSEHOLD = (a: Residence, b: Residence): boolean => a.householdId === b.householdId
const SAME_POSITION = (a: Appointment, b: Appointment): boolean => a.positionId === b.positionId

interface Restored<T> {
  readonly facts: readonly T[]
  readonly changed: readonly T[]
  readonly dropped: readonly T[]
}

type Placed = Interval & { readonly unitId: UnitId }

function restore<T extends Placed>(
  record: ChangedFacts<T> | null,
  now: readonly T[],
  { removed, effectiveOn }: { readonly removed: readonly UnitId[]; readonly effectiveOn: Day },
  isAlike: (a: T, b: T) => boolean,
): Restored<T> {
  const again = record === null ? now : restoreFacts(record, now)
  if (record === null || again !== null) return dropAt(again ?? now, removed, [])
  // Something was changed: each fact at a unit that goes back to where it came from, joined with what was closed there.
  const origins = without(record.before, record.after)
  const changed: T[] = []
  const closed: T[] = []
  const moved = now.map((fact): T => {
    const origin = removed.includes(fact.unitId) ? origins.find((one) => isAlike(one, fact)) : undefined
    if (origin === undefined) return fact
    changed.push(fact)
    if (fact.from !== effectiveOn) return { ...fact, unitId: origin.unitId }
    closed.push({ ...origin, to: effectiveOn })
    return { ...fact, unitId: origin.unitId, from: origin.from }
  })
  return dropAt(without(moved, closed), removed, changed.length > 0 ? changed : without(record.after, now))
}

function dropAt<T extends Placed>(facts: readonly T[], removed: readonly UnitId[], changed: readonly T[]): Restored<T> {
  const dropped = facts.filter(({ unitId }) => removed.includes(unitId))
  return { facts: dropped.length === 0 ? facts : facts.filter((fact) => !dropped.includes(fact)), changed, dropped }
}

/**
 * Gives a list of facts back as it was before a change, with whatever was added to it since; the same list where it is as it was
 * already; `null` where a fact of the change was itself changed since.
 *
 * @example
 * restoreFacts({ before: [1, 2], after: [1, 3] }, [1, 3, 4]) // [1, 2, 4]
 */
export function restoreFacts<T>({ before, after }: ChangedFacts<T>, now: readonly T[]): readonly T[] | null {
  if (isSame(now, after)) return before
  const added = without(after, before)
  const taken = without(before, after)
  if (
    taken.every((fact) => now.some((one) => isSame(one, fact))) &&
    !added.some((fact) => now.some((one) => isSame(one, fact)))
  )
    return now
  const rest = without(now, added)
  if (rest.length !== now.length - added.length) return null
  const at = now.findIndex((one) => added.some((fact) => isSame(one, fact)))
  return rest.toSpliced(at < 0 ? rest.length : at, 0, ...taken)
}

/** The facts of a list that the other does not hold, each as often as it is missing. */
function without<T>(facts: readonly T[], others: readonly T[]): T[] {
  const texts = others.map((one) => canonicalJson(one))
  return facts.filter((fact) => {
    const at = texts.indexOf(canonicalJson(fact))
    if (at >= 0) texts.splice(at, 1)
    return at < 0
  })
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b)
}
