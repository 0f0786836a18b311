import { findBatch, listAskedUndos, type BatchFilter, type BatchKind, type ChangeBatch } from '@ketnoi/db'
import { isAllowed, reachOf, type Actor } from '../authorise.ts'
import type { Action } from '../permissions.ts'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'

/** What a batch of a kind was done by: who may do that to all that it touched may take it back. */
export const DONE_BY = {
  import: 'imports.confirm',
  selection: 'selections.change',
  units: 'units.importConfirm',
  reading: 'readings.save',
} as const satisfies Record<BatchKind, Action>

export const BATCH_KINDS = ['import', 'selection', 'units', 'reading'] as const satisfies readonly BatchKind[]
/** Taken back person by person: whoever made one sees it, and takes back what is still theirs to change. */
const BY_PERSON: readonly BatchKind[] = ['import', 'selection']

/** Refused as not found: that there is a batch in other places is for those who may change there. */
export async function getBatch(ctx: Context, id: string): Promise<ChangeBatch> {
  const batch = await findBatch(ctx.db, id)
  if (batch === null || !isWithinReach(ctx.actor, batch)) throw new NotFoundError('batch', id)
  return batch
}

/** The batches whose undo waits for whoever asks: others asked for it, and it is theirs to agree to. */
export async function listWaitingUndos(ctx: Context): Promise<readonly string[]> {
  const waiting: string[] = []
  for (const { batchId, askedBy } of await listAskedUndos(ctx.db, ctx.now())) {
    const batch = askedBy === ctx.actor.id ? null : await findBatch(ctx.db, batchId)
    if (batch !== null && mayTakeBack(ctx.actor, batch.kind, batch.unitIds)) waiting.push(batchId)
  }
  return waiting
}

export function batchesWithin(actor: Actor, kinds: readonly BatchKind[]): Omit<BatchFilter, 'limit'> {
  return {
    author: actor.id,
    own: BY_PERSON.filter((kind) => kinds.includes(kind)),
    within: kinds.map((kind) => {
      const reach = reachOf(actor, DONE_BY[kind])
      return [kind, reach.kind === 'everywhere' ? 'everywhere' : [...reach.unitIds]]
    }),
  }
}

function isWithinReach(actor: Actor, { kind, author, unitIds }: ChangeBatch): boolean {
  return (BY_PERSON.includes(kind) && author === actor.id) || mayTakeBack(actor, kind, unitIds)
}

function mayTakeBack(actor: Actor, kind: BatchKind, unitIds: ChangeBatch['unitIds']): boolean {
  if (unitIds === null || unitIds.length === 0) return isAllowed(actor, DONE_BY[kind], null)
  return unitIds.every((unitId) => isAllowed(actor, DONE_BY[kind], unitId))
}
