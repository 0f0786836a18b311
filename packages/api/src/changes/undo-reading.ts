import {
  deleteActualGroup,
  deleteReading,
  findReadingToUndo,
  HANDS_ON,
  inTransaction,
  listActualGroups,
  listMemberMatches,
  lockBatch,
  lockMembership,
  updateActualGroup,
  updateBatchUndone,
  updateCoverageDay,
  type ActualGroup,
  type ChangeBatch,
  type Db,
  type ReadingHold,
  type ReadingToUndo,
} from '@ketnoi/db'
import type { GroupId } from '@ketnoi/hierarchy'
import { z } from 'zod'
import { loadAccountNames } from '../accounts/account-names.ts'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { ordinaryId } from '../groups/group-page.ts'
import { viewOf, type BatchView } from './batch-view.ts'

/** What is kept of a member list beside its rows: what there was of the group before it. */
const listed = z.object({
  groupId: z.string(),
  groupName: z.string(),
  /** As the list left the group; before it: `null` where it was not known. */
  name: z.string(),
  before: z
    .object({
      readingId: z.string().nullable(),
      name: z.string(),
      previousNames: z.array(z.string()),
      firstRun: z.boolean(),
    })
    .nullable(),
  /** Exceptions that the way of the kind made of what the list showed. */
  adopted: z.number(),
})
export type ListedBatch = z.infer<typeof listed>

/** What taking a member list back does and does not. */
export interface ReadingUndoPlan {
  readonly kind: 'reading'
  readonly batch: BatchView
  readonly groupId: GroupId
  /** Not empty: it stays. `gone`: it was taken back. */
  readonly holds: readonly (ReadingHold | 'gone')[]
  /** The list that would be the current one; `null`: none. */
  readonly before: ReadingToUndo['before']
  readonly back: number
  readonly away: number
  /** What came of it and stays. */
  readonly stays: { readonly reviews: number; readonly decided: number; readonly adopted: number }
  readonly fingerprint: string
}

export async function planReadingUndo(ctx: Context, batch: ChangeBatch): Promise<ReadingUndoPlan> {
  const { what, found, fingerprint } = await judge(ctx.db, batch)
  return {
    kind: 'reading',
    batch: viewOf(batch, await loadAccountNames(ctx.db)),
    groupId: what.groupId,
    holds: found?.holds ?? ['gone'],
    before: found?.before ?? null,
    back: found?.back ?? 0,
    away: found?.away ?? 0,
    stays: { reviews: found?.reviews ?? 0, decided: found?.decided ?? 0, adopted: what.adopted },
    fingerprint,
  }
}

/** Deletes the list: it names people who perhaps never were there. What it said of the group is as before, where nobody changed it since. */
export async function undoReading(
  ctx: Context,
  batch: ChangeBatch,
  input: { readonly fingerprint: string; readonly reason: string },
): Promise<{ readonly back: number; readonly away: number }> {
  return inTransaction(ctx.db, async (trx) => {
    await lockBatch(trx, batch.id)
    await lockMembership(trx)
    const { what, found, fingerprint } = await judge(trx, batch)
    if (fingerprint !== input.fingerprint)
      throw new ApiError('undo-changed-since', 'what the undo would do has changed since it was looked at')
    if (found === null) throw new ApiError('nothing-to-undo', 'nothing of the batch is left to undo')
    if (found.holds.length > 0) throw new ApiError('undo-blocked', 'what was done since stands in the way')
    await takeBack(trx, what, found)
    await updateCoverageDay(trx, ctx.today())
    const { back, away } = found
    const at = ctx.now()
    await noteEvent(ctx, trx, {
      at,
      action: 'reading-undone',
      subjectKind: 'group',
      subjectId: what.groupId,
      data: { readingId: found.id, reason: input.reason, back, away },
    })
    await updateBatchUndone(trx, batch.id, { at, by: ctx.actor.id, reason: input.reason, counts: { back, away } })
    return { back, away }
  })
}

async function takeBack(trx: Db, { groupId, name, before }: ListedBatch, { id }: ReadingToUndo): Promise<void> {
  const [actual] = await listActualGroups(trx, { groupIds: [groupId] })
  if (actual === undefined) return
  await deleteReading(trx, { id, actualGroupId: actual.id, beforeId: before?.readingId ?? null })
  if (before === null) {
    if (isOfListAlone(actual, name) && (await listMemberMatches(trx, actual.id)).length === 0)
      await deleteActualGroup(trx, actual.id)
    return
  }
  const { firstRun } = before
  const names = actual.name === name ? { name: before.name, previousNames: before.previousNames } : {}
  await updateActualGroup(trx, actual.id, { firstRun, ...names })
}

/** Nothing is known of the group but by the list. */
function isOfListAlone(actual: ActualGroup, name: string): boolean {
  const { groupId, externalId, joinLink, capacity, service } = actual
  return (
    actual.name === name &&
    groupId !== null &&
    externalId === ordinaryId(groupId) &&
    joinLink === null &&
    capacity === null &&
    service === HANDS_ON
  )
}

async function judge(
  db: Db,
  batch: ChangeBatch,
): Promise<{ readonly what: ListedBatch; readonly found: ReadingToUndo | null; readonly fingerprint: string }> {
  const what = listed.parse(batch.what)
  const found = await findReadingToUndo(db, batch.id, what.before?.readingId ?? null)
  return { what, found, fingerprint: fingerprintOf([batch.id, found]) }
}
