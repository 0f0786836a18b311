import {
  findBatch,
  findLastList,
  findReadingSource,
  listActualGroups,
  listDecidedNames,
  listGroups,
  listOverrides,
  listPeople,
  listReadingRows,
  partsOf,
  type DecidedName,
} from '@ketnoi/db'
import {
  ancestorsOn,
  firstGroupOf,
  membersOf,
  type Blocked,
  type Change,
  type Day,
  type DesiredMember,
  type GroupId,
  type GroupReading,
  type Held,
  type HeldCode,
  type LocalText,
  type Person,
  type PersonId,
  type Reachability,
  type Reason,
  type Role,
  type UnitId,
} from '@ketnoi/hierarchy'
import { isAllowed, mayHere, type MayHere } from '../authorise.ts'
import type { Context } from '../context.ts'
import { authorNames, describeOverrides, type OverrideRow } from '../overrides/override-row.ts'
import { compareNames, unitOfPerson } from '../people/person-names.ts'
import {
  describeChecks,
  describeCounts,
  makePlan,
  type BrakeCheck,
  type MadePlan,
  type PlanCounts,
} from '../plans/make-plan.ts'
import { describeUnmatched, type UnmatchedName } from '../readings/unmatched.ts'
import { loadStopped, type StoppedView } from '../runs/stopped-groups.ts'
import { TRIAL_SERVICE } from '../trial/trial.ts'
import { getWorld, unitName, type World } from '../world.ts'
import { getGroup, groupRow, type GroupRow } from './group-list.ts'

/** One person on the page of a group: who should be, who is, and what differs. */
export interface GroupLine {
  readonly personId: PersonId
  readonly name: string
  readonly unitName: string | null
  readonly desiredRole: Role | null
  readonly actualRole: Role | null
  readonly required: boolean
  readonly presence: 'present' | 'invited' | 'invitation-failed' | 'absent' | 'unknown'
  readonly reachability: Reachability
  /** Why the person is wanted, or why not any more. */
  readonly reasons: readonly Reason[]
  /** What the plan does about it. */
  readonly change: 'none' | 'add' | 'reinvite' | 'promote' | 'demote' | 'withdraw-invitation' | 'remove'
  /** Why the plan does not do it although it differs. */
  readonly held: HeldCode | null
  readonly overrideId: string | null
}

export interface GroupPlan {
  readonly fingerprint: string
  readonly changes: readonly Change[]
  readonly held: readonly Held[]
  readonly blocked: readonly Blocked[]
  readonly counts: PlanCounts
  readonly passed: boolean
  readonly checks: readonly BrakeCheck[]
}

/** One of several groups of a unit. */
export type GroupPart = Pick<
  GroupRow,
  'id' | 'name' | 'part' | 'desired' | 'actual' | 'capacity' | 'level' | 'isSpare' | 'isClosing'
>

export interface GroupPage extends MayHere {
  readonly asOf: Day
  readonly group: GroupRow
  readonly kindName: LocalText
  /** All groups of the unit that its people are divided among; empty where there is one. */
  readonly parts: readonly GroupPart[]
  readonly ancestors: readonly { readonly id: UnitId; readonly name: string }[]
  readonly link: {
    readonly joinLink: string | null
    readonly externalId: string | null
    readonly externalName: string | null
    /** As the service says, or somebody set it; `null`: that of the kind. */
    readonly capacity: number | null
  }
  readonly reading: {
    readonly id: string
    readonly readAt: string
    readonly completeness: 'complete' | 'partial' | 'failed'
    readonly members: number
    /** Whether it is a list that somebody brought, which can be taken back as a batch of the same id. */
    readonly undoable: boolean
    /** Whether the simulated service told it: nobody is there because of it. */
    readonly trial: boolean
    /** Where this one could not be read: the last one that could, which the lines say who was there by. */
    readonly lastList: {
      readonly readAt: string
      readonly completeness: 'complete' | 'partial'
      readonly members: number
    } | null
  } | null
  /** Those wanted or present, leaders first, then by name (Vietnamese order: last word first). */
  readonly lines: readonly GroupLine[]
  readonly unmatched: readonly UnmatchedName[]
  readonly strangers: readonly { readonly key: string; readonly displayName: string }[]
  /** What was decided about names once and for all lists, newest first; each can be taken back. */
  readonly decided: readonly DecidedName[]
  readonly clauses: readonly {
    readonly id: string
    readonly name: LocalText
    readonly role: Role
    readonly required: boolean
    readonly matched: number
    readonly missing: number
  }[]
  readonly plan: GroupPlan
  /** What moved, where a run of the group stopped and waits for a new approval. */
  readonly stopped: StoppedView | null
  readonly overrides: readonly OverrideRow[]
}

