import {
  listActualGroups,
  listDifferingGroups,
  listDifferingReadings,
  listDifferingRows,
  listDriftDecisions,
  listPersonNames,
  listReadingRows,
  listWithdrawals,
  type Db,
} from '@ketnoi/db'
import {
  DRIFT_CLASSES,
  driftSubject,
  type Drift,
  type DriftClass,
  type DriftWay,
  type ExpectedGroup,
  type GroupDrift,
  type GroupId,
  type PersonId,
  type UnitId,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { desiredOf, groupsOf, groupsWithin, listOverridesOf } from '../plans/make-plan.ts'
import { getWorld, type World } from '../world.ts'
import { findDrift } from './find-drift.ts'

/** One difference as the page shows it. */
export interface DriftRow {
  readonly subject: string
  readonly kind: DriftClass
  readonly name: string
  /** `null`: a row of the member list. */
  readonly personId: PersonId | null
  /** The row of the member list; `null`: a person. */
  readonly key: string | null
  readonly seenAt: string
  readonly way: DriftWay
  readonly decided: { readonly reason: string; readonly at: string } | null
  readonly lostOn: string | null
  /** Whom the stranger may be. */
  readonly candidates: readonly { readonly personId: PersonId; readonly name: string }[]
}

export interface DriftPage {
  readonly groups: readonly {
    readonly id: GroupId
    readonly name: string
    readonly unitId: UnitId
    readonly rows: readonly DriftRow[]
    readonly inGrace: readonly { readonly name: string; readonly until: string }[]
  }[]
  /** The key to ask for the following groups. */
  readonly next: GroupId | null
}

/** Which drift is asked about. */
export interface DriftQuery {
  /** All groups of some units and everything below them; `null`: everywhere. */
  readonly within: readonly UnitId[] | null
  readonly groupId?: GroupId
  readonly kind?: DriftClass
}

/** What is compared at once while a page is filled: groups without drift in between cost little. */
const GROUPS_AT_ONCE = 100

/**
 * The drift of a page of groups, by name of the group. Only the groups of the page and those passed over on the way are compared, so
 * that a page of a province costs what a page of a commune does.
 */
export async function loadDriftPage(
  ctx: Context,
  query: DriftQuery & { readonly after?: GroupId; readonly limit: number },
): Promise<DriftPage> {
  const world = await getWorld(ctx)
  const groups = await differingGroups(ctx, world, query)
  const last = query.after === undefined ? undefined : groupsOf(world).find(({ id }) => id === query.after)
  const left = last === undefined ? groups : groups.filter((group) => compareGroups(group, last) > 0)
  const found: FoundDrift[] = []
  for (let at = 0; at < left.length && found.length <= query.limit; at += GROUPS_AT_ONCE) {
    const some = left.slice(at, at + GROUPS_AT_ONCE)
    const drift = await driftOf(ctx.db, world, some)
    for (const group of some) {
      const own = drift.get(group.id)
      const lines = (own?.lines ?? []).filter((line) => query.kind === undefined || line.kind === query.kind)
      if (own !== undefined && lines.length > 0) found.push({ group, lines, own })
    }
  }
  const shown = found.slice(0, query.limit)
  return {
    groups: await describeDrift(ctx, shown),
    next: found.length > shown.length ? (shown.at(-1)?.group.id ?? null) : null,
  }
}

/** How much drift there is of each class: of everything that is asked about. */
export async function countDrift(
  ctx: Context,
  query: Omit<DriftQuery, 'kind'>,
): Promise<Readonly<Record<DriftClass, number>>> {
  const world = await getWorld(ctx)
  const drift = await driftOf(ctx.db, world, await differingGroups(ctx, world, query))
  // Every class is given a number.
  const counts = Object.fromEntries(DRIFT_CLASSES.map((kind) => [kind, 0])) as Record<DriftClass, number>
  for (const { lines } of drift.values()) for (const { kind } of lines) counts[kind] += 1
  return counts
}

interface FoundDrift {
  readonly group: ExpectedGroup
  readonly lines: readonly Drift[]
  readonly own: GroupDrift
}

const COLLATOR = new Intl.Collator('vi')

function compareGroups(a: ExpectedGroup, b: ExpectedGroup): number {
  return COLLATOR.compare(a.name, b.name) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/** The groups whose lists differ from what should be, by name. */
async function differingGroups(
  ctx: Context,
  world: World,
  { within, groupId }: Omit<DriftQuery, 'kind'>,
): Promise<readonly ExpectedGroup[]> {
  const asked = groupId === undefined ? groupsWithin(world, within) : [groupId]
  const differing = new Set(await listDifferingGroups(ctx.db, asked))
  return groupsOf(world)
    .filter(({ id }) => differing.has(id))
    .sort(compareGroups)
}

/** The drift of some groups with everything that is known of it, read from what differs in them. */
async function driftOf(db: Db, world: World, groups: readonly ExpectedGroup[]): Promise<Map<GroupId, GroupDrift>> {
  const groupIds = groups.map(({ id }) => id)
  if (groupIds.length === 0) return new Map()
  const differing = await listDifferingRows(db, groupIds, { countAbsent: false })
  const readings = await listDifferingReadings(db, groupIds, differing)
  const overrides = await listOverridesOf(db, world, groupIds)
  const withdrawals = await listWithdrawals(db, groupIds)
  const desired = desiredOf(world, { groupIds, rows: differing.rows, readings, overrides })
  return findDrift(db, world, { groupIds, desired, readings, withdrawals }, 'whole')
}

async function describeDrift(ctx: Context, shown: readonly FoundDrift[]): Promise<DriftPage['groups']> {
  const names = await listPersonNames(
    ctx.db,
    shown.flatMap(({ lines, own }) => peopleOf(lines, own)),
  )
  const labels = await rowNames(
    ctx,
    shown.map(({ group }) => group.id),
  )
  const ids = shown.map(({ group }) => group.id)
  const decisions = new Map(
    (await listDriftDecisions(ctx.db, ids)).map((one) => [`${one.groupId} ${one.subject}`, one]),
  )
  const nameOf = (id: PersonId): string => names.get(id) ?? id
  return shown.map(({ group, lines, own }) => ({
    id: group.id,
    name: group.name,
    unitId: group.unitId,
    rows: lines.map((line): DriftRow => {
      const subject = driftSubject(line)
      const decision = line.decided ? decisions.get(`${group.id} ${subject}`) : undefined
      return {
        subject,
        kind: line.kind,
        name: 'key' in line ? (labels.get(`${group.id} ${line.key}`) ?? line.key) : nameOf(line.personId),
        personId: 'key' in line ? null : line.personId,
        key: 'key' in line ? line.key : null,
        seenAt: line.seenAt,
        way: line.way,
        decided: decision === undefined ? null : { reason: decision.reason, at: decision.at },
        lostOn: line.kind === 'overdue' ? line.lostOn : null,
        candidates:
          line.kind === 'changed-account'
            ? line.personIds.map((personId) => ({ personId, name: nameOf(personId) }))
            : [],
      }
    }),
    inGrace: [...own.inGrace].map(([personId, until]) => ({ name: nameOf(personId), until })),
  }))
}

function peopleOf(lines: readonly Drift[], { inGrace }: GroupDrift): PersonId[] {
  const named = lines.flatMap((line) => {
    if ('personId' in line) return [line.personId]
    return line.kind === 'changed-account' ? [...line.personIds] : []
  })
  return [...named, ...inGrace.keys()]
}

async function rowNames(ctx: Context, groupIds: readonly GroupId[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const actual of await listActualGroups(ctx.db, { groupIds }))
    for (const { key, displayName, personId } of await listReadingRows(ctx.db, actual.id))
      if (personId === null) names.set(`${actual.groupId ?? ''} ${key}`, displayName)
  return names
}
