import { fail, foldName, ok, type Issue, type Result, type Role } from '@ketnoi/hierarchy'
import { cellText } from '../columns/cell-text.ts'
import { findHeader } from '../columns/find-header.ts'
import { foldHeader } from '../columns/header-words.ts'
import { cleanText } from '../people/person-name.ts'
import { readPhones } from '../people/phone.ts'
import type { CellValue, Workbook } from '../workbook/workbook.ts'
import type { MemberList, MemberRow } from './member-list.ts'

const EMPTY: Issue = {
  code: 'member-list-empty',
  message: 'no member was found: paste the list of members, one name a line, or choose a file with a column of names',
  path: [],
}
const ROLES: readonly (readonly [Role, RegExp])[] = [
  ['leader', /^(?:truong nhom|chu nhom|truong nhom va ban|leader|owner|admin)$/u],
  ['deputy', /^(?:pho nhom|pho truong nhom|deputy|co admin)$/u],
  ['member', /^(?:thanh vien|member)$/u],
]
/** Lines of the screen about the name before them. No single words: `Lỗi` and `Mời` fold like the names Lợi and Mới. */
const INVITED = /^(?:da moi|cho duyet|cho phe duyet|dang cho|invited|pending|cho xac nhan)$/u
const FAILED = /^(?:moi khong thanh cong|khong moi duoc|invitation failed)$/u
/** How the words of a column of states begin; what follows them says more about the same. The first that fits counts. */
const STATES: readonly (readonly [MemberRow['state'] | 'departed', RegExp])[] = [
  [
    'departed',
    /^(?:da roi|roi nhom|da bi (?:xoa|dua ra|loai)|bi (?:xoa|dua ra)|da thoat|thoat nhom|khong con|left|removed)\b/u,
  ],
  ['invitation-failed', /^(?:moi khong thanh cong|khong moi duoc|loi|failed|invitation failed)\b/u],
  ['invited', /^(?:da moi|cho|dang cho|chua vao|moi$|invited|pending)\b/u],
  ['member', /^(?:da vao|da tham gia|tham gia|trong nhom|dang|hoat dong|thanh vien|member|active|joined|co mat|$)/u],
]

/** With their marks: folded, `Cộng` is the name Công. */
const TOTAL = /^(?:t[ổo]ng (?:c[ộo]ng|s[ốo])(?!\p{L})|cộng *(?::|$))/iu

type Column = 'name' | 'phone' | 'account' | 'role' | 'state'

/** Reads a list of members from a file: display name, phone, account, role and state, by their headings. Fails with `member-list-empty`. */
export function readMemberList(workbook: Workbook): Result<MemberList> {
  const sheet = workbook.sheets.find((candidate) => !candidate.hidden && candidate.rows.length > 0)
  if (sheet === undefined) return fail([EMPTY])
  const header = findHeader(sheet)
  const columns = new Map<Column, number>()
  for (const { column, text, meaning } of header?.headings ?? []) {
    const kind = columnOf(text, meaning)
    if (kind !== null && !columns.has(kind)) columns.set(kind, column)
  }
  // A column of names alone needs no heading.
  const nameColumn = columns.get('name') ?? 0
  const issues: Issue[] = []
  const rows: MemberRow[] = []
  let tellsRoles = false
  const read = (cells: readonly CellValue[], column: number | undefined) =>
    column === undefined ? '' : cleanText(cellText(cells[column]))
  for (let index = header?.firstDataRow ?? 0; index < sheet.rows.length; index += 1) {
    const cells = sheet.rows[index] ?? []
    if (cells.every((cell) => cell === null || cell === '')) continue
    const displayName = read(cells, nameColumn)
    const phoneText = read(cells, columns.get('phone'))
    const { phones, issues: phoneIssues } = readPhones(phoneText)
    const [phone = null] = phones
    const accountId = read(cells, columns.get('account')) || null
    if (displayName === '' && phone === null && accountId === null) continue
    if (TOTAL.test(displayName) && phone === null && accountId === null) continue
    if (phone === null && phoneIssues.length > 0) {
      issues.push({
        code: 'phone-unusable',
        message: `row ${index + 1} has a phone that cannot be used`,
        path: [index + 1],
        data: { row: index + 1 },
      })
    }
    const stateText = read(cells, columns.get('state'))
    const state = stateOf(stateText)
    const data = { row: index + 1, value: stateText }
    if (state === 'departed') {
      issues.push({
        code: 'member-departed',
        message: `row ${index + 1} is of somebody who left the group (“${stateText}”) and does not count as a member`,
        path: [index + 1],
        data,
      })
      continue
    }
    if (state === null) {
      issues.push({
        code: 'state-unknown',
        message: `row ${index + 1} has a state that is not known (“${stateText}”); it is taken for a member`,
        path: [index + 1],
        data,
      })
    }
    const role = roleOf(read(cells, columns.get('role')))
    tellsRoles ||= role !== null
    rows.push({ row: index + 1, displayName, phone, accountId, role: role ?? 'member', state: state ?? 'member' })
  }
  const titles = sheet.rows.slice(0, header?.row ?? 0).flatMap((row) => row.map((cell) => cleanText(cellText(cell))))
  const statedCount = statedCountOf(titles)
  return listOf({ rows, tellsRoles, statedCount, groupName: groupNameOf(titles), issues })
}

