import {
  countPeople,
  inTransaction,
  insertImport,
  listActualGroups,
  listImports,
  listMemberCandidates,
  listMemberMatches,
  materialiseDesired,
  samplePeople,
  updateCoverageDay,
  updateActiveModel,
  updateActualMembers,
  updateImport,
  updateUnitAncestors,
  updateUnits,
  withPreparedStatements,
  type RosterImport,
} from '@ketnoi/db'
import { createUnitTree, IA_PA_2024, type Day, type GroupId, type MatchedMembers } from '@ketnoi/hierarchy'
import {
  createUnitFinder,
  proposeMapping,
  readWorkbook,
  suggestUnit,
  type MemberList,
  type RosterDecisions,
} from '@ketnoi/rosters'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { ApiError, issuesError } from '../errors.ts'
import { importReach, judgeImport, openImportFile, readImport, rememberWorkbook } from '../imports/judge-import.ts'
import { importRoster } from '../imports/import-roster.ts'
import type { ImportQuestion } from '../imports/import-view.ts'
import type { ImportDraft } from '../imports/stored-import.ts'
import type { JobView } from '../jobs/job-view.ts'
import { findLatestJob, startJob, type Report } from '../jobs/run-job.ts'
import { matchCandidates, memberKeysOf, readMembers, storeReading } from '../readings/save-reading.ts'
import { readCatalogue } from '../units/import-units.ts'
import { getWorld, updatePlayedDay } from '../world.ts'

/** Between the launch of the model in January 2024 and the reform of 2025, so that all three tiers have groups. */
const EXAMPLE_DAY: Day = '2024-02-01'

const MEMBER_LISTS = z.object({
  lists: z.array(
    z.object({
      file: z.string(),
      groupId: z.string(),
      name: z.string(),
      completeness: z.enum(['complete', 'partial', 'failed']),
      readAt: z.string(),
    }),
  ),
})

/**
 * Loads the Ia Pa example through the very steps that a person takes: units, rosters, who should be in which group, lists of
 * actual members. A loading that was interrupted goes on after the last whole file.
 */
export async function loadExample(
  ctx: Context,
): Promise<{ readonly jobId: string; readonly finished: Promise<JobView> }> {
  const folder = ctx.exampleFolder
  if (folder === null) throw new ApiError('example-missing', 'the example was not shipped with this program')
  const before = await findLatestJob(ctx, 'load-example')
  const goesOn = before !== null && before.state !== 'done' && before.state !== 'running'
  if (!goesOn && before?.state !== 'running' && (await countPeople(ctx.db)) > 0)
    throw new ApiError('not-empty', 'there are people already: the example is for an empty database')
  return startJob(ctx, 'load-example', {}, async (report) => {
    report('units', 0, WHOLE)
    await loadUnits(ctx, folder)
    await loadRosters(ctx, folder, report)
    await withPreparedStatements(() => loadGroups(ctx, folder, report))
    report('members', WHOLE, WHOLE)
  })
}

/** Progress is told in thousandths; the shares are those of the time measured on the embedded database. */
const WHOLE = 1000
const ROSTERS_SHARE = 750
const MEMBERS_FROM = 850

async function loadUnits(ctx: Context, folder: string): Promise<void> {
  const read = readCatalogue(await readFile(join(folder, 'units.json')))
  if (!read.ok) throw issuesError(read.issues)
  const tree = createUnitTree(read.value)
  if (!tree.ok) throw issuesError(tree.issues)
  await inTransaction(ctx.db, async (trx) => {
    await updateActiveModel(trx, IA_PA_2024)
    await updateUnits(trx, read.value)
    await updatePlayedDay(trx, EXAMPLE_DAY)
    await updateUnitAncestors(trx, EXAMPLE_DAY)
  })
}

