import {
  findGroup,
  insertDepartures,
  insertReading,
  listRemovedByHand,
  updateCoverageDay,
  inTransaction,
  listActualGroups,
  listDesiredRowsOfPeople,
  listMemberCandidates,
  listMemberMatches,
  listPeopleByNames,
  listPersonNames,
  lockMembership,
  updateBatch,
  type ActualGroup,
  type Db,
  type FoundMemberCandidate,
  type MemberKeys,
  type MemberMatch,
  type ReadingRow,
} from '@ketnoi/db'
import {
  DEFAULT_BRAKES,
  foldName,
  losesMany,
  matchMembers,
  type GroupId,
  type MatchedMembers,
  type MatchInput,
  type Role,
} from '@ketnoi/hierarchy'
import {
  parsePastedMembers,
  readMemberList,
  readWorkbookInWorker,
  type readWorkbook,
  type MemberList,
} from '@ketnoi/rosters'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError, issuesError, NotFoundError, wireIssue, type WireIssue } from '../errors.ts'
import { adoptByPolicy } from '../drift/adopt-lines.ts'
import type { ListedBatch } from '../changes/undo-reading.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { getActualGroup } from '../groups/set-link.ts'
import { groupsOf } from '../plans/make-plan.ts'
import { wakeRun } from '../runs/work-context.ts'
import { getWorld, type World } from '../world.ts'
import { departuresByHand, findListBefore, goneSince, knownAsBefore, stillKnown } from './departures.ts'

/** A list of the members of one real group, from a file or pasted. */
export interface MemberListInput {
  readonly groupId: GroupId
  readonly source:
    | { readonly kind: 'file'; readonly fileName: string; readonly bytes: Uint8Array }
    | { readonly kind: 'text'; readonly text: string }
}

export interface ReadingPreview {
  readonly rows: number
  readonly matched: number
  readonly ambiguous: number
  readonly unmatched: number
  /** Few of the rows are people of this group: ask before anything is compared. */
  readonly looksLikeWrongGroup: boolean
  /** The groups whose people the list fits better, best first. */
  readonly likelyGroups: readonly { readonly groupId: GroupId; readonly name: string; readonly matched: number }[]
  /** The number of members that the list itself names, where it does. */
  readonly statedCount: number | null
  /** Whether the list says the role of anybody: where it does not, roles stay as they are known. */
  readonly tellsRoles: boolean
  readonly sample: readonly {
    readonly displayName: string
    readonly personName: string | null
    readonly by: 'account' | 'phone' | 'name' | 'decision' | null
  }[]
  readonly issues: readonly WireIssue[]
}

const SAMPLE = 30
const LIKELY_GROUPS = 3

/** Reads the list itself, as far as it can be read without knowing the group. */
export async function readMembers(
  source: MemberListInput['source'],
  read: typeof readWorkbook = readWorkbookInWorker,
): Promise<MemberList> {
  if (source.kind === 'text') {
    const pasted = parsePastedMembers(source.text)
    if (!pasted.ok) throw issuesError(pasted.issues)
    return pasted.value
  }
  const workbook = await read(source.bytes, { fileName: source.fileName })
  if (!workbook.ok) throw issuesError(workbook.issues)
  const list = readMemberList(workbook.value)
  if (!list.ok) throw issuesError(list.issues)
  return list.value
}

/** What saving the list would find; nothing is written. */
export async function previewReading(ctx: Context, input: MemberListInput): Promise<ReadingPreview> {
  const world = await getWorld(ctx)
  const list = await readMembers(input.source)
  const matched = await matchList(ctx.db, world, input.groupId, list)
  const names = await listPersonNames(
    ctx.db,
    matched.rows.flatMap((row) => row.personId ?? []),
  )
  return {
    rows: list.rows.length,
    matched: matched.members.length,
    ambiguous: matched.unmatched.filter((row) => row.candidates.length > 0).length,
    unmatched: matched.unmatched.filter((row) => row.candidates.length === 0).length,
    looksLikeWrongGroup: matched.looksLikeWrongGroup,
    likelyGroups: matched.looksLikeWrongGroup ? await likelyGroups(ctx.db, world, input.groupId, list) : [],
    statedCount: list.statedCount,
    tellsRoles: list.tellsRoles,
    sample: list.rows.slice(0, SAMPLE).map((row, i) => {
      const found = matched.rows[i]
      const personName = found === undefined || found.personId === null ? null : (names.get(found.personId) ?? null)
      return { displayName: row.displayName, personName, by: found?.by ?? null }
    }),
    issues: list.issues.map(wireIssue),
  }
}

