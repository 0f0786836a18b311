import {
  countUnmatchedOn,
  listDesiredOn,
  listMergedInto,
  listOverrides,
  listPeople,
  listReadingsOn,
  listReadMembers,
  listRecordedActual,
  listRecordedDesired,
  listRecordedOverrides,
  type DesiredRow,
} from '@ketnoi/db'
import {
  ancestorsOn,
  desiredFromRows,
  expectedGroups,
  findUnit,
  parseGroupId,
  membersOf,
  type Day,
  type ExpectedGroup,
  type GroupId,
  type LocalText,
  type Override,
  type Person,
  type PersonId,
  type Reason,
  type Role,
  type UnitId,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { type GroupLine } from '../groups/group-page.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { furtherOn } from './further-on.ts'
import { compareNames, unitOfPerson } from '../people/person-names.ts'
import { unitName, type World } from '../world.ts'
import { dayOf, groupNameEver } from './group-name.ts'
import { worldOn, type Basis } from './model-on.ts'

/** One person who should have been in a group on a day, or was. */
export interface PastLine {
  /** Who it is today, where records have become one since. */
  readonly personId: PersonId
  readonly name: string
  readonly unitName: string | null
  readonly desiredRole: Role | null
  readonly required: boolean
  /** Why, by the rules of the day. */
  readonly reasons: readonly Reason[]
  readonly actualRole: Role | null
  readonly presence: GroupLine['presence']
}

export interface GroupDay {
  readonly day: Day
  readonly name: string
  /** What the units above were called on the day, the nearest first. */
  readonly above: readonly string[]
  /** Whether the rules of the day wanted the group at all. */
  readonly expected: boolean
  readonly clauses: readonly { readonly id: string; readonly name: LocalText }[]
  /** The member lists that tell who was in it; what was believed is not asked for them. */
  readonly readings: readonly {
    readonly externalId: string | null
    readonly readAt: string
    readonly completeness: 'complete' | 'partial'
  }[]
  readonly unmatched: number
  readonly lines: readonly PastLine[]
}

interface Present {
  readonly personId: PersonId
  readonly role: Role
  readonly state: 'member' | 'invited' | 'invitation-failed'
}

/** Who should have been in a group on a day and who was, with the reasons. */
export async function loadGroupDay(ctx: Context, id: GroupId, day: Day, basis: Basis): Promise<GroupDay> {
  const world = await worldOn(ctx, day, basis)
  const further = await furtherOn(ctx, world, unitOfGroup(id), day)
  const expected = expectedGroups(world.model, world.tree, day, further)
  const found = expected.find((group) => group.id === id)
  const readings = await listReadingsOn(ctx.db, [id], day)
  const isKnown = basis === 'known'
  const rows: readonly DesiredRow[] = isKnown
    ? await listDesiredOn(
        ctx.db,
        { model: world.model, tree: world.tree, on: day },
        found === undefined ? [] : [found],
        expected,
      )
    : await listRecordedDesired(ctx.db, { groupIds: [id] }, { on: day })
  const present: readonly Present[] = isKnown
    ? await listReadMembers(ctx.db, readings, day)
    : await listRecordedActual(ctx.db, { groupIds: [id] }, { on: day })
  const isComplete = readings.length > 0 && readings.every(({ completeness }) => completeness === 'complete')
  const isOrdinary = (externalId: string): boolean => externalId.startsWith('ordinary:')
  return {
    day,
    name: found?.name ?? groupNameEver(world, id),
    above: namesAbove(world, unitOfGroup(id)),
    expected: found !== undefined,
    clauses: (world.model.groupKinds.find((kind) => id.startsWith(`${kind.id}:`))?.clauses ?? []).map(
      ({ id: clause, name }) => ({ id: clause, name }),
    ),
    readings: isKnown
      ? readings.map(({ externalId, firstReadAt, completeness }) => ({
          externalId: isOrdinary(externalId) ? null : externalId,
          readAt: firstReadAt,
          completeness,
        }))
      : [],
    unmatched: isKnown ? await countUnmatchedOn(ctx.db, readings) : 0,
    lines: await describe(ctx, world, found ?? standIn(world, id), basis, rows, present, isKnown && isComplete),
  }
}

function namesAbove(world: World, unitId: UnitId): string[] {
  const unit = findUnit(world.tree, unitId)
  if (unit === undefined) return []
  const then = { ...world, asOf: dayOf(unit, world.asOf) }
  return ancestorsOn(world.tree, unitId, then.asOf).map((id) => unitName(then, id))
}

/** A group that the rules of the day did not want, or do not know any more. */
function standIn(world: World, id: GroupId): ExpectedGroup {
  const { kind, part } = parseGroupId(id) ?? { kind: '', part: 1 }
  return { id, kind, unitId: unitOfGroup(id), part, name: groupNameEver(world, id), state: 'ok' }
}

async function describe(
  ctx: Context,
  world: World,
  group: ExpectedGroup,
  basis: Basis,
  rows: readonly DesiredRow[],
  present: readonly Present[],
  isComplete: boolean,
): Promise<PastLine[]> {
  const { model, asOf } = world
  const overrides = await listExceptions(ctx, group.id, asOf, basis)
  const isKind = model.groupKinds.some((kind) => kind.id === group.kind)
  const desired = isKind
    ? membersOf(desiredFromRows({ model, asOf, scope: 'some', groups: [group], rows, overrides }), group.id)
    : rows.map((row) => ({ ...row, reasons: [] }))
  const wanted = new Map(desired.map((member) => [member.personId, member]))
  const actual = new Map(present.map((member) => [member.personId, member]))
  const ids = [...new Set([...wanted.keys(), ...actual.keys()])]
  const people = await loadPeopleEver(ctx, ids)
  const lines = ids.map((personId): PastLine => {
    const member = wanted.get(personId)
    const was = actual.get(personId)
    const person = people.get(personId)
    const unitId = person === undefined ? null : unitOfPerson(person, asOf)
    return {
      personId: person?.id ?? personId,
      name: person?.name ?? personId,
      unitName: unitId === null ? null : unitName(world, unitId),
      desiredRole: member?.role ?? null,
      required: member?.required ?? false,
      reasons: member?.reasons ?? [],
      actualRole: was?.role ?? null,
      presence: was !== undefined && was.state !== 'member' ? was.state : presence(was !== undefined, isComplete),
    }
  })
  const order = (line: PastLine): number => ROLE_ORDER[line.desiredRole ?? line.actualRole ?? 'member']
  return lines.sort(
    (a, b) => order(a) - order(b) || Number(b.required) - Number(a.required) || compareNames(a.name, b.name),
  )
}

/**
 * The exceptions of a day. What was believed is told by those that were recorded then; whoever is excluded by one is not among those who
 * were recorded as to be in the group.
 */
async function listExceptions(ctx: Context, groupId: GroupId, day: Day, basis: Basis): Promise<Override[]> {
  if (basis === 'known') return listOverrides(ctx.db, { groupIds: [groupId], asOf: day })
  return (await listRecordedOverrides(ctx.db, { groupIds: [groupId] }, day)).filter(({ kind }) => kind === 'include')
}

const ROLE_ORDER: Readonly<Record<Role, number>> = { leader: 0, deputy: 1, member: 2 }

/** Only a complete list proves that somebody was not there. */
function presence(isThere: boolean, isComplete: boolean): GroupLine['presence'] {
  if (isThere) return 'present'
  return isComplete ? 'absent' : 'unknown'
}

/** People by the ids that they had: those whose record was merged since are the people they are now. */
export async function loadPeopleEver(ctx: Context, ids: readonly PersonId[]): Promise<Map<PersonId, Person>> {
  const found = new Map((await listPeople(ctx.db, ids)).map((person) => [person.id, person]))
  const keptIds = await listMergedInto(
    ctx.db,
    ids.filter((id) => !found.has(id)),
  )
  const kept = new Map((await listPeople(ctx.db, [...keptIds.values()])).map((person) => [person.id, person]))
  for (const [id, keptId] of keptIds) {
    const person = kept.get(keptId)
    if (person !== undefined) found.set(id, person)
  }
  return found
}