async function loadRosters(ctx: Context, folder: string, report: Report): Promise<void> {
  const names = (await readdir(join(folder, 'rosters'))).filter((name) => /\.(?:xlsx|xls|csv)$/iu.test(name))
  // Rosters of people come first: those of offices then find their people in them.
  names.sort((a, b) => Number(isOfficeRoster(a)) - Number(isOfficeRoster(b)) || (a < b ? -1 : 1))
  const files = await Promise.all(
    names.map(async (name) => ({ name, bytes: new Uint8Array(await readFile(join(folder, 'rosters', name))) })),
  )
  const whole = files.reduce((sum, file) => sum + file.bytes.length, 0)
  const known = new Map((await listImports(ctx.db, { kind: 'roster', limit: 1000 })).map((one) => [one.fileName, one]))
  let read = 0
  let sampled = false
  for (const file of files) {
    const before = known.get(file.name)
    if (before?.status !== 'done') {
      const isOffice = isOfficeRoster(file.name)
      // From here on a few people are looked for among many.
      if (!sampled && isOffice) {
        await samplePeople(ctx.db)
        sampled = true
      }
      const from = read
      const kept = before ?? (await keepFile(ctx, file))
      // No thread of its own, unlike a file that somebody drops in: these come with the program, and are many and small.
      const workbook = await readWorkbook(file.bytes, { fileName: file.name })
      if (!workbook.ok) throw issuesError(workbook.issues)
      rememberWorkbook(kept.id, workbook.value)
      const carryOut = async (): Promise<void> => {
        await decideEverything(ctx, kept)
        await importRoster(ctx, kept.id, {
          deriveDesired: false,
          report: (step, done, total) => {
            const share = STEP_SHARES[step] ?? { from: 0, to: 0 }
            const within = share.from + (share.to - share.from) * (total === 0 ? 0 : done / total)
            report('people', Math.round(((from + file.bytes.length * within) / whole) * ROSTERS_SHARE), WHOLE)
          },
        })
      }
      // Rosters of offices are many, and each asks the same about a few people.
      await (isOffice ? withPreparedStatements(carryOut) : carryOut())
    }
    read += file.bytes.length
    report('people', Math.round((read / whole) * ROSTERS_SHARE), WHOLE)
  }
}

const STEP_SHARES: Readonly<Record<string, { readonly from: number; readonly to: number }>> = {
  reading: { from: 0, to: 0.2 },
  comparing: { from: 0.2, to: 0.5 },
  people: { from: 0.5, to: 1 },
}

function isOfficeRoster(name: string): boolean {
  return !name.startsWith('nhan-dan')
}

async function keepFile(
  ctx: Context,
  file: { readonly name: string; readonly bytes: Uint8Array },
): Promise<RosterImport> {
  const draft: ImportDraft = {
    unitId: null,
    mapping: { sheets: [] },
    previews: [],
    issues: [],
    decisions: {},
  }
  return insertImport(ctx.db, {
    id: ctx.newId(),
    kind: 'roster',
    fileName: file.name,
    file: file.bytes,
    author: ctx.actor.id,
    mapping: draft,
  })
}

/** What a person would answer who knows that the files are as described: convert old fonts, and take the one who fits. */
async function decideEverything(ctx: Context, { id, fileName, createdAt }: RosterImport): Promise<void> {
  const world = await getWorld(ctx)
  const workbook = await openImportFile(ctx, id, fileName)
  const { model, asOf, tree } = world
  const units = createUnitFinder(tree, asOf)
  const { mapping, previews, issues } = proposeMapping(workbook, { model, units })
  const conversions = {
    tcvn3: 'accept',
    vni: 'accept',
    mojibake: 'accept',
    minority: 'accept',
    honorific: 'accept',
  } as const
  const decisions: RosterDecisions = { conversions }
  // Read alone: the file is compared with everybody once it is known what it is about.
  const reading = readImport(world, workbook, { unitId: null, mapping, decisions })
  const draft: ImportDraft = {
    unitId: suggestUnit(reading, tree, asOf),
    mapping,
    previews,
    issues: [...workbook.issues, ...issues],
    decisions,
  }
  const given = { importId: id, createdAt, draft, workbook, reach: importReach(ctx) }
  await inTransaction(ctx.db, async (trx) => {
    const { judgement } = await judgeImport(trx, world, given)
    const people = answersTo(judgement.questions)
    const answered = people === null ? draft : { ...draft, decisions: { ...decisions, people } }
    await updateImport(trx, id, { mapping: answered, status: 'checked', summary: judgement })
  })
}