export interface SavedReading {
  readonly readingId: string
  readonly matched: number
  readonly unmatched: number
}

/**
 * Keeps the list as the group's current reading. A list that looks like another group's is refused with `looks-like-wrong-group`
 * until somebody has said that it is right: compared with the wrong group it would ask to remove everybody. So is, with `loses-many`,
 * a complete list without many who were there: half a list would say of the other half that they left.
 */
export async function saveReading(
  ctx: Context,
  input: MemberListInput & {
    readonly completeness: 'complete' | 'partial'
    readonly confirmWrongGroup: boolean
    readonly confirmLosses: boolean
  },
): Promise<SavedReading> {
  const world = await getWorld(ctx)
  const list = await readMembers(input.source)
  const queue = await ctx.queue()
  return inTransaction(ctx.db, async (trx) => {
    const matched = await matchList(trx, world, input.groupId, list)
    if (matched.looksLikeWrongGroup && !input.confirmWrongGroup) {
      throw new ApiError('looks-like-wrong-group', 'few of the names are known in this group', {
        groupId: input.groupId,
        rows: list.rows.length,
        matched: matched.members.length,
        likelyGroups: await likelyGroups(trx, world, input.groupId, list),
      })
    }
    const [actual] = await listActualGroups(trx, { groupIds: [input.groupId] })
    if (actual !== undefined && input.completeness === 'complete' && !input.confirmLosses)
      await refuseLosses(trx, world, input.groupId, actual, matched)
    const saved = await storeReading(trx, ctx, {
      groupId: input.groupId,
      // A list that does not say what the group is called says nothing of its name.
      name: list.groupName ?? actual?.name ?? expectedName(world, input.groupId),
      completeness: input.completeness,
      source: input.source.kind === 'file' ? input.source.fileName : 'paste',
      list,
      matched,
    })
    const adopted = await adoptByPolicy(trx, ctx, world, input.groupId)
    await noteBatch(trx, ctx, { input, saved, rows: list.rows.length, actual: actual ?? null, adopted })
    await updateCoverageDay(trx, ctx.today())
    await wakeRun(queue, trx, input.groupId)
    return saved
  })
}

/** Keeps what there was before a list, so that it can be taken back. */
async function noteBatch(
  trx: Db,
  ctx: Context,
  noted: {
    readonly input: MemberListInput
    readonly saved: SavedReading
    readonly rows: number
    /** `null`: the group was not known before. */
    readonly actual: ActualGroup | null
    readonly adopted: number
  },
): Promise<void> {
  const { groupId, source } = noted.input
  const [now] = await listActualGroups(trx, { groupIds: [groupId] })
  const { actual } = noted
  const before =
    actual === null
      ? null
      : {
          readingId: actual.readingId,
          name: actual.name,
          previousNames: [...actual.previousNames],
          firstRun: actual.firstRun,
        }
  const what: ListedBatch & { readonly fileName?: string } = {
    groupId,
    groupName: (await findGroup(trx, groupId))?.name ?? groupId,
    name: now?.name ?? groupId,
    before,
    adopted: noted.adopted,
    ...(source.kind === 'file' ? { fileName: source.fileName } : {}),
  }
  await updateBatch(trx, {
    id: noted.saved.readingId,
    kind: 'reading',
    what,
    reason: null,
    people: noted.rows,
    unitIds: [unitOfGroup(groupId)],
    author: ctx.actor.id,
    at: ctx.now(),
  })
}

/** Names in a question are for recognising, not for going through. */
const NAMED_LOSSES = 10

