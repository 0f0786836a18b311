import type { GroupFate, ReformDecision, RehearsalCounts, Role, SeatMove, UnitFate } from '@ketnoi/hierarchy'

/** The words that a rehearsal is said in. */
export interface RehearsalTexts {
  readonly from: string
  readonly ready: string
  readonly notReady: string
  readonly units: string
  readonly groups: string
  readonly people: string
  readonly seats: string
  readonly seatsToFill: string
  readonly seatsEnded: string
  readonly decisions: string
  readonly blocking: string
  readonly before: string
  readonly later: string
  readonly overflow: string
  readonly sameNames: string
  readonly newGroup: string
  readonly deadLinks: string
  readonly unchanged: string
  readonly until: string
  readonly code: string
  readonly inPart: string
  readonly more: (count: number) => string
  readonly members: (count: number) => string
  readonly groupsNeeded: (count: number) => string
  readonly peopleCounts: (counts: RehearsalCounts) => string
  readonly seatCounts: (counts: RehearsalCounts) => string
  readonly roles: Readonly<Record<Role, string>>
  readonly unitFates: Readonly<Record<UnitFate['fate'], string>>
  readonly groupFates: Readonly<Record<GroupFate['fate'], string>>
  readonly survivorWhy: Readonly<Record<NonNullable<GroupFate['why']>, string>>
  readonly seatWhy: Readonly<Record<SeatMove['why'], string>>
  readonly decisionCodes: Readonly<Record<ReformDecision['code'], string>>
}

