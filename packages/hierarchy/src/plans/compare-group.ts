import { INVITED_STATE, PRESENT_STATE, actualPersonId, type Actual, type ActualGroup } from '../groups/actual.ts'
import {
  ROLES,
  memberAt,
  requiredMask,
  type DesiredGroup,
  type DesiredMember,
  type DesiredMembers,
} from '../groups/resolve-members.ts'
import type { Drift, GroupDrift } from '../drift/drift.ts'
import { firstGroupOf } from '../groups/group-id.ts'
import { isDecidedAnew } from '../groups/override.ts'
import type { GroupId, PersonId } from '../id.ts'
import type { GroupKind, Role } from '../model/model.ts'
import type { Change, Held, HeldCode, Reason } from './change.ts'
import type { MemberCount, Withdrawal } from './create-plan.ts'
import { explainSurplus } from './explain-surplus.ts'

/** What holds for every group of one plan. */
export interface Comparison {
  readonly desired: DesiredMembers
  readonly actual: Actual
  readonly allowEmpty: boolean
  readonly withdrawals: ReadonlyMap<PersonId, readonly Withdrawal[]>
  /** The groups of every unit that has several of a kind, by the first. */
  readonly parts: ReadonlyMap<GroupId, readonly DesiredGroup[]>
  /** By group and person. */
  readonly assignments: ReadonlyMap<string, GroupId>
  readonly acting: ReadonlySet<PersonId>
  readonly incomplete: ReadonlySet<GroupId>
  readonly inOrder: ReadonlyMap<GroupId, MemberCount>
  readonly absent: ReadonlyMap<GroupId, MemberCount>
  readonly drift: ReadonlyMap<GroupId, GroupDrift>
  readonly reviewMissed: ReadonlySet<GroupId>
}

/** What the comparison of one group came to. */
export interface GroupOutcome {
  /** With those of `unlisted`. */
  readonly adds: number
  readonly removals: number
  readonly required: number
  readonly requiredPresent: number
  /** Of members who were given as a number: without lines. */
  readonly unlisted: { readonly adds: number; readonly held: number }
}

/** Compares one group by walking both sorted lists of people side by side; appends what it finds. */
export function compareGroup(
  comparison: Comparison,
  desired: DesiredGroup,
  real: ActualGroup | null,
  changes: Change[],
  held: Held[],
): GroupOutcome {
  const kind = comparison.desired.model.groupKinds.find((k) => k.id === desired.group.kind)
  if (kind === undefined) return { adds: 0, removals: 0, required: 0, requiredPresent: 0, unlisted: NOBODY_UNLISTED }
  changeGroup(desired, real, changes)
  const { persons, roles, clauses } = desired
  const { persons: actualPersons, roles: actualRoles, states } = real ?? NOBODY
  const mask = requiredMask(kind)
  const wantedCount = persons.length
  const actualCount = actualPersons.length
  const inOrder = comparison.inOrder.get(desired.group.id)?.required ?? 0
  const absent = comparison.absent.get(desired.group.id) ?? { members: 0, required: 0 }
  let required = inOrder + absent.required
  let requiredPresent = inOrder
  // Most groups are as they should be: what gathers lines is made where there is one.
  const lines: { draft: Draft | null } = { draft: null }
  const draft = (): Draft => (lines.draft ??= createDraft(comparison, desired, real, kind))
  let d = 0
  let a = 0
  while (d < wantedCount || a < actualCount) {
    const wanted = d < wantedCount ? (persons[d] ?? 0) : NO_PERSON
    const present = a < actualCount ? (actualPersons[a] ?? 0) : NO_PERSON
    if (wanted <= present && ((clauses[d] ?? 0) & mask) !== 0) {
      required++
      if (wanted === present && states[a] === PRESENT_STATE) requiredPresent++
    }
    if (wanted < present) draft().missing(d++)
    else if (present < wanted) draft().surplus(a++)
    else {
      if (states[a] !== PRESENT_STATE || actualRoles[a] !== roles[d]) draft().both(d, a)
      d++
      a++
    }
  }
  const { adds, removals } = lines.draft?.finish(changes, held) ?? { adds: 0, removals: 0 }
  const frozen = comparison.reviewMissed.has(desired.group.id)
  const unlisted = fillRoom(absent.members, frozen ? 0 : roomIn(real, 0, kind, 0))
  return { adds: adds + unlisted.adds, removals, required, requiredPresent, unlisted }
}

