import { listPeopleByAttributes } from '@ketnoi/db'
import type { Issue, PersonId, Result, UnitId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError, issuesError } from '../errors.ts'
import { getWorld, parentName, unitName } from '../world.ts'
import { readTypedBirth, readTypedPhone } from './person-input.ts'
import { maskPhone } from './phone-mask.ts'

/** Fewer would let somebody leaf through people who are none of their business. */
const LEAST_ATTRIBUTES = 2
const MOST_ROWS = 5

export interface OutsideSearch {
  /** Every word of it must be part of the name. */
  readonly name?: string | undefined
  /** As it was typed: year, month or day. */
  readonly birth?: string | undefined
  readonly phone?: string | undefined
  readonly unitId?: UnitId | undefined
  readonly reason: string
}

/** As much as tells somebody apart, and no more. */
export interface OutsideRow {
  readonly id: PersonId
  readonly name: string
  readonly birthYear: string | null
  readonly unitName: string | null
  readonly parentName: string | null
  readonly maskedPhone: string | null
}

/** Looks single people up beyond what one may see; it is recorded with its reason, and what was asked for only by its kind. */
export async function searchOutside(
  ctx: Context,
  { name = '', birth = '', phone = '', unitId, reason }: OutsideSearch,
  within: readonly UnitId[] | null,
): Promise<{ readonly rows: readonly OutsideRow[]; readonly more: boolean }> {
  const world = await getWorld(ctx)
  const issues: Issue[] = []
  const read = <T>(result: Result<T>): T | null => {
    if (result.ok) return result.value
    issues.push(...result.issues)
    return null
  }
  const born = read(readTypedBirth(birth, ctx.now().slice(0, 10)))
  const number = phone === '' ? null : read(readTypedPhone(phone))
  if (reason === '') issues.push({ code: 'reason-missing', message: 'a reason is needed', path: ['reason'] })
  if (issues.length > 0) throw issuesError(issues)
  const attributes = {
    ...(name === '' ? {} : { name }),
    ...(born === null ? {} : { birth: born }),
    ...(number === null ? {} : { phone: number }),
  }
  const asked = [...Object.keys(attributes), ...(unitId === undefined ? [] : ['unit'])]
  if (asked.length < LEAST_ATTRIBUTES)
    throw new ApiError('search-too-broad', 'at least two things must be known of the person', {
      least: LEAST_ATTRIBUTES,
    })
  const found = await listPeopleByAttributes(ctx.db, {
    ...attributes,
    asOf: world.asOf,
    limit: MOST_ROWS + 1,
    ...(within === null ? {} : { within }),
  })
  const shown = found.slice(0, MOST_ROWS)
  await noteEvent(ctx, ctx.db, {
    action: 'people-searched-outside',
    subjectKind: 'person',
    subjectId: shown[0]?.personId ?? '',
    data: { asked, reason, found: shown.map((row) => row.personId) },
  })
  return {
    rows: shown.map((row) => {
      const at = row.unitId ?? row.seatUnitId
      return {
        id: row.personId,
        name: row.name,
        birthYear: row.birth?.slice(0, 4) ?? null,
        unitName: at === null ? null : unitName(world, at),
        parentName: at === null ? null : parentName(world, at),
        maskedPhone: row.phone === null ? null : maskPhone(row.phone),
      }
    }),
    more: found.length > MOST_ROWS,
  }
}