/** Whoever may be one person alone is that person; `null`: nobody is in doubt. */
function answersTo(questions: readonly ImportQuestion[]): NonNullable<RosterDecisions['people']> | null {
  const doubtful = questions.filter((question) => question.kind === 'possible-duplicate')
  if (doubtful.length === 0) return null
  return Object.fromEntries(
    doubtful.map(({ id, candidates: [only, ...others] }) => [
      id.slice(id.indexOf(':') + 1),
      only === undefined || others.length > 0 ? { kind: 'new' } : { kind: 'same', personId: only.personId },
    ]),
  )
}

const NO_ROWS: MemberList = { rows: [], tellsRoles: false, statedCount: null, groupName: null, issues: [] }
const NOBODY: MatchedMembers = { members: [], unmatched: [], rows: [], looksLikeWrongGroup: false }

/**
 * Who should be in the groups, and who is. Both come together, or neither: the units, and everything counted from who is in the groups,
 * are counted once, after the last list.
 */
async function loadGroups(ctx: Context, folder: string, report: Report): Promise<void> {
  report('desired', ROSTERS_SHARE, WHOLE)
  const index = MEMBER_LISTS.parse(JSON.parse(await readFile(join(folder, 'members', 'index.json'), 'utf8')))
  const lists: { readonly entry: (typeof index.lists)[number]; readonly list: MemberList | null }[] = []
  for (const entry of index.lists) lists.push({ entry, list: await readList(join(folder, 'members'), entry.file) })
  await inTransaction(ctx.db, async (trx) => {
    const { model, asOf } = await getWorld(ctx, trx)
    await materialiseDesired(trx, model, asOf, undefined, { units: 'later' })
    const known = new Map((await listActualGroups(trx)).map((group) => [group.groupId, group]))
    const unread = lists.filter(({ entry }) => (known.get(entry.groupId)?.readingId ?? null) === null)
    const keys = unread.flatMap(({ entry, list }) => (list === null ? [] : [memberKeysOf(entry.groupId, list)]))
    const candidates = await listMemberCandidates(trx, keys, asOf)
    for (const [done, { entry, list }] of unread.entries()) {
      report('members', Math.round(MEMBERS_FROM + (done / unread.length) * (WHOLE - MEMBERS_FROM)), WHOLE)
      const actual = known.get(entry.groupId)
      const decisions = actual === undefined ? [] : await listMemberMatches(trx, actual.id)
      const found = list === null ? null : matchCandidates(list, candidates.get(entry.groupId) ?? [], decisions)
      // Nobody is here to be asked whether the list of another group is meant: nothing on it says who is in this one.
      const isRead = list !== null && found !== null && !found.looksLikeWrongGroup
      await storeReading(trx, ctx, {
        groupId: entry.groupId,
        name: entry.name,
        completeness: isRead ? entry.completeness : 'failed',
        readAt: entry.readAt,
        source: entry.file,
        list: isRead ? list : NO_ROWS,
        matched: isRead ? found : NOBODY,
        firstRun: false,
        joinLink: exampleLink(entry.groupId),
        members: 'later',
      })
    }
    await updateActualMembers(
      trx,
      unread.map(({ entry }) => entry.groupId),
      'all',
    )
    await updateCoverageDay(trx, ctx.today())
  })
}

/** `null`: one of the lists holds nobody; it is kept as a reading that failed, which leaves its group alone. */
async function readList(folder: string, file: string): Promise<MemberList | null> {
  const bytes = new Uint8Array(await readFile(join(folder, file)))
  const source = file.endsWith('.txt')
    ? ({ kind: 'text', text: new TextDecoder().decode(bytes) } as const)
    : ({ kind: 'file', fileName: file, bytes } as const)
  return readMembers(source, readWorkbook).catch((error: unknown) => {
    if (error instanceof ApiError) return null
    throw error
  })
}

/** A link that can never lead anywhere: the top-level domain is reserved for examples (RFC 2606). */
function exampleLink(groupId: GroupId): string {
  return `https://zalo.example/g/${encodeURIComponent(groupId.replace(':', '-'))}`
}
