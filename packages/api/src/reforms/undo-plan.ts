import {
  findActualGroup,
  listAccountRoles,
  listActualGroups,
  listComers,
  listDeparturesSince,
  listOverrides,
  listReferredUnits,
  listReformPeople,
  listReformSteps,
  listReformVersions,
  readPeople,
  findRegistration,
  type Db,
  type ReformStep,
  type ReformVersion,
} from '@ketnoi/db'
import {
  recordFacts,
  undoFacts,
  undoReform,
  type FactLoss,
  type Person,
  type PersonId,
  type ServiceSince,
  type UndoneFacts,
  type UnitId,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { wireIssue, type WireIssue } from '../errors.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { getWorld } from '../world.ts'
import { MOVED } from './move-people.ts'
import { reformChecks } from './reform-brakes.ts'
import { createdUnits } from './reform-reached.ts'
import { findApproval, findKnownRehearsal, stateError, type KnownReform, type ReformLoss } from './reform-store.ts'

/** What undoing a reform would give back, and what it would not. */
export interface UndoPlan {
  readonly fingerprint: string
  readonly needsSecond: boolean
  /** Not empty: something was done since that has to be undone first. */
  readonly issues: readonly WireIssue[]
  readonly restores: {
    readonly units: number
    readonly unitsRemoved: number
    readonly people: number
    readonly scopes: number
    readonly groups: number
    readonly overrides: number
    readonly registrations: number
  }
  readonly losses: readonly ReformLoss[]
}

const PART = 2_000

/** Works out what undoing would do; nothing is changed. */
export async function loadUndoPlan(ctx: Context, db: Db, known: KnownReform): Promise<UndoPlan> {
  const { stored, effects } = known
  if (effects === null || stored.state === 'undone') throw stateError(known)
  const { id } = stored
  const { record } = effects
  const removed = createdUnits(record.units)
  const worked = await findKnownRehearsal(db, id)
  const undone = undoReform(record, await getWorld(ctx, db), await loadSince(db, known))
  const steps = await listReformSteps(db, id)
  const changed = await stepsChangedSince(db, steps)
  const ids = new Set([
    ...(await listReformPeople(db, id, { state: 'moved', limit: EVERYBODY })),
    ...(await listComers(db, removed)),
  ])
  const lost = await factsLost(db, known, [...ids].sort(), removed)
  const losses: ReformLoss[] = [
    ...(undone.ok ? undone.value.lost : []),
    ...changed.map(({ kind, subjectId }) => ({ code: 'step-changed-since' as const, kind, subjectId })),
    ...(await listReferredUnits(db, removed)).map((unitId) => ({ code: 'unit-kept' as const, unitId })),
    ...lost,
  ]
  const count = (kind: ReformStep['kind']): number =>
    steps.filter((step) => step.kind === kind && !changed.includes(step)).length
  const restores = {
    units: record.units.before.length,
    unitsRemoved: removed.length,
    people: ids.size,
    scopes: count('scope'),
    groups: count('group'),
    overrides: count('override'),
    registrations: count('registration'),
  }
  const issues = undone.ok ? [] : undone.issues.map(wireIssue)
  const told = issues.map(({ code, path }) => [code, path])
  const fingerprint = fingerprintOf([id, stored.state, restores, losses, told])
  const needsSecond = worked === null || reformChecks(worked.rehearsal.counts).some(({ tripped }) => tripped)
  return { fingerprint, needsSecond, issues, restores, losses }
}

const EVERYBODY = 10_000_000

/** What happened in the service since the reform began. */
async function loadSince(db: Db, { stored }: KnownReform): Promise<ServiceSince> {
  const worked = await findKnownRehearsal(db, stored.id)
  const since = (await findApproval(db, stored.id, 'apply'))?.startedAt ?? stored.createdAt
  const moved = (worked?.rehearsal.groups ?? []).flatMap(({ fate, realGroupId, groupId }) =>
    realGroupId === null || fate === 'kept' ? [] : [{ realGroupId, groupId }],
  )
  const archived = new Set((await listActualGroups(db)).flatMap((group) => (group.archived ? [group.id] : [])))
  const ids = moved.map(({ realGroupId }) => realGroupId)
  return {
    archived: moved.filter(({ realGroupId }) => archived.has(realGroupId)),
    left: await listDeparturesSince(db, ids, since),
  }
}

async function factsLost(
  db: Db,
  known: KnownReform,
  ids: readonly PersonId[],
  removed: readonly UnitId[],
): Promise<FactLoss[]> {
  const lost: FactLoss[] = []
  for (let at = 0; at < ids.length; at += PART) {
    const some = ids.slice(at, at + PART)
    const versions = Map.groupBy(await listReformVersions(db, known.stored.id, MOVED, some), ({ personId }) => personId)
    for (const { person } of await readPeople(db, some))
      lost.push(...takeFactsBack(known, person, versions.get(person.id) ?? [], removed).lost)
  }
  return lost
}

/** A person as they were before the reform, from what it made of them: the last first. */
export function takeFactsBack(
  { stored }: KnownReform,
  person: Person,
  versions: readonly ReformVersion[],
  removed: readonly UnitId[],
): UndoneFacts {
  const { effectiveOn } = stored
  const lost: FactLoss[] = []
  let now = person
  const records = versions.map(({ before, after }) => recordFacts(before, after))
  for (const [at, record] of (records.length === 0 ? [null] : records).entries()) {
    // Units that are there no more are cleared at the last: an earlier version may still give back what stands there.
    const undone = undoFacts(record, now, { removed: at < records.length - 1 ? [] : removed, effectiveOn })
    now = undone.person
    lost.push(...undone.lost)
  }
  return { person: now, lost }
}

/** Steps whose subject is no longer as the reform left it: they stay as they are. */
export async function stepsChangedSince(db: Db, steps: readonly ReformStep[]): Promise<ReformStep[]> {
  const roles = new Map((await listAccountRoles(db)).map((role) => [role.id, role]))
  const overrides = new Map((await listOverrides(db)).map((override) => [override.id, override]))
  const changed: ReformStep[] = []
  for (const step of steps) if (!(await isAsLeft(step))) changed.push(step)
  return changed

  async function isAsLeft({ kind, subjectId, after }: ReformStep): Promise<boolean> {
    if (kind === 'scope') return isSame(roles.get(subjectId) ?? null, after)
    if (kind === 'override') return isSame(overrides.get(subjectId) ?? null, after)
    if (kind === 'group') return isSame({ groupId: (await findActualGroup(db, subjectId))?.groupId ?? null }, after)
    const waiting = await findRegistration(db, subjectId)
    return isSame({ unitId: waiting?.unitId ?? null }, after) && waiting?.state === 'waiting'
  }
}

/** The same values, whatever the order in which they were kept. */
function isSame(a: unknown, b: unknown): boolean {
  return sorted(a) === sorted(b)
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
