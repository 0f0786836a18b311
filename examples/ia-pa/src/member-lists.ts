import { writeCsv, writeWorkbook, type CellValue } from '@ketnoi/rosters'
import { createRows, DIFFERENCES, type Difference, type ShownMember } from './member-rows.ts'
import type { ExampleFile } from './people-rosters.ts'
import { createRandom, seedOf } from './random.ts'
import type { WantedGroup } from './truth.ts'

/** What `members/index.json` says about one list. */
export interface MemberListEntry {
  readonly file: string
  readonly groupId: string
  readonly name: string
  readonly completeness: 'complete' | 'partial'
  readonly readAt: string
  /** How the list differs from what it should be. */
  readonly difference: Difference
}

export const READ_AT = '2024-01-31T17:00:00.000Z'
/** Groups with a list; the rest do not exist yet, so that a plan has groups to create. */
const LISTS = 75
const ROLES = { leader: 'Trưởng nhóm', deputy: 'Phó nhóm', member: 'Thành viên' }
const STATES = {
  member: '',
  invited: 'Đã mời',
  'invitation-failed': 'Mời không thành công',
  left: 'Đã rời nhóm',
}

/** Lists of who is in the groups, in the forms in which they arrive. */
export async function writeMemberLists(
  wanted: readonly WantedGroup[],
  seed: number,
): Promise<{ files: ExampleFile[]; entries: MemberListEntry[] }> {
  const random = createRandom(seedOf(seed, 'members'))
  const committees = wanted.filter(({ group }) => group.kind !== 'village')
  const villages = random
    .shuffle(wanted.filter(({ group }) => group.kind === 'village'))
    .slice(0, Math.max(0, LISTS - committees.length))
  const files: ExampleFile[] = []
  const entries: MemberListEntry[] = []
  const chosen: (readonly [WantedGroup, Difference])[] = [
    ...committees.map(
      (group, i) =>
        [
          group,
          (
            [
              'missing',
              'roles',
              'none',
              'mixed',
              'spelling',
              'no-leader',
              'none',
              'extra',
              'pending',
              'phones',
            ] as const
          )[i % 10] ?? 'none',
        ] as const,
    ),
    // Every difference occurs; then most groups differ in several small ways, as they do.
    ...villages.map(
      (group, i) => [group, DIFFERENCES[i] ?? (i % 9 === 0 ? 'none' : i % 13 === 0 ? 'partial' : 'mixed')] as const,
    ),
  ]
  for (const [i, [target, difference]] of chosen.entries()) {
    const pool = villages.length > 1 ? villages : wanted
    const other = pool[(pool.indexOf(target) + 7) % pool.length] ?? target
    const rows = createRows(target, difference, { other: other === target ? (pool[0] ?? target) : other }, random)
    const format =
      difference === 'spelling'
        ? 'txt'
        : difference === 'phones' || difference === 'pending' || i % 3 === 0
          ? 'xlsx'
          : 'csv'
    const file = `${target.group.id.replace(':', '_')}.${format}`
    files.push({ path: `members/${file}`, bytes: await writeList(target, rows, format) })
    entries.push({
      file,
      groupId: target.group.id,
      name: target.group.name,
      completeness: difference === 'partial' ? 'partial' : 'complete',
      readAt: READ_AT,
      difference,
    })
  }
  entries.sort((a, b) => (a.file < b.file ? -1 : 1))
  files.push({
    path: 'members/index.json',
    bytes: new TextEncoder().encode(`${JSON.stringify({ lists: entries }, null, 1)}\n`),
  })
  return { files, entries }
}

async function writeList(
  target: WantedGroup,
  rows: readonly ShownMember[],
  format: 'csv' | 'xlsx' | 'txt',
): Promise<Uint8Array> {
  const present = rows.filter((row) => row.state === 'member').length
  if (format === 'txt') {
    const lines = rows
      .filter((row) => row.state === 'member')
      .flatMap((row) => (row.role === 'member' ? [row.name] : [row.name, ROLES[row.role]]))
    return new TextEncoder().encode(`Thành viên (${present})\n${lines.join('\n')}\n`)
  }
  const table: CellValue[][] = rows.map((row, i) => [
    i + 1,
    row.name,
    row.phone === null ? null : row.phone.replace('+84', '0'),
    ROLES[row.role],
    STATES[row.state],
  ])
  const header = ['STT', 'Tên hiển thị', 'Số điện thoại', 'Vai trò', 'Trạng thái']
  if (format === 'csv') return writeCsv([header, ...table], { bom: true })
  return writeWorkbook({
    sheets: [
      {
        name: 'Thành viên',
        rows: [[`Nhóm: ${target.group.name}`], [], header.map((value) => ({ value, bold: true })), ...table],
        widths: [6, 30, 16, 14, 20],
      },
    ],
  })
}
