import {
  findRegistrationToken,
  findRegistrationUnit,
  listActualGroups,
  listHouseholdLabelsOfUnit,
  listPackPeople,
  type Device,
} from '@ketnoi/db'
import {
  findUnit,
  type Day,
  type GroupId,
  type HouseholdId,
  type LocalText,
  type PersonId,
  type PurposeId,
  type UnitId,
} from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { maskPhone } from '../people/phone-mask.ts'
import { isAllowed } from '../authorise.ts'
import { currentNotice } from '../consents/notices.ts'
import { searchUnits, type FoundUnit } from '../units/unit-page.ts'
import { unitsFollowing } from '../units/follow-unit.ts'
import { getWorld, parentName, unitName, type World } from '../world.ts'
import { groupsWanted, groupWithRoom, villageGroupsOf } from './village-group.ts'

const VILLAGES_SHOWN = 20

/** The villages where they may register people, by what they type; where they have few, nothing typed shows all of them. */
export async function searchVillages(ctx: Context, text: string): Promise<readonly FoundVillage[]> {
  const world = await getWorld(ctx)
  return searchUnits(world, {
    text,
    tier: villageTier(world),
    isOffered: (id) => isAllowed(ctx.actor, 'onboarding.pack', id),
    limit: VILLAGES_SHOWN,
  }).map(({ id, name, parentName: above, found }) => ({ id, name, parentName: above, found }))
}

/** The village whose poster it is, or the parts that it was split into, where they may register people. */
export async function findVillagesOfPoster(ctx: Context, token: string): Promise<readonly VillageChoice[]> {
  const world = await getWorld(ctx)
  const printed = await findRegistrationUnit(ctx.db, token)
  return (printed === null ? [] : unitsFollowing(world, printed))
    .filter((id) => isAllowed(ctx.actor, 'onboarding.pack', id))
    .map((id) => ({ id, name: unitName(world, id), parentName: parentName(world, id) }))
}

/** A village that is no more, which a device may still hold. */
export interface EndedVillage {
  readonly unitId: UnitId
  /** The first day without it. */
  readonly endedOn: Day
  /** What it became; `mayRegister`: whether they may register people there. */
  readonly became: readonly (VillageChoice & { readonly mayRegister: boolean })[]
}

/** Those of the villages on a device that have ended, with what they became: what was recorded for them is still taken in. */
export async function listEndedVillages(ctx: Context, unitIds: readonly UnitId[]): Promise<readonly EndedVillage[]> {
  const world = await getWorld(ctx)
  return unitIds.flatMap((unitId) => {
    const endedOn = findUnit(world.tree, unitId)?.to ?? null
    if (endedOn === null || endedOn > world.asOf) return []
    const became = unitsFollowing(world, unitId)
      .filter((id) => id !== unitId)
      .map((id) => ({
        id,
        name: unitName(world, id),
        parentName: parentName(world, id),
        mayRegister: isAllowed(ctx.actor, 'onboarding.pack', id),
      }))
    return [{ unitId, endedOn, became }]
  })
}

export interface VillageChoice {
  readonly id: UnitId
  readonly name: string
  readonly parentName: string | null
}

/** A village by what somebody typed, which may be a name of the past. */
export type FoundVillage = VillageChoice & Pick<FoundUnit, 'found'>

/** People live in units of the lowest tier. */
function villageTier({ model }: World): string | undefined {
  return model.tiers.at(-1)?.id
}

/** What an officer reads out before somebody agrees to a purpose. */
export interface PackNotice {
  readonly purposeId: PurposeId
  readonly name: LocalText
  /** In both languages of the screen: it is read out in the one that is spoken. */
  readonly texts: Readonly<Record<keyof LocalText, { readonly id: string; readonly text: string }>>
}

/** A group with what leads into it. */
export interface PackGroup {
  readonly id: GroupId
  readonly joinLink: string | null
}

/** Everything that a device needs to register people of one village without signal; phones masked. */
export interface VillagePack {
  readonly unitId: UnitId
  readonly unitName: string
  readonly parentName: string | null
  readonly asOf: Day
  readonly takenAt: string
  /** What the poster of the village leads to, so that it is known when it is scanned; `null` where none was made. */
  readonly posterToken: string | null
  /** The one that somebody new joins: with room, where there are several. */
  readonly group: PackGroup | null
  readonly notices: readonly PackNotice[]
  readonly people: readonly {
    readonly id: PersonId
    readonly name: string
    readonly householdId: HouseholdId | null
    readonly representsHousehold: boolean
    readonly maskedPhones: readonly string[]
  }[]
  readonly households: readonly {
    readonly id: HouseholdId
    readonly label: string
    /** Where it is not the group that somebody new joins. */
    readonly group?: PackGroup
  }[]
}

/** Gathers the pack of a village; it is recorded who took it, and with which device. */
export async function loadPack(ctx: Context, device: Device, unitId: UnitId): Promise<VillagePack> {
  const world = await getWorld(ctx)
  const { asOf, model } = world
  if (findUnit(world.tree, unitId)?.tier !== villageTier(world)) throw new NotFoundError('village', unitId)
  const groupIds = villageGroupsOf(world, unitId)
  const groupId = await groupWithRoom(ctx.db, groupIds)
  const links = new Map(
    groupIds.length === 0
      ? []
      : (await listActualGroups(ctx.db, { groupIds })).map((group) => [group.groupId, group.joinLink]),
  )
  const linkOf = (id: GroupId): PackGroup => ({ id, joinLink: links.get(id) ?? null })
  const people = await listPackPeople(ctx.db, unitId, asOf)
  const wanted = await groupsWanted(
    ctx.db,
    groupIds,
    people.map((person) => person.id),
  )
  // Whoever lives with somebody joins where these are.
  const groupOfHousehold = new Map(
    people.flatMap(({ id, householdId }) => {
      const group = wanted.get(id)
      return group === undefined || householdId === null ? [] : [[householdId, group]]
    }),
  )
  const labels = await listHouseholdLabelsOfUnit(ctx.db, unitId)
  const notices: PackNotice[] = []
  for (const { id: purposeId, name } of model.purposes) {
    const vi = await currentNotice(ctx, ctx.db, { purposeId, language: 'vi' })
    const en = await currentNotice(ctx, ctx.db, { purposeId, language: 'en' })
    notices.push({ purposeId, name, texts: { vi: { id: vi.id, text: vi.text }, en: { id: en.id, text: en.text } } })
  }
  await noteEvent(ctx, ctx.db, {
    action: 'pack-taken',
    subjectKind: 'unit',
    subjectId: unitId,
    data: { deviceId: device.id, people: people.length },
  })
  return {
    unitId,
    unitName: unitName(world, unitId),
    parentName: parentName(world, unitId),
    asOf,
    takenAt: ctx.now(),
    posterToken: await findRegistrationToken(ctx.db, unitId),
    group: groupId === null ? null : linkOf(groupId),
    notices,
    people: people.map(({ phones, ...person }) => ({ ...person, maskedPhones: phones.map(maskPhone) })),
    households: [...labels].map(([id, label]) => {
      const group = groupOfHousehold.get(id)
      return { id, label, ...(group === undefined || group === groupId ? {} : { group: linkOf(group) }) }
    }),
  }
}