/** Everything that the page of one group shows, read and compared at once. */
export async function loadGroupPage(ctx: Context, id: GroupId): Promise<GroupPage> {
  const world = await getWorld(ctx)
  const stored = await getGroup(ctx, id)
  const made = await makePlan(ctx.db, world, [id])
  const [actual] = await listActualGroups(ctx.db, { groupIds: [id] })
  const rows = actual === undefined || actual.readingId === null ? [] : await listReadingRows(ctx.db, actual.id)
  const overrides = await listOverrides(ctx.db, { groupIds: [id] })
  const reading = made.readings.find((one) => one.groupId === id) ?? null
  const lastList =
    reading?.completeness === 'failed' && actual !== undefined ? await findLastList(ctx.db, actual.id) : null
  const shown = reading === null || lastList === null ? reading : { ...reading, ...lastList }
  const members = membersOf(made.desired, id)
  const people = await loadPeople(ctx, [
    ...members.map((member) => member.personId),
    ...(shown?.members ?? []).map((member) => member.personId),
    ...made.plan.held.map((line) => line.personId),
    ...overrides.map((override) => override.personId),
    ...rows.flatMap((row) => row.candidates),
  ])
  const kind = world.model.groupKinds.find((one) => one.id === stored.kind)
  const lines = describeLines(world, made, members, shown, people)
  return {
    asOf: world.asOf,
    ...mayHere(ctx.actor, stored.unitId),
    group: groupRow(world, stored, actual ?? null),
    kindName: kind?.name ?? { vi: stored.kind, en: stored.kind },
    parts: await loadParts(ctx, world, id),
    ancestors: ancestorsOn(world.tree, stored.unitId, world.asOf)
      .map((unitId) => ({ id: unitId, name: unitName(world, unitId) }))
      .reverse(),
    link: {
      joinLink: actual?.joinLink ?? null,
      externalId: actual === undefined || isOrdinary(actual.externalId) ? null : actual.externalId,
      externalName: actual?.name ?? null,
      capacity: actual?.capacity ?? null,
    },
    reading:
      reading === null
        ? null
        : {
            id: reading.id,
            readAt: reading.readAt,
            completeness: reading.completeness,
            members: rows.length,
            undoable:
              isAllowed(ctx.actor, 'readings.save', stored.unitId) && (await findBatch(ctx.db, reading.id)) !== null,
            trial: (await findReadingSource(ctx.db, reading.id)) === `service:${TRIAL_SERVICE}`,
            lastList:
              lastList === null
                ? null
                : {
                    readAt: lastList.readAt,
                    completeness: lastList.completeness,
                    members: lastList.members.filter(({ state }) => state === 'member').length,
                  },
          },
    lines,
    unmatched: describeUnmatched(
      world,
      rows,
      people,
      lines.filter(({ desiredRole, actualRole }) => desiredRole !== null && actualRole === null),
    ),
    strangers: rows
      .filter((row) => row.personId === null && row.matchedBy === 'decision')
      .map(({ key, displayName }) => ({ key, displayName })),
    decided: actual === undefined ? [] : await listDecidedNames(ctx.db, actual.id),
    clauses: (kind?.clauses ?? []).map(({ id: clauseId, name, role, required }) => {
      const matched = lines.filter((line) => hasClause(line.reasons, clauseId))
      const missing = matched.filter((line) => line.presence !== 'present').length
      return { id: clauseId, name, role, required, matched: matched.length, missing }
    }),
    plan: describeGroupPlan(made),
    stopped: (await loadStopped(ctx, { groupId: id }))[0] ?? null,
    overrides: describeOverrides(world.asOf, overrides, {
      person: (personId) => people.get(personId)?.name ?? personId,
      group: () => stored.name,
      author: await authorNames(ctx.db, overrides),
    }),
  }
}

