import { listPeopleMatching, listPeopleOfUnit, type Db } from '@ketnoi/db'
import type { LocalText, PersonId, UnitId } from '@ketnoi/hierarchy'
import { parentName, unitName, type World } from '../world.ts'
import { nameOf } from './person-page.ts'
import { maskPhone } from './phone-mask.ts'

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
