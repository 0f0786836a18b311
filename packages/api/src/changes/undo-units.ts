import {
  deleteUnits,
  insertAuditEvents,
  inTransaction,
  listBatchUnits,
  listUnitHolds,
  listUnits,
  lockBatch,
  lockWork,
  updateBatchUndone,
  updateUnits,
  type ChangeBatch,
  type Db,
} from '@ketnoi/db'
import {
  createUnitTree,
  undoUnits,
  type Issue,
  type KeptUnitField,
  type Unit,
  type UnitField,
  type UnitHold,
  type UnitId,
  type UnitUndone,
} from '@ketnoi/hierarchy'
import { loadAccountNames } from '../accounts/account-names.ts'
import type { Context } from '../context.ts'
import { ApiError, wireIssue, type WireIssue } from '../errors.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { refreshDesired } from '../groups/refresh-desired.ts'
import { bumpWorld, getWorld, unitName } from '../world.ts'
import { askForUndo, findUndoProgress, weighsMuch, type UndoCounts, type UndoProgress } from './ask-for-undo.ts'
import { viewOf, type BatchView } from './batch-view.ts'

const MOST_NAMED = 200

export interface UnitUndoLine {
  readonly unitId: UnitId
  readonly name: string
  readonly outcome: 'restore' | 'remove' | 'keep'
  readonly restored: readonly UnitField[]
  readonly kept: readonly KeptUnitField[]
  readonly holds: readonly UnitHold[]
}

/** What taking an import of units back does and does not. */
export interface UnitsUndoPlan {
  readonly kind: 'units'
  readonly batch: BatchView
  readonly counts: UndoCounts
  readonly needsSecond: boolean
  /** What somebody asked for, or was done so, where it needs a second person. */
  readonly progress: UndoProgress | null
  /** What stays first. */
  readonly lines: readonly UnitUndoLine[]
  readonly more: number
  /** Not empty: what would be left is no tree of units, and nothing can be taken back. */
  readonly issues: readonly WireIssue[]
  readonly fingerprint: string
}

interface JudgedUnits {
  readonly undone: readonly UnitUndone[]
  readonly issues: readonly Issue[]
  readonly fingerprint: string
}

export async function planUnitsUndo(ctx: Context, batch: ChangeBatch): Promise<UnitsUndoPlan> {
  const world = await getWorld(ctx)
  const { undone, issues, fingerprint } = await judge(ctx.db, batch)
  const counts = countsOf(undone)
  const lines = undone
    .flatMap((one) => lineOf(one, unitName(world, one.id)) ?? [])
    .sort((a, b) => rankOf(a) - rankOf(b) || a.name.localeCompare(b.name, 'vi'))
  return {
    kind: 'units',
    batch: viewOf(batch, await loadAccountNames(ctx.db)),
    counts,
    needsSecond: weighsMuch(counts),
    progress: await findUndoProgress(ctx, batch.id),
    lines: lines.slice(0, MOST_NAMED),
    more: Math.max(0, lines.length - MOST_NAMED),
    issues: issues.map(wireIssue),
    fingerprint,
  }
}

/**
 * Takes an import of units back exactly as the plan said, all or nothing, and starts the refresh of who should be in which group. What
 * weighs much is asked for, and gives `null`.
 */
export async function undoUnitImport(
  ctx: Context,
  batch: ChangeBatch,
  input: { readonly fingerprint: string; readonly reason: string },
): Promise<UndoCounts | null> {
  const counts = await inTransaction(ctx.db, async (trx) => {
    await lockWork(trx, 'import')
    await lockBatch(trx, batch.id)
    const { now } = await judgeAsLooked(trx, batch, input.fingerprint)
    if (weighsMuch(now)) {
      await askForUndo(ctx, trx, batch, { ...input, counts: now })
      return null
    }
    return writeUnitsUndo(ctx, trx, batch, { ...input, by: ctx.actor.id })
  })
  if (counts !== null) await refreshDesired(ctx)
  return counts
}