function columnOf(text: string, meaning: string | null): Column | null {
  const folded = foldHeader(text)
  if (/\b(?:vai tro|quyen|chuc danh|role)\b/u.test(folded)) return 'role'
  if (/\b(?:trang thai|tinh trang|state|status)\b/u.test(folded)) return 'state'
  if (meaning === 'name' || meaning === 'account-name' || folded === 'thanh vien') return 'name'
  if (meaning === 'phone') return 'phone'
  return meaning === 'account-id' ? 'account' : null
}

/** Lines of the screen of a messaging program that are no names. */
const SCREEN_WORDS =
  /^(?:you|them ban|ket ban|nhan tin|xem them|tim kiem.*|tim thanh vien.*|them thanh vien|moi thanh vien|danh sach thanh vien|quan ly thanh vien|cai dat nhom|thong tin nhom|duyet thanh vien.*|thanh vien nhom|thanh vien cho duyet|dang hoat dong.*|truy cap.*|vua moi.*|tham gia .*|duoc (?:moi|them) boi .*|them boi .*|da (?:moi|them) boi .*|online|add friend|search.*|members?|roi nhom)$/u
const COUNT = /^(?:danh sach )?(?:thanh vien|members?)(?: nhom)? (\d+)$|^(\d+) (?:thanh vien|members?)$/u
/** Single words of the screen as they are written: folded, they are names (`Chấn`, `Bân`). */
const SCREEN_WORDS_WITH_MARKS: ReadonlySet<string> = new Set(['bạn', 'gọi', 'chặn', 'mời', 'lỗi'])
/** Initials on a picture: `NA`, `H'B`; a name in capitals of two letters is rarer than that. */
const INITIALS = /^(?:\p{Lu}['’]?){1,2}$/u
const ROLE_SUFFIX = /\s*[(\u00b7•|\t–-]+\s*(trưởng nhóm|phó nhóm|phó trưởng nhóm|bạn|you|leader|deputy)\s*\)?\s*$/iu
const NUMBERING = /^\s*(?:\d{1,4}\s*[.)\]:-]\s*|\d{1,4}\t+|[•*·–-]\s+)/u

/**
 * Reads display names pasted from a messaging program, one a line, without the words of its screen: roles, counters, buttons,
 * initials of pictures. A role on a line of its own belongs to the name before it. Fails with `member-list-empty`.
 */
export function parsePastedMembers(text: string): Result<MemberList> {
  const lines = text.normalize('NFC').split(/\r\n|\n|\r/u)
  const rows: MemberRow[] = []
  let statedCount: number | null = null
  let state: MemberRow['state'] = 'member'
  let tellsRoles = false
  for (const [index, line] of lines.entries()) {
    let name = cleanText(line.replace(NUMBERING, ''))
    // No letter is no reason to leave a line out: people call themselves `😀`.
    if (name === '') continue
    const folded = foldHeader(name)
    const count = COUNT.exec(folded)
    if (count !== null) {
      statedCount = Number(count[1] ?? count[2])
      continue
    }
    const role = roleOf(name)
    if (role !== null) {
      const last = rows.at(-1)
      if (last === undefined) continue
      rows[rows.length - 1] = { ...last, role }
      tellsRoles = true
      continue
    }
    if (INVITED.test(folded) || FAILED.test(folded)) {
      const last = rows.at(-1)
      if (last !== undefined)
        rows[rows.length - 1] = { ...last, state: INVITED.test(folded) ? 'invited' : 'invitation-failed' }
      continue
    }
    if (/^(?:da moi|loi moi|cho duyet) \d+$/u.test(folded)) {
      state = 'invited'
      continue
    }
    // The own line is named `Bạn`: the person who pastes is not named by it.
    if (
      SCREEN_WORDS.test(folded) ||
      SCREEN_WORDS_WITH_MARKS.has(name.toLowerCase()) ||
      (INITIALS.test(name) && name.length <= 4 && startsWithInitials(lines[index + 1] ?? '', name))
    )
      continue
    let ownRole: Role | null = null
    for (let suffix = ROLE_SUFFIX.exec(name); suffix !== null; suffix = ROLE_SUFFIX.exec(name)) {
      ownRole = roleOf(suffix[1] ?? '') ?? ownRole
      name = name.slice(0, suffix.index)
    }
    const [displayName, phone] = splitPhone(name)
    tellsRoles ||= ownRole !== null
    rows.push({ row: index + 1, displayName, phone, accountId: null, role: ownRole ?? 'member', state })
  }
  return listOf({ rows, tellsRoles, statedCount, groupName: null, issues: [] })
}

