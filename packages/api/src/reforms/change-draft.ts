import { deleteReform, inTransaction, insertReform, updateReformDocument } from '@ketnoi/db'
import type { Context } from '../context.ts'
import { issuesError, wireIssue, type WireIssue } from '../errors.ts'
import type { Action } from '../permissions.ts'
import { getWorld } from '../world.ts'
import { requireAnswersFor } from './reform-reach.ts'
import {
  getLockedReform,
  noteReform,
  readReform,
  refuseStale,
  stateError,
  touchedUnits,
  type ScopeChoice,
} from './reform-store.ts'

/** What stands between a document and these units, each at its place in the document; nothing is kept. */
export async function checkDocument(ctx: Context, document: unknown): Promise<readonly WireIssue[]> {
  const read = readReform(document, await getWorld(ctx))
  return read.ok ? [] : read.issues.map(wireIssue)
}

/** What is kept of a document beside it; refused with everything that is wrong with it, and where whoever asks does not answer for it. */
async function readDraft(ctx: Context, action: Action, document: unknown) {
  const world = await getWorld(ctx)
  const read = readReform(document, world)
  if (!read.ok) throw issuesError(read.issues)
  const { reform, applied } = read.value
  const { decision, effectiveOn, newUnits } = reform
  const unitIds = touchedUnits(reform, applied)
  requireAnswersFor(ctx, action, world, { unitIds, model: applied.model !== world.model, newUnits })
  return { decision, effectiveOn, unitIds }
}

/** Keeps a decision as a draft; refused with everything that is wrong with it. */
export async function createReform(ctx: Context, document: unknown): Promise<{ readonly id: string }> {
  const { decision, effectiveOn, unitIds } = await readDraft(ctx, 'reforms.create', document)
  const id = ctx.newId()
  await inTransaction(ctx.db, async (trx) => {
    const [createdBy, createdAt] = [ctx.actor.id, ctx.now()]
    await insertReform(trx, { id, document, decision, effectiveOn, createdBy, createdAt, unitIds })
    await noteReform(ctx, trx, id, 'reform-created', { decision })
  })
  return { id }
}

export interface DraftChange {
  readonly id: string
  readonly revision: number
  /** The whole document, with what was decided since. */
  readonly document: unknown
  readonly scopeChoices: readonly ScopeChoice[]
}

/** Changes a draft: what was worked out for it before, and approved, no longer counts. */
export async function changeReform(ctx: Context, change: DraftChange): Promise<{ readonly revision: number }> {
  const { id, document, scopeChoices } = change
  const { decision, effectiveOn, unitIds } = await readDraft(ctx, 'reforms.decide', document)
  return inTransaction(ctx.db, async (trx) => {
    const known = await getLockedReform(trx, id)
    refuseStale(known, change.revision)
    if (known.stored.state !== 'draft' && known.stored.state !== 'approved') throw stateError(known)
    const updatedAt = ctx.now()
    await updateReformDocument(trx, { id, document, decision, effectiveOn, scopeChoices, updatedAt, unitIds })
    await noteReform(ctx, trx, id, 'reform-changed')
    return { revision: known.stored.revision + 1 }
  })
}

/** Throws a draft away. */
export async function removeReform(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    const known = await getLockedReform(trx, id)
    if (known.stored.state !== 'draft') throw stateError(known)
    await deleteReform(trx, id)
    await noteReform(ctx, trx, id, 'reform-removed', { decision: known.stored.decision })
  })
}
