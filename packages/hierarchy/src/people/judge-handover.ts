import type { PersonId, PositionId } from '../id.ts'
import { isValidOn, type Day } from '../interval.ts'
import type { Model } from '../model/model.ts'
import { fail, ok, type Issue, type Result } from '../result.ts'
import { inspectRule } from '../rules/inspect.ts'
import { changePerson, type ChangeWorld, type PersonChange } from './change-person.ts'
import type { Handover, HandoverLine, Seat, SeatFuture } from './handover.ts'
import type { Appointment, Person } from './person.ts'

type Path = readonly (string | number)[]
interface Step {
  readonly change: PersonChange
  readonly path: Path
}

/**
 * Gives everybody whom a handover changes, as they are after it, or everything that stands in its way. Seats that follow a position
 * follow it. `people`: those concerned, and whoever holds or will hold one of the seats.
 *
 * Codes: `handover-empty`, `person-unknown`, `person-twice`, `not-the-holder`, `seat-begins-later`, `seat-follows-position`,
 * `same-person`, `successor-leaves`, `seat-leads-group` (say that it may stay empty), `seat-held` (say that it is meant beside the
 * holder; not asked of a position that several people hold), `seat-promised`, `seat-undecided`, `leave-end-missing`, `leave-end-early`, `leave-comes-back`, `acting-end-early`,
 * `only-transfer-begins`, and those of `changePerson`.
 *
 * @example
 * judgeHandover({ on: '2024-03-01', lines: [] }, new Map(), { model, tree, today: '2024-02-01' }).ok // false
 */