/** Whether the line after a pair of initials is the name that they belong to: `SB` of `Siu H'Bích`. */
function startsWithInitials(next: string, initials: string): boolean {
  const capitals = new Set(Array.from(next.normalize('NFC').match(/\p{Lu}/gu) ?? [], foldName))
  return Array.from(initials.normalize('NFC').match(/\p{Lu}/gu) ?? [], foldName).every((letter) => capitals.has(letter))
}

function splitPhone(name: string): readonly [string, string | null] {
  const match = /^(.*?)[\s,;|–-]+((?:\+?84|0)[\d .]{8,13})$/u.exec(name)
  if (match === null) return [name, null]
  const [phone = null] = readPhones(match[2] ?? '').phones
  return phone === null ? [name, null] : [(match[1] ?? '').trim(), phone]
}

/** `null`: the text names none. */
function roleOf(text: string): Role | null {
  const folded = foldHeader(text)
  return ROLES.find(([, words]) => words.test(folded))?.[0] ?? null
}

function stateOf(text: string): MemberRow['state'] | 'departed' | null {
  const folded = foldHeader(text)
  return STATES.find(([, words]) => words.test(folded))?.[0] ?? null
}

function statedCountOf(titles: readonly string[]): number | null {
  for (const title of titles) {
    const match = /(\d+)\s*(?:thành viên|members?)|(?:thành viên|members?)\s*[:(]?\s*(\d+)/iu.exec(title)
    if (match !== null) return Number(match[1] ?? match[2])
  }
  return null
}

function groupNameOf(titles: readonly string[]): string | null {
  for (const title of titles) {
    const match = /(?:tên nhóm|nhóm(?: zalo)?|group)\s*[:“"]\s*(.+?)["”]?\s*$/iu.exec(title)
    if (match?.[1] !== undefined) return match[1].trim()
  }
  return null
}

/** Two neighbours may bear one name; a whole list that begins anew was pasted twice. */
const FEWEST_PASTED = 5

/** How many rows there are before the same list follows once more. */
function firstCopy(rows: readonly MemberRow[]): number {
  const half = rows.length / 2
  const isTwice =
    Number.isInteger(half) &&
    half >= FEWEST_PASTED &&
    rows.slice(0, half).every((row, index) => row.displayName === rows[half + index]?.displayName)
  return isTwice ? half : rows.length
}

function listOf(read: MemberList): Result<MemberList> {
  const { rows, statedCount, issues } = read
  const seen = new Map<string, MemberRow>()
  const unique: MemberRow[] = []
  const repeated: number[] = []
  const end = firstCopy(rows)
  for (const [index, row] of rows.entries()) {
    // Display names are not unique: only an account or a phone proves that two rows are one member.
    const key = row.accountId ?? (row.phone === null ? null : `${row.phone}|${foldName(row.displayName)}`)
    if (index >= end || (key !== null && seen.has(key))) {
      repeated.push(row.row)
      continue
    }
    if (key !== null) seen.set(key, row)
    unique.push(row)
  }
  if (unique.length === 0) return fail([EMPTY])
  const all = [...issues]
  if (repeated.length > 0)
    all.push({
      code: 'rows-repeated',
      message: `${repeated.length} rows repeat others`,
      path: [],
      data: { rows: repeated },
    })
  if (statedCount !== null && statedCount !== unique.length) {
    all.push({
      code: 'count-differs',
      message: `the list names ${unique.length} members, the group says ${statedCount}: it may be incomplete`,
      path: [],
      data: { stated: statedCount, found: unique.length },
    })
  }
  return ok({ ...read, rows: unique, issues: all })
}
