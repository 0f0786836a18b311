import {
  firstGroupOf,
  matchMembers,
  membersOf,
  parseGroupId,
  partName,
  type DesiredMembers,
  type GroupId,
  type GroupReading,
  type MemberCandidate,
  type Person,
  type UnmatchedMember,
} from '@ketnoi/hierarchy'
import type { GroupList } from './read-lists.ts'
import type { SourceIssue } from './source-issue.ts'

/** A row of a list of members that is nobody's, or could be several people's. */
export interface UnmatchedRow extends UnmatchedMember {
  readonly groupId: GroupId
}

export interface MatchedLists {
  readonly readings: readonly GroupReading[]
  readonly unmatched: readonly UnmatchedRow[]
  readonly issues: readonly SourceIssue[]
}

/** Finds the people of every list: those who should be in its group first, then whoever has the phone or account of a row. */
export function matchLists(
  lists: readonly GroupList[],
  desired: DesiredMembers,
  people: readonly Person[],
  language: 'vi' | 'en',
): MatchedLists {
  const byId = new Map(people.map((person) => [person.id, candidateOf(person)]))
  const byKey = new Map<string, MemberCandidate[]>()
  for (const candidate of byId.values()) {
    for (const key of [...candidate.phones, ...candidate.accountIds]) {
      const list = byKey.get(key)
      if (list === undefined) byKey.set(key, [candidate])
      else list.push(candidate)
    }
  }
  const readings: GroupReading[] = []
  const unmatched: UnmatchedRow[] = []
  const issues: SourceIssue[] = []
  for (const list of lists) {
    const wanted = membersOf(desired, firstGroupOf(list.groupId)).flatMap((member) => byId.get(member.personId) ?? [])
    const matched = matchMembers({ rows: list.rows, desired: wanted, others: othersOf(list, byKey) })
    const wrong = matched.looksLikeWrongGroup && !list.confirmed
    if (wrong) issues.push(wrongGroup(list, nameOf(list.groupId, desired), language))
    const known = wrong ? [] : matched.unmatched
    unmatched.push(...known.map((row) => ({ groupId: list.groupId, ...row })))
    readings.push({
      id: list.id,
      readAt: list.readAt,
      completeness: wrong ? 'failed' : list.completeness,
      externalId: list.groupId,
      groupId: list.groupId,
      name: list.name ?? nameOf(list.groupId, desired),
      previousNames: [],
      owner: 'us',
      archived: false,
      firstRun: false,
      capacity: null,
      members: wrong ? [] : matched.members,
      unmatched: known,
      departures: [],
    })
  }
  return { readings, unmatched, issues }
}

/** A further group is not among those of the rules: its name follows the first one's. */
function nameOf(groupId: GroupId, desired: DesiredMembers): string {
  const first = desired.groups.get(firstGroupOf(groupId))?.group.name
  return first === undefined ? groupId : partName(first, parseGroupId(groupId)?.part ?? 1)
}

/** Whoever else has the phone or account of a row. */
function othersOf(list: GroupList, byKey: ReadonlyMap<string, readonly MemberCandidate[]>): MemberCandidate[] {
  const found = list.rows.flatMap((row) => [row.phone, row.accountId].flatMap((key) => byKey.get(key ?? '') ?? []))
  return [...new Set(found)]
}

function candidateOf(person: Person): MemberCandidate {
  return {
    personId: person.id,
    name: person.name,
    displayNames: person.accounts.flatMap((account) => account.displayName ?? []),
    phones: person.phones.map((phone) => phone.number),
    accountIds: person.accounts.map((account) => account.accountId),
  }
}

function wrongGroup(list: GroupList, name: string, language: 'vi' | 'en'): SourceIssue {
  const vi = `danh sách này có vẻ không phải của nhóm ${name}: hầu như không ai thuộc nhóm; chưa được dùng. Nếu đúng, ghi "confirmed": true trong index.json`
  const en = `hardly anybody on this list belongs to ${name}: it looks like the list of another group and is not used. If it is right, say "confirmed": true in index.json`
  return {
    code: 'member-list-wrong-group',
    severity: 'refused',
    file: list.file,
    sheet: null,
    row: null,
    message: language === 'vi' ? vi : en,
  }
}
