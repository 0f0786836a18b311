import { listHouseholdLabels, listOverrides, listPeopleByPhones, listPersonNames, type StoredPerson } from '@ketnoi/db'
import type { Day, LocalText, Model, Person, PersonId, PurposeId, Reachability, UnitId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import { isAllowed } from '../authorise.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { authorNames, describeOverrides, type OverrideRow } from '../overrides/override-row.ts'
import { getWorld, parentName, unitName } from '../world.ts'
import { groupName } from './person-groups.ts'
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

export function nameOf(named: readonly { readonly id: string; readonly name: LocalText }[], id: string): LocalText {
  return named.find((one) => one.id === id)?.name ?? { vi: id, en: id }
}

function followedBy(model: Model, positionId: string): LocalText | null {
  const followed = model.positions.find(({ id }) => id === positionId)?.exOfficio
  return model.positions.find(({ id }) => id === followed)?.name ?? null
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
