import type { Language } from '@ketnoi/hierarchy'

interface HistoryTexts {
  readonly summary: string
  readonly json: string
  readonly group: {
    readonly description: string
    readonly on: string
    readonly believed: string
    readonly compare: string
  }
  readonly person: { readonly description: string; readonly from: string; readonly to: string }
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
    summary: 'ai ở trong nhóm vào một ngày đã qua và vì sao; một người đã ở những nhóm nào',
    json: 'in dạng JSON',
    group: {
      description:
        'In những ai cần có trong nhóm vào một ngày, ai thực tế có, và vì sao. Lần xem được ghi vào nhật ký.',
      on: 'ngày cần xem, NĂM-THÁNG-NGÀY',
      believed: 'theo những gì đã ghi khi ngày ấy kết thúc, không theo những gì nay đã biết',
      compare: 'in thêm những gì thay đổi so với một ngày khác',
    },
    person: {
      description: 'In những nhóm mà một người cần có mặt, và đã có mặt. Lần xem được ghi vào nhật ký.',
      from: 'ngày đầu (mặc định: một năm trước ngày cuối)',
      to: 'ngày cuối (mặc định: hôm nay)',
    },
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
    summary: 'who was in a group on a past day and why; where somebody was',
    json: 'print it as JSON',
    group: {
      description:
        'Prints who should have been in a group on a day, who was, and why. The look is kept in the audit log.',
      on: 'the day, YYYY-MM-DD',
      believed: 'as it was recorded when the day was over, instead of as it is known today',
      compare: 'what changed until, or since, another day as well',
    },
    person: {
      description: 'Prints in which groups somebody should have been, and was. The look is kept in the audit log.',
      from: 'the first day (default: a year before the last)',
      to: 'the last day (default: today)',
    },
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
