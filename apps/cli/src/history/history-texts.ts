import type { Language } from '@ketnoi/hierarchy'

interface HistoryTexts {
  readonly title: (name: string, day: string, basis: 'known' | 'believed') => string
  readonly list: (at: string, completeness: 'complete' | 'partial' | 'failed') => string
  readonly desired: string
  readonly actual: string
  readonly recordedDesired: string
  readonly recordedActual: string
  readonly changed: (side: string) => string
  readonly roles: Readonly<Record<'leader' | 'deputy' | 'member', string>>
  readonly presences: Readonly<Record<'present' | 'invited' | 'invitation-failed' | 'absent' | 'unknown', string>>
  readonly untilNow: string
  readonly noDay: (text: string) => string
}

/** What the commands about the past print, in the words of the screen. */
export const HISTORY_TEXTS: Readonly<Record<Language, HistoryTexts>> = {
  vi: {
    title: (name, day, basis) =>
      `${name} ngày ${day}, theo ${basis === 'known' ? 'những gì nay đã biết' : 'những gì đã ghi khi đó'}`,
    list: (at, completeness) =>
      `danh sách lúc ${at} (${{ complete: 'đầy đủ', partial: 'không đầy đủ', failed: 'đọc không được' }[completeness]})`,
    desired: 'cần có',
    actual: 'thực tế',
    recordedDesired: 'đã ghi, cần có',
    recordedActual: 'đã ghi, thực tế',
    changed: (side) => `thay đổi, ${side}`,
    roles: { leader: 'trưởng nhóm', deputy: 'phó nhóm', member: 'thành viên' },
    presences: {
      present: 'có mặt',
      invited: 'đã mời',
      'invitation-failed': 'mời không được',
      absent: 'không có',
      unknown: 'chưa biết',
    },
    untilNow: 'đến nay',
    noDay: (text) => `${text} không phải là một ngày: viết NĂM-THÁNG-NGÀY, ví dụ 2024-02-01`,
  },
  en: {
    title: (name, day, basis) =>
      `${name} on ${day}, by what ${basis === 'known' ? 'is known today' : 'was recorded then'}`,
    list: (at, completeness) => `list read at ${at} (${completeness})`,
    desired: 'should be',
    actual: 'was',
    recordedDesired: 'recorded, should be',
    recordedActual: 'recorded, was',
    changed: (side) => `changed, ${side}`,
    roles: { leader: 'leader', deputy: 'deputy', member: 'member' },
    presences: {
      present: 'present',
      invited: 'invited',
      'invitation-failed': 'invitation failed',
      absent: 'absent',
      unknown: 'unknown',
    },
    untilNow: 'until now',
    noDay: (text) => `${text} is no day: write it as YYYY-MM-DD, for example 2024-02-01`,
  },
}