export const REHEARSAL_TEXTS: Readonly<Record<'vi' | 'en', RehearsalTexts>> = {
  vi: {
    from: 'từ ngày',
    ready: 'có thể thực hiện',
    notReady: 'CHƯA thực hiện được, còn việc phải quyết định trước',
    units: 'Đơn vị',
    groups: 'Nhóm',
    people: 'Người đổi nhóm',
    seats: 'Chức vụ',
    seatsToFill: 'Ghế cần bổ nhiệm',
    seatsEnded: 'Chức vụ thôi giữ',
    decisions: 'Cần quyết định',
    blocking: 'phải quyết định trước',
    before: 'trước',
    later: 'có thể sau',
    overflow: 'Nhóm vượt sức chứa',
    sameNames: 'Nhóm trùng tên',
    newGroup: 'nhóm lập mới',
    deadLinks: 'Liên kết và áp phích (nếu đã phát) không còn dùng được',
    unchanged: 'giữ nguyên',
    until: 'trước đây',
    code: 'mã',
    inPart: 'một phần',
    more: (count) => `… và ${count} nữa (xem tất cả bằng --limit hoặc --json)`,
    members: (count) => `${count} thành viên`,
    groupsNeeded: (count) => `cần ${count} nhóm`,
    peopleCounts: (c) => `${c.peopleMoved} (vào ${c.joins}, rời ${c.leaves}); ${c.homesMoved} người đổi đơn vị cư trú`,
    seatCounts: (c) => `${c.seatsCarried} tiếp tục, ${c.seatsEnded} thôi giữ`,
    roles: { leader: 'trưởng nhóm', deputy: 'phó nhóm', member: 'thành viên' },
    unitFates: {
      created: 'thành lập',
      merged: 'nhập',
      split: 'tách',
      ended: 'kết thúc',
      'takes-over': 'nhận thêm',
      changed: 'thay đổi',
    },
    groupFates: {
      kept: 'giữ nguyên',
      renamed: 'đổi tên',
      survives: 'giữ lại làm nhóm mới',
      further: 'thành nhóm thứ hai trở đi',
      'merged-into': 'nhập vào nhóm khác',
      archived: 'đóng',
      created: 'lập mới',
    },
    survivorWhy: {
      chosen: 'đã được chọn',
      'goes-on': 'đơn vị của nhóm vẫn còn',
      only: 'là nhóm duy nhất',
      members: 'đông thành viên nhất',
      activity: 'hoạt động gần đây nhất',
      leaders: 'nhiều trưởng, phó nhóm nhất',
      order: 'bằng nhau, chọn theo thứ tự mã',
    },
    seatWhy: {
      carried: 'tiếp tục',
      named: 'được chỉ định',
      contested: 'nhiều đơn vị cùng có, chưa chỉ định ai',
      'given-to-another': 'đã giao cho người khác',
      'not-here': 'cấp mới không có chức vụ này',
      'unit-ended': 'đơn vị kết thúc',
    },
    decisionCodes: {
      'household-undecided': 'hộ về đơn vị nào ("households", hoặc "rest")',
      'person-undecided': 'người này về đơn vị nào ("households", hoặc "rest")',
      'appointment-undecided': 'giữ chức vụ ở đơn vị nào ("seats", "households", hoặc "rest")',
      'override-undecided': 'ngoại lệ chuyển sang nhóm nào ("households")',
      'residents-missing': 'thiếu người trong danh sách của đơn vị bị tách',
      'person-unknown': 'người được giao ghế không có trong danh sách ("seats")',
      'survivor-unknown': 'nhóm được chọn không thể tiếp tục ("groups")',
      'seat-contested': 'ai giữ ghế ("seats", hoặc bổ nhiệm sau)',
      'scope-asked': 'tài khoản phụ trách phần nào',
      'representatives-several': 'hộ có nhiều đại diện, chọn một',
      'representative-missing': 'hộ chưa có đại diện',
      'group-leaderless': 'nhóm chưa có trưởng nhóm ("seats", hoặc bổ nhiệm sau)',
      'placement-unused': 'không ở đơn vị bị tách ("households")',
    },
  },
  en: {
    from: 'from',
    ready: 'can be carried out',
    notReady: 'CANNOT be carried out yet, something must be decided first',
    units: 'Units',
    groups: 'Groups',
    people: 'People whose groups differ',
    seats: 'Positions',
    seatsToFill: 'Seats to fill',
    seatsEnded: 'Positions that end',
    decisions: 'To be decided',
    blocking: 'before it can be carried out',
    before: 'before',
    later: 'may wait',
    overflow: 'Groups beyond what they can hold',
    sameNames: 'Groups of one name',
    newGroup: 'a new group',
    deadLinks: 'Links and posters, where given out, that lead nowhere',
    unchanged: 'as they are',
    until: 'until now',
    code: 'code',
    inPart: 'a part',
    more: (count) => `… and ${count} more (all of them with --limit or --json)`,
    members: (count) => `${count} members`,
    groupsNeeded: (count) => `${count} groups needed`,
    peopleCounts: (c) =>
      `${c.peopleMoved} (${c.joins} to join, ${c.leaves} to leave); ${c.homesMoved} live in another unit`,
    seatCounts: (c) => `${c.seatsCarried} go on, ${c.seatsEnded} end`,
    roles: { leader: 'leader', deputy: 'deputy', member: 'member' },
    unitFates: {
      created: 'begins',
      merged: 'merged',
      split: 'split',
      ended: 'ends',
      'takes-over': 'takes over',
      changed: 'changes',
    },
    groupFates: {
      kept: 'kept',
      renamed: 'renamed',
      survives: 'goes on as another',
      further: 'goes on as a further group',
      'merged-into': 'merged into another',
      archived: 'archived',
      created: 'to be created',
    },
    survivorWhy: {
      chosen: 'it was chosen',
      'goes-on': 'its unit goes on',
      only: 'the only one there is',
      members: 'most members',
      activity: 'in use last',
      leaders: 'most leaders',
      order: 'alike, so by id',
    },
    seatWhy: {
      carried: 'goes on',
      named: 'named',
      contested: 'several units bring it and nobody was named',
      'given-to-another': 'given to another',
      'not-here': 'the tier has no such position',
      'unit-ended': 'the unit ends',
    },
    decisionCodes: {
      'household-undecided': 'where the household goes ("households", or "rest")',
      'person-undecided': 'where the person goes ("households", or "rest")',
      'appointment-undecided': 'where the position goes on ("seats", "households", or "rest")',
      'override-undecided': 'into which group the exception goes ("households")',
      'residents-missing': 'people of a split unit are on no roster',
      'person-unknown': 'a seat is given to somebody on no roster ("seats")',
      'survivor-unknown': 'the group chosen cannot go on ("groups")',
      'seat-contested': 'who holds the seat ("seats", or appointed afterwards)',
      'scope-asked': 'which part the account is for',
      'representatives-several': 'the household has several representatives: choose one',
      'representative-missing': 'the household has no representative',
      'group-leaderless': 'nobody leads the group ("seats", or appointed afterwards)',
      'placement-unused': 'lives in no unit that is split ("households")',
    },
  },
}
