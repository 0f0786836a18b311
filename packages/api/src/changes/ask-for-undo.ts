import {
  countBatchUndo,
  findBatchUndo,
  insertBatchUndo,
  lockBatchUndo,
  type BatchUndo,
  type ChangeBatch,
  type Db,
} from '@ketnoi/db'
import { approvalEndsAt } from '@ketnoi/hierarchy'
import { loadAccountNames } from '../accounts/account-names.ts'
import { loadActor } from '../accounts/load-actor.ts'
import { noteEvent } from '../audit/note-event.ts'
import type { Actor } from '../authorise.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { MOST_PEOPLE_ALONE } from '../reforms/reform-brakes.ts'

export interface UndoCounts {
  /** Get back what the batch changed, all of it or in part. */
  readonly restore: number
  /** Were added by the batch, and are taken away again. */
  readonly remove: number
  /** Stay as they are, or in part: each is named. */
  readonly keep: number
  /** Are as if the batch had never been. */
  readonly unchanged: number
  readonly forbidden: number
}

/** An undo that is too large for one person to answer for. */
export interface UndoProgress {
  readonly state: BatchUndo['state']
  readonly fingerprint: string
  readonly reason: string
  readonly askedBy: string
  readonly askedAt: string
  readonly expired: boolean
  /** Whether whoever looks asked for it: somebody else has to agree. */
  readonly own: boolean
  readonly secondedBy: string | null
  readonly done: number
  readonly total: number
}

/** Above what one person may answer for alone, as with a reform. */
export function weighsMuch({ restore, remove }: Pick<UndoCounts, 'restore' | 'remove'>): boolean {
  return restore + remove > MOST_PEOPLE_ALONE
}

/** Asks for an undo: it begins when somebody else has agreed to the same plan, within a day. */
export async function askForUndo(
  ctx: Context,
  trx: Db,
  batch: ChangeBatch,
  asked: { readonly fingerprint: string; readonly reason: string; readonly counts: UndoCounts },
): Promise<void> {
  if ((await lockBatchUndo(trx, batch.id))?.state === 'running')
    throw new ApiError('undo-under-way', 'the undo is under way')
  const askedAt = ctx.now()
  const expiresAt = approvalEndsAt(askedAt)
  await insertBatchUndo(trx, { ...asked, batchId: batch.id, askedBy: ctx.actor.id, askedAt, expiresAt })
  await noteUndo(ctx, trx, batch, 'undo-asked', { reason: asked.reason, counts: asked.counts })
}

export async function findUndoProgress(ctx: Context, batchId: string): Promise<UndoProgress | null> {
  const undo = await findBatchUndo(ctx.db, batchId)
  if (undo === null) return null
  const names = await loadAccountNames(ctx.db)
  const { waiting, ...settled } = await countBatchUndo(ctx.db, batchId)
  const done = Object.values(settled).reduce((sum, count) => sum + count, 0)
  return {
    state: undo.state,
    fingerprint: undo.fingerprint,
    reason: undo.reason,
    askedBy: names.get(undo.askedBy) ?? undo.askedBy,
    askedAt: undo.askedAt,
    expired: Date.parse(undo.expiresAt) <= Date.parse(ctx.now()),
    own: undo.askedBy === ctx.actor.id,
    secondedBy: undo.secondedBy === null ? null : (names.get(undo.secondedBy) ?? undo.secondedBy),
    done,
    total: done + waiting,
  }
}

/** In whose name a plan is made: what somebody asked for is what they may change, whoever looks at it. */
export async function askerOf(ctx: Context, db: Db, batchId: string): Promise<Actor> {
  const undo = await findBatchUndo(db, batchId)
  if (undo === null || undo.state !== 'asked' || undo.askedBy === ctx.actor.id) return ctx.actor
  if (Date.parse(undo.expiresAt) <= Date.parse(ctx.now())) return ctx.actor
  return loadActor({ ...ctx, db }, { id: undo.askedBy, name: undo.askedBy })
}

export async function noteUndo(ctx: Context, trx: Db, batch: ChangeBatch, action: string, data: object): Promise<void> {
  const subject = { subjectKind: batch.kind, subjectId: batch.id }
  await noteEvent(ctx, trx, { action, ...subject, data: { ...data } })
}
