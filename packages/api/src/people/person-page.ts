import {
  findMergedInto,
  findPerson,
  listActualRowsOfPeople,
  listDesiredRowsOfPeople,
  listOverrides,
  listPeopleByPhones,
  listPeopleMatching,
  listPeopleOfUnit,
  listReadings,
  listWithdrawals,
  type Db,
  listHouseholdLabels,
  listPersonNames,
  type StoredPerson,
} from '@ketnoi/db'
import {
  createDirectory,
  desiredFromRows,
  explainMember,
  firstGroupOf,
  explainSurplus,
  groupsOfPerson,
  membersOf,
  type Day,
  type Explanation,
  type GroupId,
  type GroupKindId,
  type LocalText,
  type MemberExplanation,
  type Override,
  type Model,
  type Person,
  type PersonId,
  type PurposeId,
  type Reachability,
  type Reason,
  type Role,
  type UnitId,
} from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import { isAllowed, requireSeen } from '../authorise.ts'
import type { Action } from '../permissions.ts'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { findWalled } from '../find-walled.ts'
import { presenceOf, type GroupLine } from '../groups/group-page.ts'
import { groupNameEver } from '../history/group-name.ts'
import { authorNames, describeOverrides, type OverrideRow } from '../overrides/override-row.ts'
import { groupsOf } from '../plans/make-plan.ts'
import { placeAmongGroups, type PlaceAmongGroups } from './place-among-groups.ts'
import { getWorld, isAnotherDay, parentName, unitName, type World } from '../world.ts'
import { keptBy, unitsOfPerson } from './person-names.ts'
import { maskPhone, nationalPhone } from './phone-mask.ts'

interface Valid {
  readonly from: Day | null
  readonly to: Day | null
}

export interface PersonPage {
  readonly id: PersonId
  /** What an edit names, so that nobody overwrites what they have not seen. */
  readonly revision: number
  readonly mayChange: boolean
  /** Whether whoever looks may record consent, see a phone in full, hand over a private link. */
  readonly mayWork: boolean
  readonly asOf: Day
  readonly name: string
  readonly birth: string | null
  readonly adult: boolean | null
  readonly reachability: Reachability
  /** Who carries messages to the person. */
  readonly proxy: { readonly id: PersonId; readonly name: string } | null
  readonly residences: readonly (Valid & {
    readonly unitId: UnitId
    readonly unitName: string
    readonly parentName: string | null
    readonly householdId: string | null
    readonly householdLabel: string | null
    readonly representsHousehold: boolean
    readonly endReason?: 'moved-away' | 'died'
  })[]
  readonly appointments: readonly (Valid & {
    readonly positionId: string
    readonly positionName: LocalText
    readonly unitId: UnitId
    readonly unitName: string
    /** The name of the position that the seat follows. */
    readonly follows: LocalText | null
    readonly mayChange: boolean
  })[]
  /** Masked: `people.revealPhone` shows one number and records who looked and why. `shared`: how many others have it too. */
  readonly phones: readonly (Valid & { readonly masked: string; readonly shared: number })[]
  readonly consents: readonly (Valid & { readonly purposeId: PurposeId; readonly purposeName: LocalText })[]
  readonly accounts: readonly (Valid & { readonly service: string; readonly displayName: string | null })[]
  readonly overrides: readonly OverrideRow[]
}

/** A person who may be shown to whoever `authorise` lets pass. */
export async function getPerson(ctx: Context, id: PersonId): Promise<Person> {
  return (await getStoredPerson(ctx, id)).person
}

/** Links to a record that was merged into another one lead to that one. */
export async function getStoredPerson(ctx: Context, id: PersonId): Promise<StoredPerson> {
  return findWalled('person', id, async () => (await findPerson(ctx.db, id)) ?? (await findMergedPerson(ctx, id)))
}

async function findMergedPerson(ctx: Context, id: PersonId): Promise<StoredPerson | null> {
  const keptId = await findMergedInto(ctx.db, id)
  return keptId === null ? null : findPerson(ctx.db, keptId)
}

/** Refuses to name somebody whom whoever asks may not see. */
export async function requireSeenPerson(ctx: Context, action: Action, id: PersonId): Promise<void> {
  requireSeen(ctx.actor, action, unitsOfPerson(await getPerson(ctx, id)))
}

