import { parseGroupId } from '../groups/group-id.ts'
import type { GroupId, PersonId } from '../id.ts'
import type { LocalText, Model, Role } from '../model/model.ts'
import type { BlockedCode, Change, Held, HeldCode, Reason } from './change.ts'
import type { BrakeCheck, GuardedPlan } from './guard-plan.ts'
import type { Plan } from './plan.ts'

/** The languages that plans are described in. */
export type Language = keyof LocalText

/** What describing takes beside the plan: names, because a plan holds identities only. */
export interface DescribeOptions {
  readonly model: Model
  readonly language: Language
  readonly personName: (id: PersonId) => string
  readonly guarded?: GuardedPlan
}

const ROLE_NAMES: Readonly<Record<Role, LocalText>> = {
  leader: { vi: 'trưởng nhóm', en: 'leader' },
  deputy: { vi: 'phó nhóm', en: 'deputy' },
  member: { vi: 'thành viên', en: 'member' },
}

const CHANGE_NAMES: Readonly<Record<Change['kind'], LocalText>> = {
  'create-group': { vi: 'Lập nhóm', en: 'Create the group' },
  'unarchive-group': { vi: 'Mở lại nhóm', en: 'Reopen the group' },
  'rename-group': { vi: 'Đổi tên nhóm', en: 'Rename the group' },
  'archive-group': { vi: 'Đóng nhóm', en: 'Archive the group' },
  add: { vi: 'Thêm', en: 'Add' },
  reinvite: { vi: 'Mời lại', en: 'Invite again' },
  promote: { vi: 'Nâng vai trò', en: 'Promote' },
  demote: { vi: 'Hạ vai trò', en: 'Demote' },
  'withdraw-invitation': { vi: 'Rút lời mời', en: 'Withdraw the invitation' },
  remove: { vi: 'Đưa ra khỏi nhóm', en: 'Remove' },
}

const HELD_NAMES: Readonly<Record<HeldCode, LocalText>> = {
  'reading-partial': {
    vi: 'danh sách đọc được chưa đủ, chưa chứng minh được là thừa',
    en: 'the reading is not complete, so absence is not proved',
  },
  'add-only': { vi: 'nhóm này chỉ thêm, không đưa ai ra', en: 'this group only adds' },
  'first-run': { vi: 'nhóm mới tiếp nhận: lần đầu chỉ thêm', en: 'the first run on an adopted group only adds' },
  'desired-empty': {
    vi: 'danh sách cần có đang trống, có thể thiếu tệp danh sách',
    en: 'nobody is wanted here: a roster may be missing',
  },
  'last-leader': { vi: 'nhóm sẽ không còn trưởng nhóm', en: 'the group would have no leader' },
  'acting-account': {
    vi: 'tài khoản đang thực hiện không tự đưa mình ra',
    en: 'the acting account does not remove itself',
  },
  'left-by-themselves': { vi: 'đã tự rời nhóm, cần quyết định mới', en: 'left by themselves: needs a new decision' },
  'removed-by-administrator': {
    vi: 'quản trị đã đưa ra, cần quyết định mới',
    en: 'removed by an administrator: needs a new decision',
  },
  'maybe-present': {
    vi: 'có thể đã ở trong nhóm: một tên trong danh sách chưa rõ là ai',
    en: 'may be in the group: nobody has said yet who a name of the list is',
  },
  'group-full': { vi: 'nhóm đã đầy', en: 'the group is full' },
  'drift-undecided': { vi: 'sai lệch chờ người quyết định', en: 'somebody has to decide about it' },
  'grace-period': { vi: 'còn trong thời gian chờ', en: 'may stay for some days' },
  'review-missed': { vi: 'nhóm quá hạn rà soát', en: 'the review of the group was missed' },
}

const BLOCKED_NAMES: Readonly<Record<BlockedCode, LocalText>> = {
  'rule-invalid': {
    vi: 'quy tắc không đọc được, giữ nguyên thành viên',
    en: 'a rule cannot be read; members stay as they are',
  },
  'reading-failed': { vi: 'không đọc được thành viên thực tế, giữ nguyên', en: 'the actual members could not be read' },
  'owned-by-other': { vi: 'nhóm của người khác, không đụng đến', en: 'belongs to somebody else' },
  'group-unknown': { vi: 'nhóm không có trong mô hình, cần quyết định', en: 'is in no model: decide' },
  'group-ambiguous': { vi: 'không rõ là nhóm nào, cần chọn một', en: 'cannot be told apart: choose one' },
  'name-collision': { vi: 'tên trùng với tên (cũ) của nhóm khác', en: 'the name is or was another group’s' },
  'input-invalid': {
    vi: 'dữ liệu vào mâu thuẫn, không thực hiện gì',
    en: 'the input contradicts itself; nothing is carried out',
  },
}

