import type { CellDraft } from '@ketnoi/rosters'
import { writePhone } from './phones.ts'
import type { Household, Resident } from './population.ts'
import type { Random } from './random.ts'

/** Where a cell of a list comes from. */
export interface Line {
  readonly number: number
  readonly resident: Resident
  readonly household: Household
  /** The village as this office writes it. */
  readonly villageText: string
  readonly first: boolean
  readonly random: Random
  /** The line that this one repeats, cell for cell. */
  readonly copyOf: Line | null
}

export interface Column {
  readonly header: string
  /** A heading over this column and its neighbour. */
  readonly over?: string
  readonly cell: (line: Line) => CellDraft
}

const year = (line: Line): number => Number(line.resident.birth.slice(0, 4))
const dayText = (birth: string): string => `${birth.slice(8, 10)}/${birth.slice(5, 7)}/${birth.slice(0, 4)}`
const PEOPLES = { kinh: 'Kinh', jrai: 'Jrai', bahnar: 'Ba Na' }
const RELATIONS = { head: 'Chủ hộ', spouse: 'Vợ/chồng', child: 'Con', parent: 'Bố/mẹ', grandchild: 'Cháu' }

function phoneCell({ resident, random }: Line): CellDraft {
  if (resident.phone === null) return resident.representative ? random.pick(['không có', 'chưa có', null]) : null
  if (resident.secondPhone !== null) return `0${resident.phone.slice(3)} / 0${resident.secondPhone.slice(3)}`
  return writePhone(resident.phone, random)
}

export const COLUMNS = {
  number: { header: 'STT', cell: (line) => line.number },
  household: { header: 'Mã hộ', cell: (line) => line.household.number },
  householdOnce: {
    header: 'Số hộ khẩu',
    cell: (line) => (line.first ? line.household.number : line.random.pick(['"', 'nt'])),
  },
  name: { header: 'Họ và tên', cell: (line) => line.resident.name },
  shortName: { header: 'Họ tên', cell: (line) => line.resident.name },
  male: { header: 'Nam', over: 'Năm sinh', cell: (line) => (line.resident.sex === 'male' ? year(line) : null) },
  female: { header: 'Nữ', cell: (line) => (line.resident.sex === 'female' ? year(line) : null) },
  birthText: {
    header: 'Ngày sinh',
    cell: (line) => (year(line) < 1965 && line.random.chance(0.4) ? String(year(line)) : dayText(line.resident.birth)),
  },
  birthCell: {
    header: 'Ngày, tháng, năm sinh',
    cell: (line) => ({ value: new Date(`${line.resident.birth}T00:00:00Z`), format: 'dd/mm/yyyy' }),
  },
  sex: { header: 'Giới tính', cell: (line) => (line.resident.sex === 'male' ? 'Nam' : 'Nữ') },
  ethnicity: { header: 'Dân tộc', cell: (line) => PEOPLES[line.resident.people] },
  identity: { header: 'Số CCCD', cell: () => null },
  phone: { header: 'Số điện thoại', cell: phoneCell },
  shortPhone: { header: 'SĐT', cell: phoneCell },
  village: { header: 'Thôn, làng', cell: (line) => line.villageText },
  place: { header: 'Nơi ở (thôn/buôn)', cell: (line) => line.villageText },
  relation: { header: 'Quan hệ với chủ hộ', cell: (line) => RELATIONS[line.resident.relation] },
  represents: { header: 'Đại diện hộ', cell: (line) => (line.resident.representative ? 'x' : null) },
  consent: {
    header: 'Đồng ý tham gia nhóm',
    cell: (line) =>
      !line.resident.representative
        ? null
        : line.resident.consents
          ? line.random.pick(['x', 'x', 'Có', 'Đồng ý'])
          : 'Không',
  },
  note: { header: 'Ghi chú', cell: () => null },
} satisfies Record<string, Column>