export function judgeHandover(
  handover: Handover,
  people: ReadonlyMap<PersonId, Person>,
  world: ChangeWorld,
): Result<readonly Person[]> {
  const { on, lines } = handover
  const issues: Issue[] = []
  const report = (code: string, message: string, path: Path, data?: Readonly<Record<string, unknown>>): void => {
    issues.push({ code, message, path, ...(data === undefined ? {} : { data }) })
  }
  if (lines.every(({ ends, begins }) => ends.length + begins.length === 0))
    return fail([{ code: 'handover-empty', message: 'nothing is handed over', path: ['lines'] }])
  const ends = new Map<PersonId, Step[]>()
  const comes = new Map<PersonId, Step[]>()
  const add = (to: Map<PersonId, Step[]>, id: PersonId, change: PersonChange, path: Path): void => {
    to.set(id, [...(to.get(id) ?? []), { change, path }])
  }
  const leaving = new Set(lines.filter(({ kind }) => kind !== 'transfer').map(({ personId }) => personId))

  for (const [at, line] of lines.entries()) {
    const path: Path = ['lines', at]
    const person = people.get(line.personId)
    if (person === undefined) {
      report('person-unknown', 'there is no such person', [...path, 'personId'])
      continue
    }
    if (lines.findIndex(({ personId }) => personId === line.personId) < at)
      report('person-twice', 'the person has a line already', [...path, 'personId'])
    checkLine(line, on, person, world.model, path, report)
    if (line.kind === 'death') add(ends, person.id, { kind: 'leave', why: 'died', on }, [...path, 'on'])
    for (const [place, { next, ...seat }] of line.ends.entries()) {
      const seatPath = [...path, 'ends', place]
      const index = heldOn(person, seat, on)
      if (index === null) {
        const later = person.appointments.some((one) => isAt(one, seat) && one.from !== null && one.from >= on)
        if (later) report('seat-begins-later', 'the seat begins on that day or later', seatPath, { ...seat })
        else report('not-the-holder', 'the person does not hold the seat on the day', seatPath, { ...seat })
        continue
      }
      if (line.kind !== 'death') add(ends, person.id, { kind: 'end', fact: 'appointments', index, on }, seatPath)
      const until = line.kind === 'leave' ? line.until : null
      const to = person.appointments[index]?.to ?? null
      if (until !== null && (to === null || until < to))
        add(comes, person.id, { kind: 'appoint', ...seat, from: until, to }, seatPath)
      if (next.kind === 'vacant') {
        if (!next.accepted && leadsGroups(world.model, seat.positionId) && staysEmpty(handover, people, seat))
          report('seat-leads-group', 'the seat leads groups and would be empty', seatPath, { ...seat })
        continue
      }
      const nextPath = [...seatPath, 'next']
      if (next.personId === person.id)
        report('same-person', 'holder and successor are the same person', [...nextPath, 'personId'])
      else if (!people.has(next.personId))
        report('person-unknown', 'there is no such person', [...nextPath, 'personId'])
      else if (leaving.has(next.personId))
        report('successor-leaves', 'the successor leaves on the same day', [...nextPath, 'personId'])
      else {
        const end = endOf(next, until, on, nextPath, report)
        const several = heldBySeveral(world.model, seat.positionId)
        const promised = promisedFrom(people, seat, on, [person.id, next.personId])
        if (promised !== null && next.kind === 'successor' && !several)
          report('seat-promised', 'somebody else has the seat from a later day', nextPath, { ...seat, from: promised })
        add(
          comes,
          next.personId,
          { kind: 'appoint', ...seat, from: on, to: end ?? (several ? null : promised) },
          nextPath,
        )
      }
    }
    for (const [place, { beside, ...seat }] of line.begins.entries()) {
      const seatPath = [...path, 'begins', place]
      const free = freePlaces(handover, people, seat)
      const before = lines.slice(0, at + 1).flatMap(({ begins }, of) => (of === at ? begins.slice(0, place) : begins))
      if (
        !beside &&
        !heldBySeveral(world.model, seat.positionId) &&
        before.filter((other) => isAt(other, seat)).length >= free
      )
        report('seat-held', 'somebody holds the seat already', seatPath, { ...seat })
      add(comes, person.id, { kind: 'appoint', ...seat, from: on }, seatPath)
    }
  }
  const changed: Person[] = []
  for (const id of new Set([...ends.keys(), ...comes.keys()])) {
    const person = people.get(id)
    if (person === undefined) continue
    // Ends name places in the list as it was read: they come before what is added to it.
    const steps = [...(ends.get(id) ?? []), ...(comes.get(id) ?? [])]
    const result = changePerson(
      person,
      steps.map(({ change }) => change),
      world,
    )
    if (result.ok) changed.push(result.value)
    else
      for (const { path, ...issue } of result.issues)
        issues.push({ ...issue, path: [...(steps[Number(path[0])]?.path ?? []), ...path.slice(1)] })
  }
  return issues.length > 0 ? fail(issues) : ok(changed)
}

type Report = (code: string, message: string, path: Path, data?: Readonly<Record<string, unknown>>) => void

function checkLine(line: HandoverLine, on: Day, person: Person, model: Model, path: Path, report: Report): void {
  if (line.kind === 'leave') {
    if (line.until === null) report('leave-end-missing', 'a leave has an end', [...path, 'until'])
    else if (line.until <= on) report('leave-end-early', 'the leave ends before it begins', [...path, 'until'])
    for (const [place, { next }] of line.ends.entries())
      if (next.kind === 'successor')
        report('leave-comes-back', 'the seat comes back: somebody can only act for it', [...path, 'ends', place])
  }
  if (line.kind !== 'transfer' && line.begins.length > 0)
    report('only-transfer-begins', 'only a transfer has seats at a new place', [...path, 'begins'])
  if (line.kind !== 'death') return
  for (const held of person.appointments) {
    const follows = model.positions.some(({ id, exOfficio }) => id === held.positionId && exOfficio !== undefined)
    if (follows || !isValidOn(held, on) || line.ends.some((seat) => isAt(held, seat))) continue
    const { positionId, unitId } = held
    report('seat-undecided', 'say what becomes of every seat', [...path, 'ends'], { positionId, unitId })
  }
}