const REASON_NAMES: Readonly<Record<Exclude<Reason['kind'], 'rule'>, LocalText>> = {
  include: { vi: 'ngoại lệ thêm vào', en: 'included' },
  exclude: { vi: 'ngoại lệ loại ra', en: 'excluded' },
  'left-by-themselves': { vi: 'đã tự rời nhóm', en: 'left by themselves' },
  'consent-withdrawn': { vi: 'đã rút lại sự đồng ý', en: 'withdrew consent' },
  'in-other-group': { vi: 'được xếp vào nhóm', en: 'is assigned to group' },
  'no-rule': { vi: 'không còn quy tắc nào phù hợp', en: 'no rule matches' },
  'not-in-directory': { vi: 'không có trong danh sách', en: 'is on no roster' },
  'group-expected': { vi: 'nhóm cần có theo mô hình', en: 'the model wants this group' },
  'group-not-expected': { vi: 'mô hình không còn nhóm này', en: 'the model no longer has this group' },
  'name-differs': { vi: 'tên khác với tên cần có', en: 'the name differs' },
}

/**
 * Says a plan in words, a line per change with its reason, in the order of carrying out; then what is held, what is blocked, and what
 * the brakes said where `guarded` is given. For people: the wording may change in any version. Cost: linear in the plan.
 *
 * @example
 * describePlan(plan, { model, language: 'vi', personName: (id) => id })
 */
export function describePlan(plan: Plan, options: DescribeOptions): string {
  const { language } = options
  const names = new Map(plan.groups.map((group) => [group.id, group.name]))
  const nameOf = (id: GroupId | null): string => names.get(id ?? '') ?? id ?? '–'
  const lines: string[] = [describeSummary(plan, language)]
  let current: GroupId | null = null
  for (const change of plan.changes) {
    if (change.groupId !== current) {
      current = change.groupId
      lines.push('', nameOf(current))
    }
    lines.push(`  ${describeChange(change, plan, options)}`)
  }
  if (plan.held.length > 0) lines.push('', language === 'vi' ? 'Tạm giữ' : 'Held')
  for (const line of plan.held) lines.push(`  ${describeHeld(line, nameOf(line.groupId), options)}`)
  if (plan.blocked.length > 0) lines.push('', language === 'vi' ? 'Chặn' : 'Blocked')
  for (const blocked of plan.blocked)
    lines.push(`  ${nameOf(blocked.groupId ?? blocked.externalId)}: ${BLOCKED_NAMES[blocked.code][language]}`)
  if (options.guarded !== undefined) lines.push('', ...describeChecks(options.guarded, language, nameOf))
  return `${lines.join('\n')}\n`
}

/**
 * Says why a line is in a plan, in a few words: the name of the clause, or what somebody decided. `groupKind`: the kind of the group
 * that the line is about.
 *
 * @example
 * describeReason({ kind: 'no-rule' }, model, 'village', 'en') // 'no rule matches'
 */
export function describeReason(reason: Reason, model: Model, groupKind: string, language: Language): string {
  if (reason.kind === 'rule') {
    const clause = model.groupKinds.find((kind) => kind.id === groupKind)?.clauses.find((c) => c.id === reason.clause)
    return clause?.name[language] ?? reason.clause
  }
  const name = REASON_NAMES[reason.kind][language]
  if (reason.kind === 'in-other-group') {
    const part = String(parseGroupId(reason.groupId)?.part ?? 1)
    return `${name} ${part} ${language === 'vi' ? 'của đơn vị' : 'of the unit'}`
  }
  if ('text' in reason) return `${name}: ${reason.text}`
  if (!('on' in reason) || reason.on === null) return name
  return language === 'vi' ? `${name} ngày ${reason.on}` : `${name} on ${reason.on}`
}

