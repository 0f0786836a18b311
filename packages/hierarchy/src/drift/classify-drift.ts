import type { ActualMember, Departure, GroupReading } from '../connector/reading.ts'
import { isDecidedAnew } from '../groups/override.ts'
import { memberAt, type DesiredGroup, type DesiredMembers } from '../groups/resolve-members.ts'
import type { GroupId, PersonId } from '../id.ts'
import { addDays, type Day } from '../interval.ts'
import type { GroupKind, Role } from '../model/model.ts'
import { foldName } from '../people/fold-name.ts'
import type { Withdrawal } from '../plans/create-plan.ts'
import { explainSurplus } from '../plans/explain-surplus.ts'
import {
  DRIFT_CLASSES,
  driftSubject,
  type Drift,
  type DriftDecision,
  type DriftWay,
  type GroupDrift,
  type OwnChange,
} from './drift.ts'
import { driftPolicyOf, type DriftPolicies, type DriftPolicy } from './drift-policy.ts'

/** What is known of one group beside who should be in it and who is. */
export interface DriftFacts {
  /** What runs of ours made and proved, in any order. */
  readonly own?: readonly OwnChange[]
  /** Of members whom nothing wants any more: the first day without, as `qualificationsLost` gives it. */
  readonly lost?: ReadonlyMap<PersonId, Day>
  /** By subject: the instant of the first reading since when a member has been there without a break. Default: the present reading. */
  readonly firstSeen?: ReadonlyMap<string, string>
  /** Name and phones of people who left: whether a stranger is one of them. */
  readonly vanished?: ReadonlyMap<PersonId, { readonly name: string; readonly phones: readonly string[] }>
  /** Rows of the member list that somebody settled as strangers. */
  readonly strangers?: ReadonlySet<string>
  readonly decisions?: readonly DriftDecision[]
}

/** What drift is classified from. */
export interface DriftInput {
  readonly desired: DesiredMembers
  /** Readings of linked groups; others have no drift, for nobody said yet which groups they are. */
  readonly readings: Iterable<GroupReading>
  readonly facts: ReadonlyMap<GroupId, DriftFacts>
  readonly policies: DriftPolicies
  /** Whoever took consent back is taken out for that, and is no drift. */
  readonly withdrawals?: Iterable<Withdrawal>
}

/** A service that lags or loses a change shows it within minutes; people take longer to notice and to act. */
const GLITCH_MINUTES = 10
/** The same change proved twice within a week and needed a third time is not somebody changing their mind. */
const FLIPS = 2
const FLIP_DAYS = 7
/** A new phone or account is set up within days; after a month a like name is another person as often as not. */
const CHANGED_ACCOUNT_DAYS = 30

/**
 * Answers how every difference about people came about, and what happens to it: by group, for `createPlan` to honour.
 *
 * No drift is what somebody decided (exclusions, withdrawn consent), what is still to be carried out (people nobody added yet) and
 * roles that differ, which plans put right, as they withdraw invitations. Bringing somebody back who left takes a decision about that very person, or a duty to be
 * there: where the policy says `revert`, members who are not required are asked about all the same. Only a complete or partial
 * reading of a group of ours has drift. Cost: linear in members of the groups that have facts or differ.
 *
 * @example
 * const drift = classifyDrift({ desired, readings, facts: new Map(), policies: {} })
 * createPlan({ desired, actual: readings, drift })
 */
export function classifyDrift(input: DriftInput): Map<GroupId, GroupDrift> {
  const { desired, facts, policies } = input
  const withdrawals = Map.groupBy(input.withdrawals ?? [], (withdrawal) => withdrawal.personId)
  const drift = new Map<GroupId, GroupDrift>()
  for (const reading of input.readings) {
    const group = reading.groupId === null ? undefined : desired.groups.get(reading.groupId)
    if (group === undefined || group.group.state !== 'ok') continue
    if (reading.owner !== 'us' || reading.completeness === 'failed') continue
    const kind = desired.model.groupKinds.find((one) => one.id === group.group.kind)
    if (kind === undefined) continue
    const found = classifyGroup({
      desired,
      group,
      kind,
      reading,
      withdrawals,
      facts: facts.get(group.group.id) ?? {},
      policy: driftPolicyOf(policies, kind.id),
    })
    if (found.lines.length > 0 || found.inGrace.size > 0) drift.set(group.group.id, found)
  }
  return drift
}

