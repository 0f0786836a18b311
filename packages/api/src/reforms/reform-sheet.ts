import { listPersonNames } from '@ketnoi/db'
import { sameNames, tellApart, type GroupFate, type UnitFate } from '@ketnoi/hierarchy'
import { writeWorkbook, type CellDraft, type SheetDraft } from '@ketnoi/rosters'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { getWorld } from '../world.ts'
import { namesOf } from './reform-names.ts'
import { findKnownRehearsal, getReform, noteReform } from './reform-store.ts'

export interface ReformFile {
  readonly fileName: string
  readonly bytes: Uint8Array
}

interface Texts {
  readonly file: string
  readonly decision: string
  readonly sameName: string
  readonly day: string
  readonly sheets: Readonly<Record<'units' | 'groups' | 'people' | 'seats', string>>
  readonly headings: Readonly<Record<'units' | 'groups' | 'people' | 'seats', readonly string[]>>
  readonly unitFates: Readonly<Record<UnitFate['fate'], string>>
  readonly groupFates: Readonly<Record<GroupFate['fate'], string>>
}

const TEXTS: Readonly<Record<'vi' | 'en', Texts>> = {
  vi: {
    file: 'sap-xep-don-vi',
    decision: 'Quyết định',
    sameName: 'Trùng tên nhóm khác',
    day: 'Có hiệu lực từ ngày',
    sheets: { units: 'Đơn vị', groups: 'Nhóm', people: 'Người chuyển nhóm', seats: 'Ghế cần phân công' },
    headings: {
      units: ['STT', 'Trước', 'Mã trước', 'Việc', 'Sau', 'Mã sau', 'Thuộc (sau)'],
      groups: ['STT', 'Nhóm hiện nay', 'Thành viên', 'Việc', 'Nhóm sau sắp xếp', 'Lưu ý'],
      people: ['STT', 'Họ và tên', 'Rời nhóm', 'Vào nhóm'],
      seats: ['STT', 'Đơn vị', 'Chức vụ', 'Người đang giữ'],
    },
    unitFates: {
      created: 'Thành lập',
      merged: 'Nhập vào',
      split: 'Tách ra',
      ended: 'Kết thúc',
      'takes-over': 'Nhận thêm',
      changed: 'Thay đổi',
    },
    groupFates: {
      kept: 'Giữ nguyên',
      renamed: 'Đổi tên',
      survives: 'Tiếp tục, thành nhóm mới',
      further: 'Tiếp tục, thành nhóm thứ hai trở đi',
      'merged-into': 'Nhập vào nhóm khác',
      archived: 'Lưu trữ',
      created: 'Lập mới',
    },
  },
  en: {
    file: 'reform',
    decision: 'Decision',
    sameName: 'Another group has this name',
    day: 'In force from',
    sheets: { units: 'Units', groups: 'Groups', people: 'People who move', seats: 'Seats to fill' },
    headings: {
      units: ['No.', 'Before', 'Code before', 'What happens', 'After', 'Code after', 'Lies in (after)'],
      groups: ['No.', 'Group now', 'Members', 'What happens', 'Group afterwards', 'Note'],
      people: ['No.', 'Full name', 'Leaves', 'Joins'],
      seats: ['No.', 'Unit', 'Position', 'Who holds it now'],
    },
    unitFates: {
      created: 'Created',
      merged: 'Merged into',
      split: 'Split',
      ended: 'Ends',
      'takes-over': 'Takes others over',
      changed: 'Changed',
    },
    groupFates: {
      kept: 'Kept',
      renamed: 'Renamed',
      survives: 'Goes on as the new group',
      further: 'Goes on as a further group',
      'merged-into': 'Merged into another',
      archived: 'Archived',
      created: 'Created',
    },
  },
}

const HEADING = 'E5E7EB'
const WIDTHS = [6, 34, 24, 26, 40, 14, 34]

/** Writes what a reform would do as an .xlsx for the meeting that decides about it. */
export async function writeReformSheet(ctx: Context, id: string, language: 'vi' | 'en'): Promise<ReformFile> {
  const { stored } = await getReform(ctx.db, id)
  const worked = await findKnownRehearsal(ctx.db, id)
  if (worked === null) throw new ApiError('reform-not-rehearsed', 'rehearse it first')
  const { rehearsal } = worked
  const world = await getWorld(ctx)
  const names = namesOf(world, rehearsal)
  const texts = TEXTS[language]
  const twice = new Map(sameNames(rehearsal).map((one) => [one.name, one.count]))
  const people = await listPersonNames(ctx.db, [
    ...rehearsal.people.map(({ personId }) => personId),
    ...rehearsal.seatsToFill.flatMap(({ holders }) => holders.map(({ personId }) => personId)),
  ])
  const nameOf = (personId: string): string => people.get(personId) ?? ''
  const positions = new Map(world.model.positions.map((position) => [position.id, position.name[language]]))
  const sheet = (name: keyof Texts['sheets'], rows: readonly (readonly (string | number | null)[])[]): SheetDraft => ({
    name: texts.sheets[name],
    rows: [
      [{ value: `${texts.decision}: ${stored.decision}`, italic: true }],
      [{ value: `${texts.day}: ${stored.effectiveOn.split('-').reverse().join('/')}`, italic: true }],
      texts.headings[name].map((value): CellDraft => ({ value, bold: true, fill: HEADING, wrap: true })),
      ...rows.map((row, at): CellDraft[] => [at + 1, ...row]),
    ],
    widths: WIDTHS.slice(0, texts.headings[name].length),
    frozenRows: 3,
  })
  const bytes = await writeWorkbook({
    sheets: [
      sheet(
        'units',
        rehearsal.units.map((unit) => {
          const { before, after } = tellApart(
            {
              before: unit.name.before === null ? [] : [unit.name.before],
              after: unit.successors.map(({ unitId }) => names.unit(unitId)),
            },
            language,
          )
          return [
            before[0] ?? null,
            unit.code.before,
            texts.unitFates[unit.fate],
            after.length > 0 ? after.join('; ') : unit.name.after,
            unit.code.after,
            unit.parent.after === null ? null : names.unit(unit.parent.after),
          ]
        }),
      ),
      sheet(
        'groups',
        rehearsal.groups.map((group) => {
          const isAnother = group.becomes !== null && group.becomes !== group.groupId
          const { before, after } = tellApart(
            {
              before: isAnother && group.name.before !== null ? [group.name.before] : [],
              after: group.name.after === null ? [] : [group.name.after],
            },
            language,
          )
          return [
            before[0] ?? group.name.before,
            group.members,
            texts.groupFates[group.fate],
            after[0] ?? null,
            twice.has(group.name.after ?? '') && group.fate !== 'merged-into' ? texts.sameName : null,
          ]
        }),
      ),
      sheet(
        'people',
        rehearsal.people.map((move) => {
          const { before, after } = tellApart(
            { before: move.leaves.map(names.group), after: move.joins.map(names.groupAfter) },
            language,
          )
          return [nameOf(move.personId), before.join('; '), after.join('; ')]
        }),
      ),
      sheet(
        'seats',
        rehearsal.seatsToFill.map((seat) => [
          names.unit(seat.unitId),
          positions.get(seat.positionId) ?? seat.positionId,
          seat.holders.map(({ personId, unitId }) => `${nameOf(personId)} (${names.unit(unitId)})`).join('; '),
        ]),
      ),
    ],
  })
  await noteReform(ctx, ctx.db, id, 'reform-exported', { people: rehearsal.people.length })
  return { fileName: `${texts.file}-${stored.effectiveOn}.xlsx`, bytes }
}