const NOBODY_UNLISTED = { adds: 0, held: 0 }

function fillRoom(members: number, room: number): GroupOutcome['unlisted'] {
  const adds = Math.min(members, room)
  return { adds, held: members - adds }
}

const NOBODY = { persons: new Int32Array(0), roles: new Uint8Array(0), states: new Uint8Array(0) }
/** Above every number of a person: a list that has come to its end. */
const NO_PERSON = 0x7fffffff

function changeGroup({ group }: DesiredGroup, real: ActualGroup | null, changes: Change[]): void {
  if (real === null) {
    changes.push({
      kind: 'create-group',
      groupId: group.id,
      groupKind: group.kind,
      unitId: group.unitId,
      name: group.name,
      reasons: [{ kind: 'group-expected' }],
    })
    return
  }
  const { externalId, name, archived } = real.reading
  if (archived)
    changes.push({
      kind: 'unarchive-group',
      groupId: group.id,
      externalId,
      name: group.name,
      reasons: [{ kind: 'group-expected' }],
    })
  if (name !== group.name && name.normalize('NFC') !== group.name.normalize('NFC')) {
    changes.push({
      kind: 'rename-group',
      groupId: group.id,
      externalId,
      from: name,
      to: group.name,
      reasons: [{ kind: 'name-differs' }],
    })
  }
}

type AddChange = Extract<Change, { kind: 'add' }>
type LossChange = Extract<Change, { kind: 'remove' | 'demote' | 'withdraw-invitation' }>

interface Draft {
  readonly missing: (desiredAt: number) => void
  readonly surplus: (actualAt: number) => void
  readonly both: (desiredAt: number, actualAt: number) => void
  readonly finish: (changes: Change[], held: Held[]) => { readonly adds: number; readonly removals: number }
}

