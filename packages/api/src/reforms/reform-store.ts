import {
  findReform,
  findRehearsal,
  listReformApprovals,
  lockReform,
  type Db,
  type ReformApproval,
  type StoredReform,
} from '@ketnoi/db'
import {
  applyReform,
  createRelocation,
  parseReform,
  type AppliedReform,
  type ContestedSeat,
  type FactLoss,
  type Reform,
  type ReformRecord,
  type Rehearsal,
  type Relocation,
  type Result,
  type ServiceLoss,
  type UnitId,
} from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { getWorld, type World } from '../world.ts'

/** For a role of an account that no unit carries on: which units it is for from the day on. None: it ends. */
export interface ScopeChoice {
  readonly accountId: string
  readonly role: string
  readonly unitId: UnitId
  readonly becomes: readonly UnitId[]
}

/** What applying a reform changed about units and the model, and how it decides about people. */
export interface ReformEffects {
  readonly record: ReformRecord
  readonly contested: readonly ContestedSeat[]
}

/** Something that undoing does not give back. */
export type ReformLoss =
  | FactLoss
  | ServiceLoss
  /** Something that the reform changed was changed again since, and stays. */
  | { readonly code: 'step-changed-since'; readonly kind: string; readonly subjectId: string }
  /** Something refers to a unit that the reform had made: it stays as a unit that has ended. */
  | { readonly code: 'unit-kept'; readonly unitId: UnitId }

/** A reform, read. */
export interface KnownReform {
  readonly stored: StoredReform
  readonly scopeChoices: readonly ScopeChoice[]
  /** `null` before it is applied. */
  readonly effects: ReformEffects | null
  readonly losses: readonly ReformLoss[]
}

export async function getReform(db: Db, id: string): Promise<KnownReform> {
  return need(await findReform(db, id), id)
}

export async function getLockedReform(trx: Db, id: string): Promise<KnownReform> {
  return need(await lockReform(trx, id), id)
}

function need(stored: StoredReform | null, id: string): KnownReform {
  if (stored === null) throw new NotFoundError('reform', id)
  return {
    stored,
    // These columns are written from values of these very types, in this folder alone.
    scopeChoices: stored.scopeChoices as readonly ScopeChoice[],
    effects: stored.effects as ReformEffects | null,
    losses: stored.losses as readonly ReformLoss[],
  }
}

/** What was worked out last for a reform. */
export interface KnownRehearsal {
  readonly fingerprint: string
  readonly rehearsal: Rehearsal
  readonly rehearsedAt: string
}

export async function findKnownRehearsal(db: Db, id: string): Promise<KnownRehearsal | null> {
  const found = await findRehearsal(db, id)
  // Written from a rehearsal, in this folder alone.
  return found === null ? null : { ...found, rehearsal: found.rehearsal as Rehearsal }
}

/** The document held against the units as they are now. */
export function readReform(document: unknown, world: World): Result<{ reform: Reform; applied: AppliedReform }> {
  const parsed = parseReform(document, world)
  if (!parsed.ok) return parsed
  const applied = applyReform(parsed.value, world)
  return applied.ok ? { ok: true, value: { reform: parsed.value, applied: applied.value } } : applied
}

/** What a reform is asked permission for: every unit that it ends, makes, changes or takes for a result. */
export function touchedUnits(reform: Reform, applied: AppliedReform): UnitId[] {
  const results = applied.changed.flatMap(({ successors }) => successors.map(({ unitId }) => unitId))
  // A unit that only gets another one below it is touched as well, also where nobody says so: whatever lay in a unit that ends.
  const above = applied.changed.flatMap(({ parents }) =>
    parents.flatMap(({ unitId, from }) => (from === reform.effectiveOn ? [unitId] : [])),
  )
  const added = new Set(reform.newUnits.map(({ id }) => id))
  const touched = [...applied.changed.map(({ id }) => id), ...results, ...above.filter((id) => !added.has(id))]
  return [...new Set(touched)].sort()
}

/** What decides about everybody's facts, made of what was kept when the reform began. */
export async function relocationOf(ctx: Context, db: Db, { record, contested }: ReformEffects): Promise<Relocation> {
  const { model, tree } = await getWorld(ctx, db)
  return createRelocation({ reform: record.reform, model, tree, contested })
}

/** Whom the document itself names. */
export function namedPeople(reform: Reform): string[] {
  return [
    ...reform.seats.map(({ personId }) => personId),
    ...reform.households.flatMap((placement) => ('personId' in placement ? [placement.personId] : [])),
  ]
}

/** The approval that counts: the last one, which may have been used already. */
export async function findApproval(
  db: Db,
  id: string,
  purpose: ReformApproval['purpose'],
): Promise<ReformApproval | null> {
  const [last] = (await listReformApprovals(db, id)).filter((approval) => approval.purpose === purpose)
  return last ?? null
}

export function stateError({ stored }: KnownReform): ApiError {
  return new ApiError('reform-state', `a reform that is ${stored.state} cannot`, { state: stored.state })
}

export function refuseStale({ stored }: KnownReform, revision: number): void {
  if (stored.revision !== revision) throw new ApiError('revision-conflict', 'somebody was faster', { id: stored.id })
}

export async function noteReform(
  ctx: Context,
  trx: Db,
  id: string,
  action: string,
  data: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await noteEvent(ctx, trx, { action, subjectKind: 'reform', subjectId: id, data })
}
