import {
  deletePeople,
  findBatch,
  insertAuditEvents,
  inTransaction,
  lockBatch,
  lockHousehold,
  lockPeople,
  lockWork,
  settleHouseholds,
  updateBatchUndone,
  updateConsentLedger,
  updateCoverageDay,
  updatePeople,
  type BatchKind,
  type ChangeBatch,
  type Db,
} from '@ketnoi/db'
import { followPositions, type AddedHold, type KeptFact, type Person, type PersonField } from '@ketnoi/hierarchy'
import { loadAccountNames } from '../accounts/account-names.ts'
import { deriveConsents } from '../consents/record-consent.ts'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { forgetJudgedImports } from '../imports/judge-import.ts'
import { compareNames } from '../people/person-names.ts'
import { deriveGroups } from '../people/save-person.ts'
import { getWorld } from '../world.ts'
import { judgeBatch, type PersonUndo } from './judge-batch.ts'

/** How many people are named; the rest are counted. */
const MOST_NAMED = 200

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

export interface BatchView {
  readonly id: string
  readonly kind: BatchKind
  readonly fileName: string | null
  /** Of a bulk edit: `set` or `move`. */
  readonly change: string | null
  readonly reason: string | null
  readonly people: number
  readonly author: string
  readonly at: string
  readonly undone: { readonly at: string; readonly by: string; readonly reason: string } | null
}

export interface UndoLine {
  readonly personId: string
  /** `null` for whoever may not be named. */
  readonly name: string | null
  readonly outcome: 'restore' | 'remove' | 'keep' | 'forbidden'
  readonly restored: readonly PersonField[]
  readonly kept: readonly KeptFact[]
  readonly holds: readonly AddedHold[]
}

/** What taking a batch back does and does not. */
export interface UndoPlan {
  readonly batch: BatchView
  readonly counts: UndoCounts
  /** What stays first; whoever is as before the batch is only counted. */
  readonly lines: readonly UndoLine[]
  readonly more: number
  /** Names the plan: anything else is not carried out. */
  readonly fingerprint: string
}

/** A batch lies with whoever made it, and with those who answer for everything. */
export async function getBatch(ctx: Context, id: string, everywhere: boolean): Promise<ChangeBatch> {
  const batch = await findBatch(ctx.db, id)
  if (batch === null || (!everywhere && batch.author !== ctx.actor.id)) throw new NotFoundError('batch', id)
  return batch
}

export async function planUndo(ctx: Context, batch: ChangeBatch): Promise<UndoPlan> {
  const judged = await judgeBatch(ctx, ctx.db, batch)
  const names = await loadAccountNames(ctx.db)
  const lines = judged.flatMap((undo) => lineOf(undo) ?? []).sort(byOutcome)
  return {
    batch: viewOf(batch, names),
    counts: countsOf(judged),
    lines: lines.slice(0, MOST_NAMED),
    more: Math.max(0, lines.length - MOST_NAMED),
    fingerprint: fingerprintOfUndo(batch, judged),
  }
}

/**
 * Takes a batch back exactly as the plan said, in one transaction. Refused with `undo-changed-since` when the plan would be another one
 * by now, and with `nothing-to-undo` when there is nothing that it would do.
 */
export async function undoBatch(
  ctx: Context,
  batch: ChangeBatch,
  input: { readonly fingerprint: string; readonly reason: string },
): Promise<UndoCounts> {
  const counts = await inTransaction(ctx.db, async (trx) => {
    await lockWork(trx, 'import')
    await lockBatch(trx, batch.id)
    const first = await judgeBatch(ctx, trx, batch)
    const households = [...new Set(first.flatMap(householdsOf))].sort()
    for (const id of households) await lockHousehold(trx, id)
    await lockPeople(
      trx,
      first.map(({ id }) => id),
    )
    // Again, now that nobody else changes them.
    const judged = await judgeBatch(ctx, trx, batch)
    if (fingerprintOfUndo(batch, judged) !== input.fingerprint)
      throw new ApiError('undo-changed-since', 'what the undo would do has changed since it was looked at')
    const now = countsOf(judged)
    if (now.restore + now.remove === 0) throw new ApiError('nothing-to-undo', 'nothing of the batch is left to undo')
    await writeUndo(ctx, trx, batch, judged, input.reason, households)
    return now
  })
  forgetJudgedImports()
  return counts
}