/** Gathers the lines of one group; what may not be acted on is held with the reason. */
function createDraft(comparison: Comparison, desired: DesiredGroup, real: ActualGroup | null, kind: GroupKind): Draft {
  const groupId = desired.group.id
  const reading = real?.reading ?? null
  const gains: Change[] = []
  const adds: AddChange[] = []
  const losses: LossChange[] = []
  const holds: Held[] = []
  const maybePresent = new Set(reading?.unmatched.flatMap(({ candidates }) => candidates))
  const departures = new Map((reading?.departures ?? []).map((departure) => [departure.personId, departure]))
  const inOrder = comparison.inOrder.get(groupId)?.members ?? 0
  const noRemoval = removalHold(comparison, desired, inOrder, real, kind)
  const drift = comparison.drift.get(groupId)
  const drifted = driftOfPeople(drift)
  const frozen = comparison.reviewMissed.has(groupId)

  const hold = (
    code: HeldCode,
    change: Held['change'],
    personId: PersonId,
    role: Role,
    reasons: readonly Reason[],
  ): void => {
    holds.push({ code, change, groupId, personId, role, reasons })
  }
  const holdAdd = ({ personId, role, reasons }: DesiredMember): boolean => {
    const line = drifted.get(personId)
    if (line?.way === 'revert') {
      if (frozen) hold('review-missed', 'add', personId, role, reasons)
      return frozen
    }
    if (line !== undefined) {
      const code = line.kind === 'left-by-themselves' ? line.kind : 'drift-undecided'
      if (line.way !== 'ignore') hold(code, 'add', personId, role, reasons)
      return true
    }
    const departure = departures.get(personId)
    const overrides = desired.overrides.get(comparison.desired.people.numberOf.get(personId) ?? -1)
    if (departure === undefined || departure.by === 'rule' || isDecidedAnew(overrides, departure)) {
      if (frozen) hold('review-missed', 'add', personId, role, reasons)
      return frozen
    }
    hold(departure.by === 'self' ? 'left-by-themselves' : 'removed-by-administrator', 'add', personId, role, reasons)
    return true
  }
  return {
    missing: (at) => {
      const member = memberAt(comparison.desired, desired, kind, at)
      const { personId, role, required, reasons } = member
      if (holdAdd(member)) return
      if (maybePresent.has(personId)) hold('maybe-present', 'add', personId, role, reasons)
      else adds.push({ kind: 'add', groupId, personId, role, required, reasons })
    },
    surplus: (at) => {
      if (real === null) return
      const person = real.persons[at] ?? -1
      const personId = actualPersonId(comparison.actual, person)
      const role = ROLES[real.roles[at] ?? 0] ?? 'member'
      const reasons = surplusReasons(comparison, desired, kind, person, personId)
      const invited = real.states[at] !== PRESENT_STATE
      const kindOfChange = invited ? 'withdraw-invitation' : 'remove'
      const way = drifted.get(personId)?.way ?? 'revert'
      if (way === 'ignore') return
      if (noRemoval !== null && !(OF_OTHERS.has(noRemoval) && reasons.every(isOwnWish)))
        hold(noRemoval, kindOfChange, personId, role, reasons)
      else if (way !== 'revert') hold('drift-undecided', kindOfChange, personId, role, reasons)
      else if (drift?.inGrace.has(personId) === true) hold('grace-period', kindOfChange, personId, role, reasons)
      else if (comparison.acting.has(personId)) hold('acting-account', kindOfChange, personId, role, reasons)
      else if (invited) losses.push({ kind: 'withdraw-invitation', groupId, personId, role, reasons })
      else
        losses.push({
          kind: 'remove',
          groupId,
          personId,
          role,
          reasons,
          evidence: { readingId: real.reading.id, readAt: real.reading.readAt },
        })
    },
    both: (desiredAt, actualAt) => {
      if (real === null) return
      const member = memberAt(comparison.desired, desired, kind, desiredAt)
      const { personId, role, required, reasons } = member
      const from = ROLES[real.roles[actualAt] ?? 0] ?? 'member'
      if (real.states[actualAt] === INVITED_STATE) return
      if (real.states[actualAt] !== PRESENT_STATE) {
        if (!holdAdd(member)) gains.push({ kind: 'reinvite', groupId, personId, role, required, reasons })
        return
      }
      const kindOfChange = ROLES.indexOf(role) > ROLES.indexOf(from) ? 'promote' : 'demote'
      const way = drifted.get(personId)?.way ?? 'revert'
      if (way === 'ignore') return
      if (way !== 'revert') hold('drift-undecided', kindOfChange, personId, role, reasons)
      else if (kindOfChange === 'promote') gains.push({ kind: 'promote', groupId, personId, from, role, reasons })
      else if (comparison.acting.has(personId)) hold('acting-account', 'demote', personId, role, reasons)
      else losses.push({ kind: 'demote', groupId, personId, from, role, reasons })
    },
    finish: (changes, held) => {
      const kept = keepLeader(real, gains, losses, hold)
      const fitting = keepCapacity(real, inOrder, kind, adds, kept, hold)
      changes.push(...gains, ...fitting, ...kept)
      held.push(...holds)
      return { adds: fitting.length, removals: kept.filter((change) => change.kind === 'remove').length }
    },
  }
}

/** The drift about each person; a stranger who may be somebody is about that somebody while it is open. */
function driftOfPeople(drift: GroupDrift | undefined): ReadonlyMap<PersonId, Drift> {
  const lines = new Map<PersonId, Drift>()
  for (const line of drift?.lines ?? []) {
    if ('personId' in line) lines.set(line.personId, line)
    else if (line.kind === 'changed-account' && line.way === 'ask')
      for (const personId of line.personIds) lines.set(personId, line)
  }
  return lines
}

/** Why nobody at all is removed from the group, or `null`. */
function removalHold(
  comparison: Comparison,
  desired: DesiredGroup,
  inOrder: number,
  real: ActualGroup | null,
  kind: GroupKind,
): HeldCode | null {
  if (real === null) return null
  if (real.reading.completeness !== 'complete' || comparison.incomplete.has(desired.group.id)) return 'reading-partial'
  if (kind.mode === 'add-only') return 'add-only'
  if (real.reading.firstRun) return 'first-run'
  if (desired.persons.length + inOrder === 0 && !comparison.allowEmpty) return 'desired-empty'
  return null
}

