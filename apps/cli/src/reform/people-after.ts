import {
  createRelocation,
  findUnit,
  isValidOn,
  moveFacts,
  parentOn,
  type AppliedReform,
  type Day,
  type Person,
  type Reachability,
  type Reform,
  type ReformWorld,
  type TierId,
  type UnitId,
  type UnitTree,
} from '@ketnoi/hierarchy'
import { createUnitFinder, writeCsv, type FindOptions } from '@ketnoi/rosters'
import type { FileDraft } from './write-folder.ts'

/** Words that the reader of rosters understands. */
const REACHABILITIES: Readonly<Record<Reachability, string>> = {
  reachable: 'x',
  'no-smartphone': 'không có điện thoại thông minh',
  'shared-phone': 'dùng chung máy',
  left: 'đã rời nhóm',
  refused: 'từ chối',
  unknown: '',
}

/** Everybody as they are from the day of the reform on. */
export function peopleAfter(reform: Reform, world: ReformWorld, people: readonly Person[]): Person[] {
  const relocation = createRelocation({ reform, ...world, people })
  return people.map((person) => moveFacts(relocation, person).person)
}

/**
 * Rosters of the first day, with headings that `ketnoi plan` reads: who lives where, and who holds which position. After a merger two
 * villages of one commune may bear one name: whoever no name can place stands in a file that is named after the unit.
 */
export function rostersAfter({ model, tree }: AppliedReform, people: readonly Person[], day: Day): FileDraft[] {
  const [purpose] = model.purposes
  const lowest = model.tiers.at(-1)?.id ?? null
  const places = createPlaces(tree, day, lowest)
  const positions = new Map(model.positions.map(({ id, name }) => [id, name.vi]))
  const homes = createRows('nhan-dan', [...PERSON, ...PLACE, ...HOME])
  const seats = createRows('can-bo', [...PERSON, ...PLACE, ...SEAT])
  for (const person of people) {
    const about = aboutPerson(person, day)
    const agreed = person.consents.some(({ purposeId, ...time }) => purposeId === purpose?.id && isValidOn(time, day))
    for (const { unitId, householdId, representsHousehold, ...time } of person.residences) {
      if (!isValidOn(time, day)) continue
      const represents = representsHousehold ? 'x' : householdId === null ? '' : 'không'
      const adult = person.adult === null ? '' : person.adult ? 'x' : 'không'
      homes.add(places(unitId), about, [householdId ?? '', represents, agreed ? 'x' : '', adult])
    }
    for (const { unitId, positionId, ...time } of person.appointments)
      if (isValidOn(time, day)) seats.add(places(unitId), about, [positions.get(positionId) ?? positionId])
  }
  return [...homes.files(), ...seats.files()]
}

const PERSON = ['Họ và tên', 'Ngày sinh', 'Số điện thoại', 'Điện thoại thông minh', 'Zalo ID', 'Tên Zalo']
const PLACE = ['Thôn', 'Xã']
const HOME = ['Mã hộ', 'Đại diện hộ', 'Đồng ý tham gia nhóm', 'Đủ 18 tuổi']
const SEAT = ['Chức vụ']

/** How a row says where: by names, or, where these are not enough, by the file that it stands in. */
interface Place {
  readonly names: readonly [village: string, commune: string]
  readonly file: UnitId | null
}

function createPlaces(tree: UnitTree, day: Day, lowest: TierId | null): (unitId: UnitId) => Place {
  const finder = createUnitFinder(tree, day)
  const known = new Map<UnitId, Place>()
  const isFound = (unitId: UnitId, options: FindOptions): boolean => {
    const found = finder.find(finder.nameOf(unitId), options)
    return found.length === 1 && found[0]?.unitId === unitId
  }
  const placeOf = (unitId: UnitId): Place => {
    const above = parentOn(tree, unitId, day)
    const unnamed: Place = { names: ['', ''], file: unitId }
    if (findUnit(tree, unitId)?.tier !== lowest)
      return isFound(unitId, { tier: null, within: null })
        ? { names: ['', finder.nameOf(unitId)], file: null }
        : unnamed
    return above !== null &&
      isFound(above, { tier: null, within: null }) &&
      isFound(unitId, { tier: lowest, within: above })
      ? { names: [finder.nameOf(unitId), finder.nameOf(above)], file: null }
      : unnamed
  }
  return (unitId) => {
    const place = known.get(unitId) ?? placeOf(unitId)
    known.set(unitId, place)
    return place
  }
}

/** Gathers the rows of one kind of roster, by the file that they belong into. */
function createRows(
  name: string,
  headings: readonly string[],
): {
  readonly add: (place: Place, about: readonly string[], rest: readonly string[]) => void
  readonly files: () => FileDraft[]
} {
  const rows = new Map<UnitId | null, (readonly string[])[]>()
  return {
    add: ({ names, file }, about, rest) => {
      const row = [...about, ...names, ...rest]
      const others = rows.get(file)
      if (others === undefined) rows.set(file, [row])
      else others.push(row)
    },
    files: () =>
      Array.from(rows, ([unitId, lines]) => ({
        path: `rosters/${name}${unitId === null ? '' : `_${unitId}`}.csv`,
        content: writeCsv([headings, ...lines]),
      })),
  }
}

function aboutPerson({ name, birth, phones, reachability, accounts }: Person, day: Day): string[] {
  const numbers = phones.filter((phone) => isValidOn(phone, day)).map(({ number }) => number.replace(/^\+84/u, '0'))
  const account = accounts.find((one) => isValidOn(one, day))
  return [
    name,
    (birth ?? '').split('-').reverse().join('/'),
    numbers.join('; '),
    REACHABILITIES[reachability],
    account?.accountId ?? '',
    account?.displayName ?? '',
  ]
}
