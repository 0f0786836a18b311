import type { Population } from '@ketnoi/hierarchy/testing'
import { writeWorkbook } from '@ketnoi/rosters'
import type { Cell } from './copy-rows.ts'

/** The heading of the roster that the benchmark imports. */
export const ROSTER_HEADER = [
  'STT',
  'Họ và tên',
  'Ngày sinh',
  'Số điện thoại',
  'Xã',
  'Thôn',
  'Hộ số',
  'Quan hệ với chủ hộ',
  'Đồng ý',
  'Ghi chú',
]

/** The first people of a population as the rows of an office. */
export function* rosterRows(population: Population, count: number): Iterable<readonly Cell[]> {
  const unitNames = new Map(population.units.map((unit) => [unit.id, unit.names[0]?.full ?? '']))
  let number = 0
  for (const { name, birth, phones, residences, consents } of population.people()) {
    const [residence] = residences
    if (residence === undefined) continue
    if (number === count) return
    const unitId = residence.unitId
    yield [
      ++number,
      // Names repeat in the population; a roster of so many namesakes would measure the search for duplicates alone.
      `${name} ${nameOf(number)}`,
      birth === null ? null : birth.split('-').reverse().join('/'),
      phones[0]?.number.replace('+84', '0') ?? null,
      unitNames.get(unitId.slice(0, unitId.lastIndexOf('-'))) ?? '',
      unitNames.get(unitId) ?? '',
      residence.householdId?.slice(residence.householdId.lastIndexOf('h') + 1) ?? '',
      residence.representsHousehold ? 'Chủ hộ' : 'Con',
      consents.length > 0 ? 'x' : null,
      null,
    ]
  }
}

/** Those rows as an .xlsx. */
export function rosterFile(rows: readonly (readonly Cell[])[]): Promise<Uint8Array> {
  return writeWorkbook({ sheets: [{ name: 'Danh sách', rows: [ROSTER_HEADER, ...rows] }] })
}

/** A number in letters, so that it can stand in a name. */
function nameOf(number: number): string {
  return [...number.toString(26)]
    .map((digit) => 'abcdefghijklmnopqrstuvwxyz'[parseInt(digit, 26)] ?? '')
    .join('')
    .replace(/^./, (first) => first.toUpperCase())
}