function describeChange(change: Change, plan: Plan, options: DescribeOptions): string {
  const { language, model } = options
  const kind = plan.groups.find((group) => group.id === change.groupId)?.kind ?? ''
  const reasons = change.reasons.map((reason) => describeReason(reason, model, kind, language)).join('; ')
  const verb = CHANGE_NAMES[change.kind][language]
  switch (change.kind) {
    case 'create-group':
    case 'unarchive-group':
    case 'archive-group':
      return `${verb} “${change.name}” (${reasons})`
    case 'rename-group':
      return `${verb} “${change.from}” → “${change.to}” (${reasons})`
    case 'promote':
    case 'demote':
      return `${verb} ${options.personName(change.personId)}: ${ROLE_NAMES[change.from][language]} → ${ROLE_NAMES[change.role][language]} (${reasons})`
    case 'add':
    case 'reinvite':
    case 'withdraw-invitation':
    case 'remove':
      return `${verb} ${options.personName(change.personId)}, ${ROLE_NAMES[change.role][language]} (${reasons})`
  }
}

function describeHeld(line: Held, group: string, options: DescribeOptions): string {
  return `${group}: ${CHANGE_NAMES[line.change][options.language]} ${options.personName(line.personId)} – ${HELD_NAMES[line.code][options.language]}`
}

function describeSummary(plan: Plan, language: Language): string {
  const { summary } = plan
  const { add, remove, promote, demote } = summary.changes
  const create = summary.changes['create-group']
  const total = plan.changes.length
  return language === 'vi'
    ? `${plan.model.id} tại ngày ${plan.asOf}: ${summary.groups} nhóm, ${total} thay đổi (lập ${create}, thêm ${add}, đưa ra ${remove}, nâng ${promote}, hạ ${demote}), tạm giữ ${summary.held}, chặn ${summary.blocked}, chưa nhận ra ${summary.unmatched}`
    : `${plan.model.id} as of ${plan.asOf}: ${summary.groups} groups, ${total} changes (create ${create}, add ${add}, remove ${remove}, promote ${promote}, demote ${demote}), held ${summary.held}, blocked ${summary.blocked}, unmatched ${summary.unmatched}`
}

function describeChecks(guarded: GuardedPlan, language: Language, nameOf: (id: GroupId) => string): string[] {
  const head = guarded.passed
    ? { vi: 'Ngưỡng an toàn: đạt', en: 'Brakes: passed' }
    : { vi: 'Ngưỡng an toàn: VƯỢT, cần duyệt', en: 'Brakes: TRIPPED, needs approval' }
  const lineOf = (check: BrakeCheck): string =>
    language === 'en' ? `${check.outcome}: ${check.message}` : describeCheck(check, nameOf)
  return [head[language], ...guarded.checks.map((check) => `  ${lineOf(check)}`)]
}

/** The message of a check is English, for logs. */
function describeCheck({ brake, groupId, outcome, value, limit }: BrakeCheck, nameOf: (id: GroupId) => string): string {
  const where = groupId === null ? '' : `, ${nameOf(groupId)}`
  const head = `${OUTCOMES_VI[outcome]}: ${BRAKES_VI[brake]}${where}`
  if (brake === 'plan-blocked') return head
  if (outcome === 'not-counted') return `${head} – nhóm quá nhỏ để tính tỉ lệ`
  return `${head} – ${Number.isInteger(value) ? String(value) : value.toFixed(1)}, tối đa ${String(limit)}`
}

const OUTCOMES_VI: Readonly<Record<BrakeCheck['outcome'], string>> = {
  passed: 'đạt',
  tripped: 'VƯỢT',
  waived: 'vượt, đã có người chấp nhận',
  'not-counted': 'không tính',
}

const BRAKES_VI: Readonly<Record<BrakeCheck['brake'], string>> = {
  'plan-blocked': 'dữ liệu vào mâu thuẫn, không được làm gì',
  percentFrom: 'cỡ nhóm nhỏ nhất để tính tỉ lệ',
  removalsPercentPerGroup: 'tỉ lệ người bị đưa ra trong một nhóm (%)',
  removalsPerGroup: 'số người bị đưa ra trong một nhóm',
  removalsPercentOverall: 'tỉ lệ người bị đưa ra ở tất cả các nhóm (%)',
  removalsOverall: 'số người bị đưa ra ở tất cả các nhóm',
  emptiedGroups: 'số nhóm không còn ai',
  archivedGroups: 'số nhóm bị lưu trữ',
  addsPerGroup: 'số người thêm vào một nhóm',
  addsOverall: 'số người thêm vào tất cả các nhóm',
}