/** The first day on which whoever comes does not have the seat any more. */
function endOf(
  next: Exclude<SeatFuture, { kind: 'vacant' }>,
  back: Day | null,
  on: Day,
  path: Path,
  report: Report,
): Day | null {
  if (next.kind === 'successor') return null
  if (next.until !== null && next.until <= on)
    report('acting-end-early', 'the end lies before the beginning', [...path, 'until'])
  return back !== null && (next.until === null || back < next.until) ? back : next.until
}

function isAt(one: Seat, seat: Seat): boolean {
  return one.positionId === seat.positionId && one.unitId === seat.unitId
}

/** The place of the appointment that the person has until the day. */
function heldOn({ appointments }: Person, seat: Seat, on: Day): number | null {
  const index = appointments.findIndex(
    (one) => isAt(one, seat) && (one.from === null || one.from < on) && (one.to === null || on <= one.to),
  )
  return index < 0 ? null : index
}

function holdersOn(people: ReadonlyMap<PersonId, Person>, seat: Seat, on: Day): PersonId[] {
  return [...people.values()].flatMap(({ id, appointments }) =>
    appointments.some((one: Appointment) => isAt(one, seat) && isValidOn(one, on)) ? [id] : [],
  )
}

/** Who holds the seat on the day and does not give it up. */
function stayingHolders({ on, lines }: Handover, people: ReadonlyMap<PersonId, Person>, seat: Seat): PersonId[] {
  const going = new Set(lines.filter(({ ends }) => ends.some((one) => isAt(one, seat))).map(({ personId }) => personId))
  return holdersOn(people, seat, on).filter((id) => !going.has(id))
}

function staysEmpty(handover: Handover, people: ReadonlyMap<PersonId, Person>, seat: Seat): boolean {
  const comes = handover.lines.some(
    ({ ends, begins }) =>
      begins.some((one) => isAt(one, seat)) || ends.some((one) => isAt(one, seat) && one.next.kind !== 'vacant'),
  )
  return !comes && stayingHolders(handover, people, seat).length === 0
}

/** How many may come to a seat without sharing it: the places that are given up, or one that nobody has. */
function freePlaces(handover: Handover, people: ReadonlyMap<PersonId, Person>, seat: Seat): number {
  const given = handover.lines.flatMap(({ kind, ends }) =>
    ends.filter((one) => isAt(one, seat)).map(({ next }) => ({ kind, next })),
  )
  // Whoever is on leave comes back to their seat.
  if (given.length > 0) return given.filter(({ kind, next }) => next.kind === 'vacant' && kind !== 'leave').length
  const later = promisedFrom(people, seat, handover.on, [])
  return stayingHolders(handover, people, seat).length === 0 && later === null ? 1 : 0
}

/** From when somebody else has the seat already. */
function promisedFrom(
  people: ReadonlyMap<PersonId, Person>,
  seat: Seat,
  on: Day,
  without: readonly PersonId[],
): Day | null {
  const days = [...people.values()]
    .filter(({ id }) => !without.includes(id))
    .flatMap(({ appointments }) =>
      appointments.flatMap((one) => (isAt(one, seat) && one.from !== null && one.from > on ? [one.from] : [])),
    )
  return days.sort()[0] ?? null
}

function heldBySeveral({ positions }: Model, positionId: PositionId): boolean {
  return positions.some((position) => position.id === positionId && position.severalHolders === true)
}

/** Whether groups are led by whoever holds the position. */
function leadsGroups({ groupKinds, positions }: Model, positionId: PositionId): boolean {
  // A seat that follows the position leads for it.
  const held = positions.filter(({ id, exOfficio }) => id === positionId || exOfficio === positionId)
  return groupKinds.some(({ clauses }) =>
    clauses.some(({ role, rule }) => {
      if (role !== 'leader') return false
      const asked = inspectRule(rule)
      return held.some(({ id, body }) => asked.positions.includes(id) || (body !== null && asked.bodies.includes(body)))
    }),
  )
}