export async function loadPersonPage(ctx: Context, { person, revision }: StoredPerson): Promise<PersonPage> {
  const world = await getWorld(ctx)
  const { model } = world
  const sharing = await listPeopleByPhones(
    ctx.db,
    person.phones.map((phone) => phone.number),
  )
  const households = await listHouseholdLabels(
    ctx.db,
    person.residences.flatMap((home) => home.householdId ?? []),
  )
  const proxyNames = await listPersonNames(ctx.db, person.proxyId === undefined ? [] : [person.proxyId])
  const proxyName = proxyNames.get(person.proxyId ?? '')
  const overrides = await listOverrides(ctx.db, { personIds: [person.id] })
  return {
    id: person.id,
    revision,
    mayChange: keptBy(person, world.asOf).some((unitId) => isAllowed(ctx.actor, 'people.update', unitId)),
    mayWork: unitsOfPerson(person).some((unitId) => isAllowed(ctx.actor, 'consents.record', unitId)),
    asOf: world.asOf,
    name: person.name,
    birth: person.birth,
    adult: person.adult,
    reachability: person.reachability,
    proxy: person.proxyId === undefined || proxyName === undefined ? null : { id: person.proxyId, name: proxyName },
    residences: person.residences.map((residence) => ({
      ...residence,
      householdLabel: households.get(residence.householdId ?? '') ?? null,
      unitName: unitName(world, residence.unitId),
      parentName: parentName(world, residence.unitId),
    })),
    appointments: person.appointments.map((appointment) => ({
      ...appointment,
      positionName: nameOf(model.positions, appointment.positionId),
      unitName: unitName(world, appointment.unitId),
      follows: followedBy(model, appointment.positionId),
      mayChange: isAllowed(ctx.actor, 'seats.end', appointment.unitId),
    })),
    phones: person.phones.map(({ number, from, to }) => ({
      masked: maskPhone(number),
      shared: sharing.filter((one) => one.id !== person.id && one.phones.some((phone) => phone.number === number))
        .length,
      from,
      to,
    })),
    consents: person.consents.map((consent) => ({
      ...consent,
      purposeName: nameOf(model.purposes, consent.purposeId),
    })),
    accounts: person.accounts.map(({ service, displayName, from, to }) => ({ service, displayName, from, to })),
    overrides: describeOverrides(world.asOf, overrides, {
      person: () => person.name,
      group: (groupId) => groupName(world, groupId),
      author: await authorNames(ctx.db, overrides),
    }),
  }
}

function nameOf(named: readonly { readonly id: string; readonly name: LocalText }[], id: string): LocalText {
  return named.find((one) => one.id === id)?.name ?? { vi: id, en: id }
}

function followedBy(model: Model, positionId: string): LocalText | null {
  const followed = model.positions.find(({ id }) => id === positionId)?.exOfficio
  return model.positions.find(({ id }) => id === followed)?.name ?? null
}

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

function groupName(world: World, groupId: GroupId): string {
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

export interface PersonRow {
  readonly id: PersonId
  readonly revision: number
  readonly name: string
  readonly birthYear: string | null
  /** Where the person lives, or else holds a position. */
  readonly unitId: UnitId | null
  readonly unitName: string | null
  readonly parentName: string | null
  readonly maskedPhone: string | null
  /** What the person holds on the day. */
  readonly positions: readonly LocalText[]
}

/** People whom a text finds; without a text everybody who lives in the unit, by name. */
export async function searchPeople(
  db: Db,
  world: World,
  search: {
    readonly text: string
    readonly unitId?: UnitId | undefined
    readonly within: readonly UnitId[] | null
    readonly limit: number
  },
): Promise<{ readonly rows: readonly PersonRow[]; readonly more: boolean }> {
  const { asOf } = world
  const limit = search.limit + 1
  const found =
    search.text === '' && search.unitId !== undefined
      ? (await listPeopleOfUnit(db, { unitId: search.unitId, asOf, limit })).rows
      : await listPeopleMatching(db, {
          text: search.text,
          asOf,
          limit,
          ...(search.within === null ? {} : { within: search.within }),
        })
  return {
    rows: found.slice(0, search.limit).map((row) => {
      const unitId = row.unitId ?? row.seatUnitId
      return {
        id: row.personId,
        revision: row.revision,
        name: row.name,
        birthYear: row.birth?.slice(0, 4) ?? null,
        unitId,
        unitName: unitId === null ? null : unitName(world, unitId),
        parentName: unitId === null ? null : parentName(world, unitId),
        maskedPhone: row.phone === null ? null : maskPhone(row.phone),
        positions: row.positions.map((id) => nameOf(world.model.positions, id)),
      }
    }),
    more: found.length > search.limit,
  }
}

/** One number in full; who looked, and why, is on record. */
export async function revealPhone(
  ctx: Context,
  person: Person,
  input: { readonly index: number; readonly reason: string },
): Promise<{ readonly number: string }> {
  const phone = person.phones[input.index]
  if (phone === undefined)
    throw new ApiError('not-found', 'the person has no such phone', { what: 'phone', id: person.id })
  await noteEvent(ctx, ctx.db, {
    action: 'phone-revealed',
    subjectKind: 'person',
    subjectId: person.id,
    data: { index: input.index, reason: input.reason },
  })
  return { number: nationalPhone(phone.number) }
}