/** These doubt what offices say about people; what people ask for themselves they do not. */
const OF_OTHERS: ReadonlySet<HeldCode> = new Set(['first-run', 'desired-empty'])

function isOwnWish({ kind }: Reason): boolean {
  return kind === 'left-by-themselves' || kind === 'consent-withdrawn'
}

function surplusReasons(
  comparison: Comparison,
  desired: DesiredGroup,
  kind: GroupKind,
  person: number,
  personId: PersonId,
): Reason[] {
  return explainSurplus(kind, {
    exclusions: desired.overrides.get(person)?.filter((override) => override.kind === 'exclude') ?? [],
    withdrawals: comparison.withdrawals.get(personId) ?? [],
    assignedTo:
      comparison.assignments.get(`${desired.group.id} ${personId}`) ?? otherPartOf(comparison, desired, person),
    known: person >= 0 && comparison.actual.people.ids[person] !== undefined,
  })
}

/** Another group of the same unit that the person is wanted in. */
function otherPartOf(comparison: Comparison, { group }: DesiredGroup, person: number): GroupId | null {
  const parts = comparison.parts.get(firstGroupOf(group.id)) ?? []
  return parts.find((part) => part.group.id !== group.id && part.persons.includes(person))?.group.id ?? null
}

/**
 * Holds the removal or demotion of leaders while it would leave none: somebody who is only just added may never come, so only
 * members who are in the group count as successors. The next plan, after they joined, lets the old leader go.
 */
function keepLeader(
  real: ActualGroup | null,
  gains: readonly Change[],
  losses: readonly LossChange[],
  hold: HoldLine,
): LossChange[] {
  if (real === null) return [...losses]
  let leaders = gains.filter((change) => change.kind === 'promote' && change.role === 'leader').length
  for (let at = 0; at < real.persons.length; at++)
    if (real.roles[at] === 2 && real.states[at] === PRESENT_STATE) leaders++
  const leaving = losses.filter(
    (change) =>
      change.kind !== 'withdraw-invitation' && (change.kind === 'remove' ? change.role : change.from) === 'leader',
  )
  if (leaving.length === 0 || leaders > leaving.length) return [...losses]
  // One stays; the choice is by id so that the same input gives the same plan.
  const stays = leaving.reduce((first, change) => (change.personId < first.personId ? change : first))
  hold('last-leader', stays.kind, stays.personId, stays.kind === 'demote' ? stays.role : 'leader', stays.reasons)
  return losses.filter((change) => change !== stays)
}

type HoldLine = (
  code: HeldCode,
  change: Held['change'],
  personId: PersonId,
  role: Role,
  reasons: readonly Reason[],
) => void

/** Holds the adds that a full group has no place for: leaders and required members come first, then the order of ids. */
function keepCapacity(
  real: ActualGroup | null,
  inOrder: number,
  kind: GroupKind,
  adds: readonly AddChange[],
  losses: readonly LossChange[],
  hold: HoldLine,
): AddChange[] {
  const leaving = losses.filter((change) => change.kind !== 'demote').length
  const room = roomIn(real, inOrder, kind, leaving)
  if (adds.length <= room) return [...adds]
  const rank = (change: AddChange): number => (change.required ? 0 : 3) - ROLES.indexOf(change.role)
  const ordered = [...adds].sort((a, b) => rank(a) - rank(b) || (a.personId < b.personId ? -1 : 1))
  for (const change of ordered.slice(room)) hold('group-full', 'add', change.personId, change.role, change.reasons)
  return ordered.slice(0, room)
}

function roomIn(real: ActualGroup | null, inOrder: number, kind: GroupKind, leaving: number): number {
  const capacity = real?.reading.capacity ?? kind.capacity
  const present = inOrder + (real?.persons.length ?? 0) + (real?.reading.unmatched.length ?? 0)
  return Math.max(0, capacity - present + leaving)
}
