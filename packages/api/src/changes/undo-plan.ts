import type { ChangeBatch } from '@ketnoi/db'
import { loadAccountNames } from '../accounts/account-names.ts'
import type { Context } from '../context.ts'
import { findUndoProgress, type UndoProgress } from './ask-for-undo.ts'
import { viewOf, type BatchView } from './batch-view.ts'
import { planPeopleUndo, type PeopleUndoPlan } from './people-plan.ts'
import { undoPeople } from './undo-people.ts'
import { planReadingUndo, undoReading, type ReadingUndoPlan } from './undo-reading.ts'
import { planUnitsUndo, undoUnitImport, type UnitsUndoPlan } from './undo-units.ts'

/** What taking a batch back does and does not. `under-way`: it is being taken back. */
export type UndoPlan =
  | PeopleUndoPlan
  | UnitsUndoPlan
  | ReadingUndoPlan
  | { readonly kind: 'under-way'; readonly batch: BatchView; readonly progress: UndoProgress }

/** How many people or units were given back as before, and taken away; of a member list, how many members came back and went. */
export interface BatchUndone {
  /** `asked`: it weighs much, and begins when somebody else has agreed. */
  readonly state: 'done' | 'asked'
  readonly restore: number
  readonly remove: number
}

export async function planUndo(ctx: Context, batch: ChangeBatch): Promise<UndoPlan> {
  if (batch.kind === 'reading') return planReadingUndo(ctx, batch)
  const progress = await findUndoProgress(ctx, batch.id)
  if (progress?.state === 'running')
    return { kind: 'under-way', batch: viewOf(batch, await loadAccountNames(ctx.db)), progress }
  return batch.kind === 'units' ? planUnitsUndo(ctx, batch) : planPeopleUndo(ctx, batch)
}

/**
 * Takes a batch back exactly as the plan said. Refused with `undo-changed-since` when the plan would be another one by now, with
 * `undo-blocked` when what was done since stands in the way, and with `nothing-to-undo`.
 */
export async function undoBatch(
  ctx: Context,
  batch: ChangeBatch,
  input: { readonly fingerprint: string; readonly reason: string },
): Promise<BatchUndone> {
  if (batch.kind === 'reading') {
    const { back, away } = await undoReading(ctx, batch, input)
    return { state: 'done', restore: back, remove: away }
  }
  const undone = await (batch.kind === 'units' ? undoUnitImport : undoPeople)(ctx, batch, input)
  if (undone === null) return { state: 'asked', restore: 0, remove: 0 }
  return { state: 'done', restore: undone.restore, remove: undone.remove }
}