async function loadParts(ctx: Context, world: World, id: GroupId): Promise<GroupPart[]> {
  const parts = partsOf(firstGroupOf(id), world.further)
  if (parts.length < 2) return []
  const { rows } = await listGroups(ctx.db, { groupIds: parts, limit: parts.length })
  const real = new Map((await listActualGroups(ctx.db, { groupIds: parts })).map((group) => [group.groupId, group]))
  return rows.map((row) => {
    const { name, part, desired, actual, capacity, level, isSpare, isClosing } = groupRow(
      world,
      row,
      real.get(row.groupId) ?? null,
    )
    return { id: row.groupId, name, part, desired, actual, capacity, level, isSpare, isClosing }
  })
}

export async function loadPeople(ctx: Context, ids: readonly PersonId[]): Promise<Map<PersonId, Person>> {
  return new Map((await listPeople(ctx.db, [...new Set(ids)])).map((person) => [person.id, person]))
}

export function describeGroupPlan(made: MadePlan): GroupPlan {
  const { changes, held, blocked, fingerprint } = made.plan
  return {
    fingerprint,
    changes,
    held,
    blocked,
    counts: describeCounts(made.plan.summary),
    passed: made.guarded.passed,
    checks: describeChecks(made.plan.groups, made.guarded),
  }
}

/** An ordinary group has no identity in the service: it is named after the group that it is. */
export function ordinaryId(groupId: GroupId): string {
  return `ordinary:${groupId}`
}

function isOrdinary(externalId: string): boolean {
  return externalId.startsWith('ordinary:')
}

function hasClause(reasons: readonly Reason[], clause: string): boolean {
  return reasons.some((reason) => reason.kind === 'rule' && reason.clause === clause)
}

const ROLE_ORDER: Readonly<Record<Role, number>> = { leader: 0, deputy: 1, member: 2 }

/** One line for everybody who is wanted or present. */
export function describeLines(
  world: World,
  made: MadePlan,
  members: readonly DesiredMember[],
  reading: GroupReading | null,
  people: ReadonlyMap<PersonId, Person>,
): GroupLine[] {
  const wanted = new Map(members.map((member) => [member.personId, member]))
  const present = new Map((reading?.members ?? []).map((member) => [member.personId, member]))
  const changes = new Map(
    made.plan.changes.flatMap((change) => ('personId' in change ? [[change.personId, change] as const] : [])),
  )
  const held = new Map(made.plan.held.map((line) => [line.personId, line]))
  const lines = [...new Set([...wanted.keys(), ...present.keys()])].map((personId): GroupLine => {
    const member = wanted.get(personId)
    const actual = present.get(personId)
    const change = changes.get(personId)
    const hold = held.get(personId)
    const person = people.get(personId)
    const unitId = person === undefined ? null : unitOfPerson(person, world.asOf)
    const reasons = member?.reasons ?? change?.reasons ?? hold?.reasons ?? []
    const override = reasons.find((reason) => reason.kind === 'include' || reason.kind === 'exclude')
    return {
      personId,
      name: person?.name ?? personId,
      unitName: unitId === null ? null : unitName(world, unitId),
      desiredRole: member?.role ?? null,
      actualRole: actual?.role ?? null,
      required: member?.required ?? false,
      presence: presenceOf(reading, actual?.state),
      reachability: person?.reachability ?? 'unknown',
      reasons,
      change: change?.kind ?? 'none',
      held: hold?.code ?? null,
      overrideId: override !== undefined && 'overrideId' in override ? override.overrideId : null,
    }
  })
  const order = (line: GroupLine): number => ROLE_ORDER[line.desiredRole ?? line.actualRole ?? 'member']
  return lines.sort(
    (a, b) => order(a) - order(b) || Number(b.required) - Number(a.required) || compareNames(a.name, b.name),
  )
}

/** Only a complete reading proves that somebody is not there. */
export function presenceOf(
  reading: GroupReading | null,
  state: 'member' | 'invited' | 'invitation-failed' | undefined,
): GroupLine['presence'] {
  if (state !== undefined) return state === 'member' ? 'present' : state
  return reading?.completeness === 'complete' ? 'absent' : 'unknown'
}