interface GroupInput {
  readonly desired: DesiredMembers
  readonly group: DesiredGroup
  readonly kind: GroupKind
  readonly reading: GroupReading
  readonly withdrawals: ReadonlyMap<PersonId, readonly Withdrawal[]>
  readonly facts: DriftFacts
  readonly policy: DriftPolicy
}

/** A line before anybody said what happens to it. */
type Found = Drift extends infer Line ? (Line extends Drift ? Omit<Line, 'way' | 'decided' | 'groupId'> : never) : never

interface Wanted {
  readonly role: Role
  readonly required: boolean
}

function classifyGroup(input: GroupInput): GroupDrift {
  const { reading, facts, group } = input
  const members = new Map(reading.members.map((member) => [member.personId, member]))
  const wanted = wantedOf(input)
  const own = Map.groupBy(facts.own ?? [], (change) => change.personId)
  const inGrace = new Map<PersonId, Day>()
  const lines: Drift[] = []
  const settle = (found: Found, wayOf: (way: DriftWay) => DriftWay = (way) => way): Drift => {
    const decision = facts.decisions?.find(
      ({ subject, kind, at }) => kind === found.kind && subject === subjectOf(found) && at >= found.seenAt,
    )
    const way = decision?.way ?? wayOf(input.policy.ways[found.kind])
    // Of the same class as `found`, with what all lines have.
    return { ...found, groupId: group.group.id, way, decided: decision !== undefined }
  }

  for (const member of members.values()) {
    const want = wanted.get(member.personId)
    const changes = own.get(member.personId) ?? []
    if (want === undefined) {
      if (member.state !== 'member' || isDecidedOut(input, member.personId)) continue
      const found = surplus(input, member, changes, inGrace)
      if (found !== null) lines.push(settle(found))
    } else if (member.state === 'member' && member.role !== want.role) {
      const undone = glitchOf(changes, ['promote', 'demote', 'add'], reading.readAt)
      if (undone !== null)
        lines.push(
          settle({
            kind: 'service-glitch',
            personId: member.personId,
            undone: undone.kind,
            seenAt: reading.readAt,
          }),
        )
    }
  }

  const gone = reading.departures.filter(({ personId }) => wanted.has(personId) && !members.has(personId))
  const rows = unknownRows(input, gone).map((found) => settle(found))
  lines.push(...rows)
  // While it is open whether a stranger is the person, nobody can say that the person is gone.
  const inQuestion = new Set(
    rows.flatMap((row) => (row.kind === 'changed-account' && row.way === 'ask' ? row.personIds : [])),
  )
  const departureOf = new Map(gone.map((departure) => [departure.personId, departure]))
  for (const [personId, want] of wanted) {
    if (members.has(personId) || inQuestion.has(personId)) continue
    const found = missing(input, personId, departureOf.get(personId), own.get(personId) ?? [])
    if (found !== null) lines.push(settle(found, (way) => (way === 'revert' && !want.required ? 'ask' : way)))
  }
  return { lines: lines.sort(compareLines), inGrace }
}

function wantedOf({ desired, group, kind }: GroupInput): Map<PersonId, Wanted> {
  const wanted = new Map<PersonId, Wanted>()
  for (let at = 0; at < group.persons.length; at++) {
    const { personId, role, required } = memberAt(desired, group, kind, at)
    wanted.set(personId, { role, required })
  }
  return wanted
}

/** Whether somebody decided that the person is to go. */
function isDecidedOut({ desired, group, kind, withdrawals }: GroupInput, personId: PersonId): boolean {
  const person = desired.people.numberOf.get(personId)
  const exclusions = person === undefined ? [] : (group.overrides.get(person) ?? []).filter((o) => o.kind === 'exclude')
  const [reason] = explainSurplus(kind, {
    exclusions,
    withdrawals: withdrawals.get(personId) ?? [],
    known: person !== undefined,
  })
  return reason?.kind !== 'no-rule' && reason?.kind !== 'not-in-directory'
}

