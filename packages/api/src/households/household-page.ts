import { findHousehold, findHouseholdOn, listHouseholdMembers, type Household } from '@ketnoi/db'
import { isValidOn, type Day, type HouseholdId, type PersonId, type Reachability, type UnitId } from '@ketnoi/hierarchy'
import { isAllowed } from '../authorise.ts'
import type { Context } from '../context.ts'
import { findWalled } from '../find-walled.ts'
import { compareNames } from '../people/person-names.ts'
import { maskPhone } from '../people/phone-mask.ts'
import { getWorld, parentName, unitName } from '../world.ts'

export interface HouseholdMember {
  readonly id: PersonId
  readonly name: string
  readonly birth: string | null
  readonly reachability: Reachability
  readonly maskedPhone: string | null
  readonly represents: boolean
  readonly from: Day | null
  readonly to: Day | null
}

export interface HouseholdPage {
  readonly id: HouseholdId
  readonly label: string | null
  readonly unitId: UnitId | null
  readonly unitName: string | null
  readonly parentName: string | null
  readonly asOf: Day
  /** The next move of everybody who lives in it, or of some of them. */
  readonly moves: { readonly on: Day; readonly unitId: UnitId; readonly unitName: string } | null
  /** Who lives in it on the day: whoever speaks for it first, then by name. */
  readonly members: readonly HouseholdMember[]
  /** Who lived in it before, or will later. */
  readonly others: readonly HouseholdMember[]
  /** What an edit of the page names, so that nobody overwrites what they have not seen. */
  readonly revisions: Readonly<Record<PersonId, number>>
  readonly mayChange: boolean
}

/** A household that may be shown to whoever `authorise` lets pass. */
export async function getHousehold(ctx: Context, id: HouseholdId): Promise<Household> {
  return findWalled('household', id, () => findHousehold(ctx.db, id))
}

/** The same as it is on the day that somebody looks at. */
export async function getShownHousehold(ctx: Context, id: HouseholdId): Promise<Household> {
  const { lookAt } = ctx
  return typeof lookAt === 'string'
    ? findWalled('household', id, () => findHouseholdOn(ctx.db, id, lookAt))
    : getHousehold(ctx, id)
}

export async function loadHouseholdPage(ctx: Context, household: Household): Promise<HouseholdPage> {
  const world = await getWorld(ctx)
  const { asOf } = world
  const stored = await listHouseholdMembers(ctx.db, household)
  const rows = stored.flatMap(({ person }) =>
    person.residences
      .filter((home) => home.householdId === household.id)
      .map((home) => ({
        id: person.id,
        name: person.name,
        birth: person.birth,
        reachability: person.reachability,
        maskedPhone:
          person.phones.filter((phone) => isValidOn(phone, asOf)).map(({ number }) => maskPhone(number))[0] ?? null,
        represents: home.representsHousehold,
        from: home.from,
        to: home.to,
      })),
  )
  const members = rows
    .filter((row) => isValidOn(row, asOf))
    .sort((a, b) => Number(b.represents) - Number(a.represents) || compareNames(a.name, b.name))
  const present = new Set(members.map(({ id }) => id))
  const { unitId } = household
  const [next] = stored
    .flatMap(({ person }) => person.residences)
    .filter((home) => home.householdId === household.id && home.unitId !== unitId)
    .flatMap((home) => (home.from !== null && home.from > asOf ? [{ on: home.from, unitId: home.unitId }] : []))
    .sort((a, b) => (a.on < b.on ? -1 : 1))
  return {
    id: household.id,
    label: household.label,
    unitId,
    unitName: unitId === null ? null : unitName(world, unitId),
    parentName: unitId === null ? null : parentName(world, unitId),
    asOf,
    moves: next === undefined ? null : { ...next, unitName: unitName(world, next.unitId) },
    members,
    others: rows
      .filter((row) => !isValidOn(row, asOf) && !present.has(row.id))
      .sort((a, b) => compareNames(a.name, b.name)),
    revisions: Object.fromEntries(stored.map(({ person, revision }) => [person.id, revision])),
    mayChange: isAllowed(ctx.actor, 'households.update', unitId),
  }
}