async function refuseLosses(
  trx: Db,
  world: World,
  groupId: GroupId,
  actual: ActualGroup,
  matched: MatchedMembers,
): Promise<void> {
  const before = await findListBefore(trx, groupId, actual)
  if (before === null) return
  const gone = goneSince(before.rows, matched.rows)
  const removed = await listRemovedByHand(trx, groupId, gone, before.readAt)
  const lost = gone.filter((personId) => !removed.has(personId))
  const kindId = groupsOf(world).find((group) => group.id === groupId)?.kind
  const brakes = world.model.groupKinds.find(({ id }) => id === kindId)?.brakes
  const size = before.rows.filter((row) => row.personId !== null && row.state === 'member').length
  if (!losesMany({ size, lost: lost.length }, { ...DEFAULT_BRAKES, ...brakes })) return
  const names = await listPersonNames(trx, lost.slice(0, NAMED_LOSSES))
  throw new ApiError('loses-many', 'many who were in the group are not on the list', {
    groupId,
    lost: lost.length,
    members: size,
    names: [...names.values()],
  })
}

export interface ReadingToStore {
  readonly groupId: GroupId
  readonly name: string
  readonly completeness: 'complete' | 'partial' | 'failed'
  /** ISO instant. Default: now. */
  readonly readAt?: string
  readonly source: string
  readonly list: MemberList
  readonly matched: MatchedMembers
  /** Whether a group that was not known before was taken over from other hands. Default: yes, so nobody is removed at first. */
  readonly firstRun?: boolean
  /** Where the real group is, for whoever knows it; left out: as before. */
  readonly joinLink?: string
  /** When it is derived who is in the group (`NewReading`). Default: now. */
  readonly members?: 'now' | 'later'
}

/** Writes a reading that was matched; the first one of an adopted group removes nobody, later ones may. */
export async function storeReading(trx: Db, ctx: Context, reading: ReadingToStore): Promise<SavedReading> {
  const { list, matched, groupId, name } = reading
  const at = reading.readAt ?? ctx.now()
  await lockMembership(trx)
  const actual = await getActualGroup(trx, ctx, {
    groupId,
    name,
    ...(reading.firstRun === undefined ? {} : { firstRun: reading.firstRun }),
  })
  const previousNames =
    actual.name === name ? actual.previousNames : [...new Set([...actual.previousNames, actual.name])]
  const before = reading.completeness === 'failed' ? null : await findListBefore(trx, groupId, actual)
  const unmatched = new Map(matched.unmatched.map((row) => [row.key, row]))
  const roleBefore = list.tellsRoles ? () => undefined : rolesOf(before?.rows ?? [])
  const read = list.rows.flatMap((row, i): ReadingRow[] => {
    const found = matched.rows[i]
    if (found === undefined) return []
    const { displayName, accountId, phone, state } = row
    const { key, personId, by: matchedBy } = found
    const candidates = unmatched.get(key)?.candidates ?? []
    const role = roleBefore({ key, personId, candidates }) ?? row.role
    return [{ key, personId, displayName, accountId, phone, role, state, matchedBy, candidates }]
  })
  const isPart = reading.completeness === 'partial'
  const listBefore = before?.rows ?? []
  const rows = isPart ? knownAsBefore(listBefore, read) : read
  const readingId = ctx.newId()
  await insertReading(trx, {
    id: readingId,
    actualGroupId: actual.id,
    readAt: at,
    completeness: reading.completeness,
    source: reading.source,
    author: ctx.actor.id,
    group: {
      name,
      previousNames,
      ...(actual.readingId === null ? {} : { firstRun: false }),
      ...(reading.joinLink === undefined ? {} : { joinLink: reading.joinLink }),
    },
    ...(reading.members === undefined ? {} : { members: reading.members }),
    rows: isPart ? [...rows, ...stillKnown(listBefore, rows)] : rows,
  })
  if (before !== null && reading.completeness === 'complete') {
    const gone = goneSince(before.rows, matched.rows)
    await insertDepartures(trx, actual.id, await departuresByHand(trx, groupId, before, gone, at))
  }
  await noteEvent(ctx, trx, {
    action: 'reading-saved',
    subjectKind: 'group',
    subjectId: groupId,
    data: { readingId, completeness: reading.completeness, rows: list.rows.length },
  })
  return { readingId, matched: rows.filter(({ personId }) => personId !== null).length, unmatched: openRows(rows) }
}