/** Somebody who is in the group and whom nothing wants there; `null` while their grace lasts. */
function surplus(
  { desired, reading, facts, policy }: GroupInput,
  { personId }: ActualMember,
  own: readonly OwnChange[],
  inGrace: Map<PersonId, Day>,
): Found | null {
  const seenAt = facts.firstSeen?.get(`person:${personId}`) ?? reading.readAt
  const undone = glitchOf(own, ['remove'], seenAt)
  if (undone !== null) return { kind: 'service-glitch', personId, undone: undone.kind, seenAt }
  const lostOn = facts.lost?.get(personId) ?? null
  if (lostOn === null)
    // What our own run added was wanted once.
    return own.some((change) => change.kind === 'add')
      ? { kind: 'overdue', personId, lostOn, seenAt }
      : { kind: 'added-by-leader', personId, seenAt }
  const overdueOn = addDays(lostOn, policy.graceDays)
  if (desired.asOf >= overdueOn) return { kind: 'overdue', personId, lostOn, seenAt }
  inGrace.set(personId, overdueOn)
  return null
}

/** Somebody who is wanted and not there; `null`: to be added, as anybody who never was there. */
function missing(
  { desired, group, reading }: GroupInput,
  personId: PersonId,
  departure: Departure | undefined,
  own: readonly OwnChange[],
): Found | null {
  const seenAt = departure?.at ?? reading.readAt
  const person = desired.people.numberOf.get(personId) ?? -1
  if (departure !== undefined && isDecidedAnew(group.overrides.get(person), departure)) return null
  if (departure?.by !== 'rule' && departure?.by !== 'administrator' && reading.completeness === 'complete') {
    const undone = glitchOf(own, ['add'], seenAt)
    if (undone !== null) return { kind: 'service-glitch', personId, undone: undone.kind, seenAt }
  }
  return departure?.by === 'self' ? { kind: 'left-by-themselves', personId, seenAt } : null
}

/** The last change of these kinds, where it was undone within minutes or made over and over. */
function glitchOf(own: readonly OwnChange[], kinds: readonly OwnChange['kind'][], seenAt: string): OwnChange | null {
  const seen = Date.parse(seenAt)
  const before = own.filter((change) => kinds.includes(change.kind) && Date.parse(change.at) <= seen)
  const last = before.reduce<OwnChange | null>((a, b) => (a !== null && a.at >= b.at ? a : b), null)
  if (last === null) return null
  const again = before.filter(
    (change) => change.kind === last.kind && seen - Date.parse(change.at) <= FLIP_DAYS * 86_400_000,
  )
  return seen - Date.parse(last.at) <= GLITCH_MINUTES * 60_000 || again.length >= FLIPS ? last : null
}

/** Members who are not known as people: strangers, or people who vanished and come back as somebody else. */
function unknownRows({ reading, facts }: GroupInput, gone: readonly Departure[]): Found[] {
  const earliest = Date.parse(reading.readAt) - CHANGED_ACCOUNT_DAYS * 86_400_000
  const vanished = gone
    .filter(({ by, at }) => by === 'self' && Date.parse(at) >= earliest)
    .map(({ personId }) => {
      const known = facts.vanished?.get(personId)
      return { personId, name: known === undefined ? null : foldName(known.name), phones: known?.phones ?? [] }
    })
  return reading.unmatched.flatMap((row): Found[] => {
    const { key, displayName, phone, candidates } = row
    if (facts.strangers?.has(key) === true) return []
    const seenAt = facts.firstSeen?.get(`row:${key}`) ?? reading.readAt
    const folded = foldName(displayName)
    const personIds = vanished
      .filter(
        ({ personId, name, phones }) =>
          name === folded || candidates.includes(personId) || (phone !== null && phones.includes(phone)),
      )
      .map(({ personId }) => personId)
      .sort()
    return [
      personIds.length > 0 ? { kind: 'changed-account', key, personIds, seenAt } : { kind: 'outsider', key, seenAt },
    ]
  })
}

function subjectOf(line: Found): string {
  return 'key' in line ? `row:${line.key}` : `person:${line.personId}`
}

function compareLines(a: Drift, b: Drift): number {
  const order = DRIFT_CLASSES.indexOf(a.kind) - DRIFT_CLASSES.indexOf(b.kind)
  return order !== 0 ? order : driftSubject(a) < driftSubject(b) ? -1 : 1
}
