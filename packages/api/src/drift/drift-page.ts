import { listDriftDecisions, listPersonNames, listReadingRows, listActualGroups } from '@ketnoi/db'
import {
  DRIFT_CLASSES,
  driftSubject,
  type Drift,
  type DriftClass,
  type DriftWay,
  type GroupDrift,
  type GroupId,
  type PersonId,
  type UnitId,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { groupsOf, groupsWithin, makePlan } from '../plans/make-plan.ts'
import { getWorld } from '../world.ts'
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
  /** Over all groups, also those that are not shown. */
  readonly counts: Readonly<Record<DriftClass, number>>
  readonly moreGroups: number
}

/** What one person works through at a sitting; what is settled makes room for the rest. */
const SHOWN_GROUPS = 50

/** The drift of some groups, or of all groups of some units (`null`: everywhere), by name of the group. */
export async function loadDriftPage(
  ctx: Context,
  where: { readonly within: readonly UnitId[] | null; readonly groupId?: GroupId; readonly kind?: DriftClass },
): Promise<DriftPage> {
  const world = await getWorld(ctx)
  const groupIds = where.groupId === undefined ? groupsWithin(world, where.within) : [where.groupId]
  const { desired, readings, withdrawals } = await makePlan(ctx.db, world, groupIds)
  const drift = await findDrift(ctx.db, world, { groupIds, desired, readings, withdrawals }, 'whole')
  // Every class is given a number.
  const counts = Object.fromEntries(DRIFT_CLASSES.map((kind) => [kind, 0])) as Record<DriftClass, number>
  for (const { kind } of [...drift.values()].flatMap(({ lines }) => lines)) counts[kind] += 1
  const found = groupsOf(world).flatMap((group) => {
    const own = drift.get(group.id)
    const lines = (own?.lines ?? []).filter((line) => where.kind === undefined || line.kind === where.kind)
    return own === undefined || lines.length === 0 ? [] : [{ group, lines, own }]
  })
  const shown = found
    .sort((a, b) => a.group.name.localeCompare(b.group.name, 'vi') || (a.group.id < b.group.id ? -1 : 1))
    .slice(0, SHOWN_GROUPS)
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
  return {
    groups: shown.map(({ group, lines, own }) => ({
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
    })),
    counts,
    moreGroups: found.length - shown.length,
  }
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