/** Writes what an undo of units does; who should be in which group is derived anew by whoever calls. */
export async function writeUnitsUndo(
  ctx: Context,
  trx: Db,
  batch: ChangeBatch,
  { fingerprint, reason, by }: { readonly fingerprint: string; readonly reason: string; readonly by: string },
): Promise<UndoCounts> {
  const { undone, now } = await judgeAsLooked(trx, batch, fingerprint)
  const world = await getWorld(ctx, trx)
  await updateUnits(
    trx,
    undone.flatMap((one) => (one.kind === 'restore' ? [one.unit] : [])),
  )
  const removed = undone.flatMap((one) => (one.kind === 'remove' ? [one.id] : []))
  const kept = await deleteUnits(trx, removed, world.asOf)
  if (kept.length > 0) throw new Error('something hangs on a unit that the plan would remove')
  await bumpWorld(trx)
  const at = ctx.now()
  await insertAuditEvents(trx, [
    {
      at,
      actor: by,
      action: 'units-undone',
      subjectKind: 'units',
      subjectId: batch.id,
      data: { reason, counts: now, removed },
    },
  ])
  await updateBatchUndone(trx, batch.id, { at, by, reason, counts: now })
  return now
}

async function judgeAsLooked(
  trx: Db,
  batch: ChangeBatch,
  looked: string,
): Promise<{ readonly undone: readonly UnitUndone[]; readonly now: UndoCounts }> {
  const { undone, issues, fingerprint } = await judge(trx, batch)
  if (fingerprint !== looked)
    throw new ApiError('undo-changed-since', 'what the undo would do has changed since it was looked at')
  if (issues.length > 0) throw new ApiError('undo-blocked', 'what would be left is no tree of units')
  const now = countsOf(undone)
  if (now.restore + now.remove === 0) throw new ApiError('nothing-to-undo', 'nothing of the batch is left to undo')
  return { undone, now }
}

async function judge(db: Db, batch: ChangeBatch): Promise<JudgedUnits> {
  const changes = await listBatchUnits(db, batch.id)
  const units = new Map((await listUnits(db)).map((unit) => [unit.id, unit]))
  const holds = Map.groupBy(
    await listUnitHolds(
      db,
      changes.map(({ after }) => after.id),
    ),
    ({ unitId }) => unitId,
  )
  const undone = undoUnits(changes, units, (id) => (holds.get(id) ?? []).map(({ hold }) => hold))
  const later = new Map<UnitId, Unit>(units)
  for (const one of undone) {
    if (one.kind === 'restore') later.set(one.id, one.unit)
    if (one.kind === 'remove') later.delete(one.id)
  }
  const tree = createUnitTree(later.values())
  const told = undone.map((one) => [one.id, one.kind === 'restore' ? one.unit : one])
  return { undone, issues: tree.ok ? [] : tree.issues, fingerprint: fingerprintOf([batch.id, told]) }
}

function countsOf(undone: readonly UnitUndone[]): UndoCounts {
  const count = (kind: UnitUndone['kind']): number => undone.filter((one) => one.kind === kind).length
  return {
    restore: count('restore'),
    remove: count('remove'),
    keep: undone.filter((one) => one.kind === 'keep' || (one.kind === 'restore' && one.kept.length > 0)).length,
    unchanged: count('unchanged'),
    forbidden: 0,
  }
}

function lineOf(one: UnitUndone, name: string): UnitUndoLine | null {
  if (one.kind === 'unchanged') return null
  return {
    unitId: one.id,
    name,
    outcome: one.kind,
    restored: one.kind === 'restore' ? one.restored : [],
    kept: one.kind === 'remove' ? [] : one.kept,
    holds: one.kind === 'keep' ? one.holds : [],
  }
}

function rankOf({ outcome, kept }: UnitUndoLine): number {
  return outcome === 'keep' ? 0 : kept.length > 0 ? 1 : outcome === 'remove' ? 2 : 3
}
