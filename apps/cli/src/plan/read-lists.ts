import { createHash } from 'node:crypto'
import { basename, extname } from 'node:path'
import {
  addDays,
  expectedGroups,
  findUnit,
  firstGroupOf,
  foldName,
  parseGroupId,
  type ExpectedGroup,
  type GroupId,
  type Result,
} from '@ketnoi/hierarchy'
import { parsePastedMembers, readMemberList, type MemberList } from '@ketnoi/rosters'
import { refuse } from '../failure.ts'
import type { IssueText } from '../issue-texts.ts'
import { createIndexReader, type IndexEntry } from './list-index.ts'
import { readBytes, readTable, type NamedFile } from './read-files.ts'
import type { Setting } from './read-setting.ts'
import { REFUSAL_TEXTS } from './refusal-texts.ts'
import type { SourceIssue } from './source-issue.ts'

/** A list of the members of one group, read and not yet matched to people. */
export interface GroupList {
  readonly file: string
  readonly groupId: GroupId
  /** Its name in the service, where the index says one. */
  readonly name: string | null
  /** Identity of the content: the evidence of a removal. */
  readonly id: string
  readonly readAt: string
  readonly completeness: 'complete' | 'partial' | 'failed'
  readonly confirmed: boolean
  readonly rows: MemberList['rows']
}

/** Reads every list and finds the group it is of. */
export async function readLists(
  files: readonly NamedFile[],
  setting: Setting,
  allPartial: boolean,
  describe: IssueText,
): Promise<{ lists: GroupList[]; issues: SourceIssue[] }> {
  const expected = expectedGroups(setting.model, setting.tree, setting.asOf)
  const indexOf = createIndexReader()
  const lists: GroupList[] = []
  const issues: SourceIssue[] = []
  for (const file of files) {
    const bytes = await readBytes(file.path)
    const entry = await indexOf(file.path)
    const result = await parseList(file.path, bytes)
    const groupId = findGroup(file, entry, result.ok ? result.value : null, expected, setting)
    const own = result.ok ? result.value.issues : result.issues
    issues.push(
      ...own.map((issue): SourceIssue => ({
        code: issue.code,
        severity: result.ok ? 'warning' : 'refused',
        file: file.path,
        sheet: null,
        row: rowOf(issue.path),
        message: describe(issue),
      })),
    )
    lists.push({
      file: file.path,
      groupId,
      name: entry?.name ?? null,
      id: `${basename(file.path)}#${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`,
      readAt: entry?.readAt ?? `${setting.asOf}T00:00:00.000Z`,
      completeness: result.ok ? completenessOf(result.value, entry, allPartial) : 'failed',
      confirmed: entry?.confirmed === true,
      rows: result.ok ? result.value.rows : [],
    })
  }
  refuseTwice(lists)
  return { lists, issues }
}

async function parseList(path: string, bytes: Uint8Array): Promise<Result<MemberList>> {
  if (extname(path).toLowerCase() !== '.txt') return readMemberList(await readTable(path, bytes))
  return parsePastedMembers(new TextDecoder().decode(bytes))
}

/** A list that names more members than it holds was cut; rows without a name are members that nobody can tell. */
function completenessOf(list: MemberList, entry: IndexEntry | null, allPartial: boolean): 'complete' | 'partial' {
  if (allPartial || entry?.completeness === 'partial') return 'partial'
  return list.issues.some((issue) => issue.code === 'count-differs' || issue.code === 'row-without-name')
    ? 'partial'
    : 'complete'
}

function findGroup(
  file: NamedFile,
  entry: IndexEntry | null,
  list: MemberList | null,
  expected: readonly ExpectedGroup[],
  setting: Setting,
): GroupId {
  const given = file.about ?? entry?.groupId ?? null
  if (given !== null) {
    if (!isGroupId(given, setting))
      throw refuse(REFUSAL_TEXTS, (text) => text.noGroup(file.path, given, expected[0]?.id ?? 'village:vn-v-trok'))
    return given
  }
  const name = basename(file.path, extname(file.path)).normalize('NFC')
  const first = firstGroupOf(name)
  const byFile = expected.find((group) => group.id.replace(':', '_') === first || group.id === first)
  if (byFile !== undefined) return `${byFile.id}${name.slice(first.length)}`
  const ended = name.replace('_', ':')
  if (isGroupId(ended, setting)) return ended
  const title = list?.groupName ?? null
  const [only, ...others] = title === null ? [] : groupsNamed(title, expected, setting)
  if (only !== undefined && others.length === 0) return only
  throw refuse(REFUSAL_TEXTS, (text) => text.whichGroup(file.path, expected.at(-1)?.id ?? 'village:vn-v-trok'))
}

/** The groups with a name: as they are called on the day, or as they and those that ended since were called last. */
function groupsNamed(title: string, expected: readonly ExpectedGroup[], { model, tree, asOf }: Setting): GroupId[] {
  const named = (groups: readonly ExpectedGroup[]): GroupId[] =>
    groups.filter((group) => foldName(group.name) === foldName(title)).map(({ id }) => id)
  const now = named(expected)
  if (now.length > 0) return now
  const ends = new Set(
    [...tree.units.values()].flatMap((unit) => [unit, ...unit.names, ...unit.parents].flatMap(({ to }) => to ?? [])),
  )
  for (const end of [...ends]
    .filter((day) => day <= asOf)
    .sort()
    .reverse()) {
    const then = named(expectedGroups(model, tree, addDays(end, -1)))
    if (then.length > 0) return then
  }
  return []
}

/** Also groups that ended: their lists lead to archiving them. */
function isGroupId(id: string, { model, tree }: Setting): boolean {
  const parts = parseGroupId(id)
  return (
    parts !== null &&
    model.groupKinds.some((kind) => kind.id === parts.kind) &&
    findUnit(tree, parts.unitId) !== undefined
  )
}

function refuseTwice(lists: readonly GroupList[]): void {
  const seen = new Map<GroupId, string>()
  for (const list of lists) {
    const other = seen.get(list.groupId)
    if (other !== undefined) throw refuse(REFUSAL_TEXTS, (text) => text.givenTwice(other, list.file, list.groupId))
    seen.set(list.groupId, list.file)
  }
}

function rowOf(path: readonly (string | number)[]): number | null {
  const row = path.find((part) => typeof part === 'number')
  return typeof row === 'number' ? row : null
}
