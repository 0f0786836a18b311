import { writeCsv, writeWorkbook, type CellDraft, type SheetDraft } from '@ketnoi/rosters'
import { layOutForm, roman, type OfficeForm } from './office.ts'
import type { Officers, Seat } from './officers.ts'
import type { ExampleFile } from './people-rosters.ts'
import { writePhone } from './phones.ts'
import { createRandom, seedOf, type Random } from './random.ts'
import type { Commune } from './units.ts'

/** The lists of committees, police and village seats. */
export async function writeOfficerRosters(
  officers: Officers,
  communes: readonly Commune[],
  seed: number,
): Promise<ExampleFile[]> {
  const random = createRandom(seedOf(seed, 'officer-rosters'))
  const files: ExampleFile[] = []
  const book = async (path: string, sheets: readonly SheetDraft[]): Promise<void> => {
    files.push({
      path: `rosters/${path}`,
      bytes: await writeWorkbook({ sheets, font: { name: 'Times New Roman', size: 13 } }),
    })
  }
  await book('ban-chi-dao-huyen.xlsx', [
    committee('BCĐ huyện', districtForm(officers.district.length), officers.district, random),
  ])
  for (const own of officers.communes) {
    const commune = communes.find((c) => c.uid === own.uid)
    if (commune === undefined) continue
    await book(`ban-chi-dao-${commune.file}.xlsx`, [
      committee(
        'BCĐ xã',
        communeForm(commune, 'BAN CHỈ ĐẠO PHÒNG, CHỐNG TỘI PHẠM, TỆ NẠN XÃ HỘI', own.committee.length),
        own.committee,
        random,
      ),
    ])
    await book(`cong-an-${commune.file}.xlsx`, [
      police(communeForm(commune, 'CÁN BỘ, CHIẾN SĨ CÔNG AN XÃ', own.police.length), own.police, random),
      inCharge(
        communeForm(commune, 'PHÂN CÔNG CÔNG AN XÃ PHỤ TRÁCH THÔN', own.inCharge.length),
        own.inCharge,
        commune,
        random,
      ),
    ])
    files.push(...(await villageSeats(own.village, commune, random)))
  }
  return files
}

const year = (seat: Seat): number => Number(seat.officer.birth.slice(0, 4))
const phone = (seat: Seat, random: Random): CellDraft =>
  seat.officer.phone === null ? null : writePhone(seat.officer.phone, random)

function districtForm(total: number): OfficeForm {
  return {
    issuer: 'ỦY BAN NHÂN DÂN',
    unit: 'HUYỆN IA PA',
    title: 'DANH SÁCH THÀNH VIÊN BAN CHỈ ĐẠO PHÒNG, CHỐNG TỘI PHẠM, TỆ NẠN XÃ HỘI',
    subtitle: 'Huyện Ia Pa, tỉnh Gia Lai',
    place: 'Ia Pa',
    total: `Danh sách này có ${total} người`,
  }
}

function communeForm(commune: Commune, title: string, total: number): OfficeForm {
  return {
    issuer: 'ỦY BAN NHÂN DÂN',
    unit: `XÃ ${commune.name.toLocaleUpperCase('vi')}`,
    title: `DANH SÁCH ${title}`,
    subtitle: `Xã ${commune.name}, huyện Ia Pa`,
    place: commune.name,
    total: `Danh sách này có ${total} người`,
  }
}

function committee(name: string, form: OfficeForm, seats: readonly Seat[], random: Random): SheetDraft {
  return layOutForm(name, form, {
    header: [['STT', 'Họ và tên', 'Năm sinh', 'Đơn vị công tác', 'Chức danh trong Ban Chỉ đạo', 'Số điện thoại']],
    merges: [],
    rows: seats.map((seat, i) => [
      i + 1,
      seat.officer.name,
      year(seat),
      seat.officer.office,
      seat.title,
      phone(seat, random),
    ]),
  })
}

function police(form: OfficeForm, seats: readonly Seat[], random: Random): SheetDraft {
  return layOutForm('Công an xã', form, {
    header: [['STT', 'Họ và tên', 'Năm sinh', 'Cấp bậc', 'Chức vụ', 'Số điện thoại']],
    merges: [],
    rows: seats.map((seat, i) => [
      i + 1,
      seat.officer.name,
      year(seat),
      i === 0 ? 'Thiếu tá' : random.pick(['Đại úy', 'Thượng úy', 'Trung úy']),
      seat.title,
      phone(seat, random),
    ]),
  })
}

function inCharge(form: OfficeForm, seats: readonly Seat[], commune: Commune, random: Random): SheetDraft {
  return layOutForm('Phụ trách thôn', form, {
    header: [['STT', 'Thôn, làng', 'Họ và tên', 'Năm sinh', 'Chức vụ', 'Số điện thoại']],
    merges: [],
    rows: seats.map((seat, i) => [
      i + 1,
      villageText(seat, commune),
      seat.officer.name,
      year(seat),
      seat.title,
      phone(seat, random),
    ]),
  })
}

function villageText(seat: Seat, commune: Commune): string {
  const village = commune.villages.find((v) => v.uid === seat.unitId)
  return village === undefined ? '' : `${village.kind} ${village.name}`
}

const VILLAGE_HEADER = ['STT', 'Họ và tên', 'Năm sinh', 'Chức vụ', 'Thôn, làng', 'Số điện thoại', 'Ghi chú']

/** Village seats: a column for the village, sections by village, ditto marks, or a .csv. */
async function villageSeats(seats: readonly Seat[], commune: Commune, random: Random): Promise<ExampleFile[]> {
  const form = communeForm(commune, 'HỆ THỐNG CHÍNH TRỊ CÁC THÔN, LÀNG', seats.length)
  const path = `rosters/he-thong-chinh-tri-${commune.file}`
  if (commune.file === 'ia-tul') {
    const rows = seats.map((seat, i) => [
      i + 1,
      seat.officer.name,
      year(seat),
      seat.title,
      villageText(seat, commune),
      seat.officer.phone === null ? null : `0${seat.officer.phone.slice(3)}`,
      null,
    ])
    return [{ path: `${path}.csv`, bytes: writeCsv([VILLAGE_HEADER, ...rows], { bom: true }) }]
  }
  const rows: CellDraft[][] = []
  const sections = commune.file === 'chu-rang' || commune.file === 'ia-kdam'
  for (const [i, village] of commune.villages.entries()) {
    const own = seats.filter((seat) => seat.unitId === village.uid)
    if (sections)
      rows.push([
        { value: roman(i + 1), bold: true },
        { value: `${village.kind} ${village.name}`, bold: true },
      ])
    for (const [j, seat] of own.entries()) {
      const text = j > 0 && random.chance(0.6) ? '"' : villageText(seat, commune)
      rows.push([
        j + 1,
        seat.officer.name,
        year(seat),
        seat.title,
        ...(sections ? [] : [text]),
        phone(seat, random),
        null,
      ])
    }
  }
  const header = sections ? VILLAGE_HEADER.filter((text) => text !== 'Thôn, làng') : VILLAGE_HEADER
  return [
    {
      path: `${path}.xlsx`,
      bytes: await writeWorkbook({
        sheets: [layOutForm('Hệ thống chính trị', form, { header: [header], merges: [], rows })],
        font: { name: 'Times New Roman', size: 12 },
      }),
    },
  ]
}