/** The role of whoever a row is, or can only be, in the list before; a row that was unknown there keeps its own. */
function rolesOf(before: readonly ReadingRow[]) {
  const ofPeople = new Map(
    before.flatMap(({ personId, role }) => (personId === null ? [] : [[personId, role] as const])),
  )
  const ofStrangers = new Map(
    before.flatMap(({ key, personId, role }) => (personId === null ? [[key, role] as const] : [])),
  )
  return ({ key, personId, candidates }: Pick<ReadingRow, 'key' | 'personId' | 'candidates'>): Role | undefined => {
    const who = personId ?? (candidates.length === 1 ? candidates[0] : undefined)
    return who === undefined ? ofStrangers.get(key) : ofPeople.get(who)
  }
}

/** Rows nobody has decided about: a known stranger is decided. */
export function openRows(rows: readonly ReadingRow[]): number {
  return rows.filter((row) => row.personId === null && row.matchedBy === null).length
}

/** Matches a list to the people of a group: names within those wanted there, accounts and phones beyond them. */
export async function matchList(
  db: Db,
  world: World,
  groupId: GroupId,
  list: Pick<MatchInput, 'rows'>,
): Promise<MatchedMembers> {
  const [actual] = await listActualGroups(db, { groupIds: [groupId] })
  const decisions = actual === undefined ? [] : await listMemberMatches(db, actual.id)
  return matchDecided(db, world, groupId, list, decisions)
}

/** The same for whoever knows what was decided about names of the group. */
export async function matchDecided(
  db: Db,
  world: World,
  groupId: GroupId,
  list: Pick<MatchInput, 'rows'>,
  decisions: readonly MemberMatch[],
): Promise<MatchedMembers> {
  if (!groupsOf(world).some((one) => one.id === groupId)) throw new NotFoundError('group', groupId)
  const candidates = await listMemberCandidates(db, [memberKeysOf(groupId, list)], world.asOf)
  return matchCandidates(list, candidates.get(groupId) ?? [], decisions)
}

/** What `listMemberCandidates` looks people up by for a list. */
export function memberKeysOf(groupId: GroupId, { rows }: Pick<MatchInput, 'rows'>): MemberKeys {
  return {
    groupId,
    phones: rows.flatMap((row) => row.phone ?? []),
    accountIds: rows.flatMap((row) => row.accountId ?? []),
  }
}

/** The same for whoever knows whom the rows may be. */
export function matchCandidates(
  { rows }: Pick<MatchInput, 'rows'>,
  candidates: readonly FoundMemberCandidate[],
  decisions: readonly MemberMatch[],
): MatchedMembers {
  return matchMembers({
    rows,
    desired: candidates.filter(({ desired }) => desired),
    others: candidates.filter(({ desired }) => !desired),
    decisions,
  })
}

/** The groups that most of the names of a list are wanted in. */
async function likelyGroups(
  db: Db,
  world: World,
  notThis: GroupId,
  list: MemberList,
): Promise<ReadingPreview['likelyGroups']> {
  const folded = [...new Set(list.rows.map((row) => foldName(row.displayName)))]
  const people = await listPeopleByNames(db, folded)
  const rows = await listDesiredRowsOfPeople(
    db,
    people.map((person) => person.id),
  )
  const counts = new Map<GroupId, Set<string>>()
  const names = new Map(people.map((person) => [person.id, foldName(person.name)]))
  for (const row of rows) {
    const own = counts.get(row.groupId) ?? new Set<string>()
    own.add(names.get(row.personId) ?? '')
    counts.set(row.groupId, own)
  }
  counts.delete(notThis)
  return [...counts]
    .map(([groupId, matched]) => ({ groupId, name: expectedName(world, groupId), matched: matched.size }))
    .sort((a, b) => b.matched - a.matched || (a.groupId < b.groupId ? -1 : 1))
    .slice(0, LIKELY_GROUPS)
}

function expectedName(world: World, groupId: GroupId): string {
  return groupsOf(world).find((group) => group.id === groupId)?.name ?? groupId
}
