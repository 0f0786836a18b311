import {
  listActualRowsOfPeople,
  listDesiredRowsOfPeople,
  listOverrides,
  listReadings,
  listWithdrawals,
} from '@ketnoi/db'
import {
  createDirectory,
  desiredFromRows,
  explainMember,
  explainSurplus,
  firstGroupOf,
  groupsOfPerson,
  membersOf,
  type Explanation,
  type GroupId,
  type GroupKindId,
  type MemberExplanation,
  type Override,
  type Person,
  type PersonId,
  type Reason,
  type Role,
  type UnitId,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { presenceOf, type GroupLine } from '../groups/group-page.ts'
import { groupNameEver } from '../history/group-name.ts'
import { groupsOf } from '../plans/make-plan.ts'
import { getWorld, isAnotherDay, unitName, type World } from '../world.ts'
import { getPerson } from './get-person.ts'
import { placeAmongGroups, type PlaceAmongGroups } from './place-among-groups.ts'

export interface PersonGroup {
  readonly groupId: GroupId
  readonly kind: GroupKindId
  readonly groupName: string
  /** `null`: is in the group and ought not to be. */
  readonly role: Role | null
  readonly required: boolean
  readonly reasons: readonly Reason[]
  /** By the latest reading: `unknown` while the group has none, or a partial one without the person. */
  readonly presence: GroupLine['presence']
  readonly actualRole: Role | null
}

/** The groups that the person ought to be in, and those that a reading has the person in. */
export async function loadPersonGroups(ctx: Context, personId: PersonId): Promise<PersonGroup[]> {
  const world = await getWorld(ctx)
  const { asOf, model } = world
  if (isAnotherDay(ctx)) return groupsOnAnotherDay(ctx, world, personId)
  const rows = await listDesiredRowsOfPeople(ctx.db, [personId])
  const actual = await listActualRowsOfPeople(ctx.db, [personId])
  const ids = [...new Set([...rows, ...actual].map((row) => row.groupId))].sort()
  const groups = groupsOf(world).filter((group) => ids.includes(group.id))
  const overrides = await listOverrides(ctx.db, { personIds: [personId], asOf })
  const desired = desiredFromRows({ model, asOf, scope: 'some', groups, rows, overrides })
  const readings = ids.length === 0 ? [] : await listReadings(ctx.db, ids)
  const wanted = new Map(
    ids.map((groupId) => [groupId, membersOf(desired, groupId).find((one) => one.personId === personId)]),
  )
  const surplus = ids.filter((groupId) => wanted.get(groupId) === undefined)
  const withdrawals = surplus.length === 0 ? [] : await listWithdrawals(ctx.db, surplus)
  const reasonsAgainst = (groupId: GroupId): readonly Reason[] => {
    const kind = model.groupKinds.find(({ id }) => id === kindOf(groupId))
    if (kind === undefined) return [{ kind: 'group-not-expected' }]
    return explainSurplus(kind, {
      exclusions: overrides.filter(
        (override) => override.groupId === firstGroupOf(groupId) && override.kind === 'exclude',
      ),
      withdrawals: withdrawals.filter((withdrawal) => withdrawal.personId === personId),
      assignedTo:
        rows.find((row) => row.groupId !== groupId && firstGroupOf(row.groupId) === firstGroupOf(groupId))?.groupId ??
        null,
      known: true,
    })
  }
  return ids.map((groupId) => {
    const member = wanted.get(groupId)
    const reading = readings.find((one) => one.groupId === groupId) ?? null
    const present = reading?.members.find((one) => one.personId === personId)
    return {
      groupId,
      kind: kindOf(groupId),
      groupName: groupName(world, groupId),
      role: member?.role ?? null,
      required: member?.required ?? false,
      reasons: member?.reasons ?? reasonsAgainst(groupId),
      presence: presenceOf(reading, present?.state),
      actualRole: present?.role ?? null,
    }
  })
}

/** From the facts of the person alone: desired members are kept for one day. Who was in a group on it, no reading says. */
async function groupsOnAnotherDay(ctx: Context, world: World, personId: PersonId): Promise<PersonGroup[]> {
  const person = await getPerson(ctx, personId)
  const { asOf, model, tree } = world
  const overrides = await listOverrides(ctx.db, { personIds: [personId], asOf })
  const directory = createDirectory({ model, units: tree, asOf, people: [person], overrides })
  return groupsOfPerson(directory, personId).map(({ groupId, role, clauses }) => {
    const kind = model.groupKinds.find(({ id }) => id === kindOf(groupId))
    const included = overrides.filter((one) => one.groupId === groupId && one.kind === 'include')
    return {
      groupId,
      kind: kindOf(groupId),
      groupName: groupName(world, groupId),
      role,
      required: kind?.clauses.some((clause) => clause.required && clauses.includes(clause.id)) ?? false,
      reasons: [
        ...clauses.map((clause): Reason => ({ kind: 'rule', clause })),
        ...included.map(({ id, reason }): Reason => ({ kind: 'include', overrideId: id, text: reason })),
      ],
      presence: 'unknown',
      actualRole: null,
    }
  })
}

function kindOf(groupId: GroupId): GroupKindId {
  return groupId.slice(0, groupId.indexOf(':'))
}

export function groupName(world: World, groupId: GroupId): string {
  return groupsOf(world).find((group) => group.id === groupId)?.name ?? groupId
}

export interface GroupExplanation {
  readonly groupId: GroupId
  readonly groupName: string
  readonly explanation: MemberExplanation
  /** Why in this one of several groups of the unit; `null`: there is one, or it is another day. */
  readonly place: PlaceAmongGroups | null
  /** Names of the units that the conditions speak of. */
  readonly unitNames: Readonly<Record<UnitId, string>>
}

/** Every condition with its result, from the facts of this one person: "why in" and "why not in". */
export async function explainPersonGroup(
  ctx: Context,
  person: Person,
  groupId: GroupId,
  /** Another day, with the exceptions that tell of it. */
  then?: { readonly world: World; readonly overrides: readonly Override[] },
): Promise<GroupExplanation> {
  const world = then?.world ?? (await getWorld(ctx))
  const overrides = then?.overrides ?? (await listOverrides(ctx.db, { personIds: [person.id], asOf: world.asOf }))
  const directory = createDirectory({
    model: world.model,
    units: world.tree,
    asOf: world.asOf,
    people: [person],
    overrides: overrides.filter((override) => override.groupId === firstGroupOf(groupId)),
  })
  // Rules and exceptions are about the unit, whichever of its groups somebody is in.
  const explanation = explainMember(directory, firstGroupOf(groupId), person.id)
  if (explanation === null) throw new NotFoundError('group', groupId)
  const unitNames: Record<UnitId, string> = {}
  for (const clause of explanation.clauses)
    for (const id of unitsOfExplanation(clause.explanation)) unitNames[id] = unitName(world, id)
  const place = then === undefined ? await placeAmongGroups(ctx.db, world, person, groupId, explanation) : null
  return { groupId, groupName: groupNameEver(world, groupId), explanation, place, unitNames }
}

function unitsOfExplanation(explanation: Explanation): UnitId[] {
  const { wanted, residences, appointments } = explanation.findings
  return [
    ...wanted,
    ...[...residences, ...appointments].map((fact) => fact.unitId),
    ...explanation.parts.flatMap(unitsOfExplanation),
  ]
}