async function writeUndo(
  ctx: Context,
  trx: Db,
  batch: ChangeBatch,
  judged: readonly PersonUndo[],
  reason: string,
  households: readonly string[],
): Promise<void> {
  const { model, asOf } = await getWorld(ctx, trx)
  const at = ctx.now()
  const counts = countsOf(judged)
  const restored = judged.flatMap((undo) => (undo.outcome === 'restore' ? [undo.person] : []))
  const removed = judged.flatMap((undo) => (undo.outcome === 'remove' ? [undo.id] : []))
  const [eventId = null] = await insertAuditEvents(trx, [
    {
      at,
      actor: ctx.actor.id,
      action: 'batch-undone',
      subjectKind: batch.kind,
      subjectId: batch.id,
      data: { reason, counts },
    },
  ])
  const { updated } = await updatePeople(
    trx,
    restored.map((person) => followPositions(model, person)),
    () => {},
    eventId,
  )
  const doubtful = await updateConsentLedger(trx, updated, {
    asOf,
    at,
    recorder: ctx.actor.id,
    evidence: `undo ${batch.id}`,
  })
  for (const personId of doubtful) await deriveConsents(trx, personId, eventId)
  if (removed.length > 0) await deletePeople(trx, removed)
  await settleHouseholds(trx, households, asOf)
  await deriveGroups(ctx, trx, [...updated, ...removed])
  await updateCoverageDay(trx, ctx.today())
  await updateBatchUndone(trx, batch.id, { at, by: ctx.actor.id, reason, counts: { ...counts, removed } })
}

export function viewOf(batch: ChangeBatch, names: ReadonlyMap<string, string>): BatchView {
  const what: Readonly<Record<string, unknown>> =
    typeof batch.what === 'object' && batch.what !== null ? { ...batch.what } : {}
  const { fileName, kind } = what
  const nameOf = (id: string): string => names.get(id) ?? id
  return {
    id: batch.id,
    kind: batch.kind,
    fileName: typeof fileName === 'string' ? fileName : null,
    change: typeof kind === 'string' ? kind : null,
    reason: batch.reason,
    people: batch.people,
    author: nameOf(batch.author),
    at: batch.at,
    undone:
      batch.undoneAt === null
        ? null
        : { at: batch.undoneAt, by: nameOf(batch.undoneBy ?? ''), reason: batch.undoReason ?? '' },
  }
}

function countsOf(judged: readonly PersonUndo[]): UndoCounts {
  const count = (outcome: PersonUndo['outcome']): number => judged.filter((undo) => undo.outcome === outcome).length
  return {
    restore: count('restore'),
    remove: count('remove'),
    keep: judged.filter((undo) => undo.outcome === 'keep' || (undo.outcome === 'restore' && undo.kept.length > 0))
      .length,
    unchanged: count('unchanged'),
    forbidden: count('forbidden'),
  }
}

function lineOf(undo: PersonUndo): UndoLine | null {
  const nothing = { restored: [], kept: [], holds: [] }
  const line = { personId: undo.id, name: undo.now.name, ...nothing }
  switch (undo.outcome) {
    case 'restore':
      return { ...line, outcome: undo.outcome, restored: undo.restored, kept: undo.kept }
    case 'remove':
      return { ...line, outcome: undo.outcome }
    case 'keep':
      return { ...line, outcome: undo.outcome, kept: undo.kept, holds: undo.holds }
    case 'forbidden':
      return { ...line, name: undo.seen ? line.name : null, outcome: undo.outcome }
    case 'unchanged':
      return null
    default:
      return undo satisfies never
  }
}

/** What stays first: nobody needs to look for it. */
function byOutcome(a: UndoLine, b: UndoLine): number {
  const rank = ({ outcome, kept }: UndoLine): number =>
    outcome === 'keep' ? 0 : outcome === 'forbidden' ? 1 : kept.length > 0 ? 2 : outcome === 'remove' ? 3 : 4
  return rank(a) - rank(b) || compareNames(a.name ?? '', b.name ?? '')
}

function fingerprintOfUndo(batch: ChangeBatch, judged: readonly PersonUndo[]): string {
  const told = judged.map((undo) => [
    undo.id,
    undo.revision,
    undo.outcome,
    undo.outcome === 'restore' ? undo.restored : [],
    undo.outcome === 'restore' || undo.outcome === 'keep' ? undo.kept.map(({ field, code }) => [field, code]) : [],
    undo.outcome === 'keep' ? undo.holds : [],
  ])
  return fingerprintOf([batch.id, told])
}

/** The households that people live in now, and those that they come back to. */
function householdsOf(undo: PersonUndo): string[] {
  const of = (person: Person): string[] => person.residences.flatMap(({ householdId }) => householdId ?? [])
  if (undo.outcome === 'restore') return [...of(undo.now), ...of(undo.person)]
  return undo.outcome === 'remove' ? of(undo.now) : []
}
