import type { ChangeBatch } from '@ketnoi/db'
import type { AddedHold, KeptFact, PersonField } from '@ketnoi/hierarchy'
import { loadAccountNames } from '../accounts/account-names.ts'
import { areaOf, isWithin, type Reach } from '../authorise.ts'
import type { Context } from '../context.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { compareNames, unitsOfPerson } from '../people/person-names.ts'
import { askerOf, findUndoProgress, weighsMuch, type UndoCounts, type UndoProgress } from './ask-for-undo.ts'
import { viewOf, type BatchView } from './batch-view.ts'
import { judgeBatch, type PersonUndo } from './judge-batch.ts'

/** How many people are named; the rest are counted. */
const MOST_NAMED = 200

export interface UndoLine {
  readonly personId: string
  /** `null` for whoever may not be named. */
  readonly name: string | null
  readonly outcome: 'restore' | 'remove' | 'keep' | 'forbidden'
  readonly restored: readonly PersonField[]
  readonly kept: readonly KeptFact[]
  readonly holds: readonly AddedHold[]
}

/** What taking a batch of changed people back does and does not. */
export interface PeopleUndoPlan {
  readonly kind: 'people'
  readonly batch: BatchView
  readonly counts: UndoCounts
  readonly needsSecond: boolean
  /** What somebody asked for, or was done so, where it needs a second person. */
  readonly progress: UndoProgress | null
  /** What stays first; whoever is as before the batch is only counted. */
  readonly lines: readonly UndoLine[]
  readonly more: number
  /** Names the plan: anything else is not carried out. */
  readonly fingerprint: string
}

export async function planPeopleUndo(ctx: Context, batch: ChangeBatch): Promise<PeopleUndoPlan> {
  const judged = await judgeBatch(ctx, ctx.db, batch, { actor: await askerOf(ctx, ctx.db, batch.id) })
  const see = areaOf(ctx.actor, 'see')
  const names = await loadAccountNames(ctx.db)
  const counts = countsOf(judged)
  const lines = judged.flatMap((undo) => lineOf(undo, see) ?? []).sort(byOutcome)
  return {
    kind: 'people',
    batch: viewOf(batch, names),
    counts,
    needsSecond: weighsMuch(counts),
    progress: await findUndoProgress(ctx, batch.id),
    lines: lines.slice(0, MOST_NAMED),
    more: Math.max(0, lines.length - MOST_NAMED),
    fingerprint: fingerprintOfUndo(batch, judged),
  }
}

export function countsOf(judged: readonly PersonUndo[]): UndoCounts {
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

function lineOf(undo: PersonUndo, see: Reach): UndoLine | null {
  const nothing = { restored: [], kept: [], holds: [] }
  const isSeen = see.kind === 'everywhere' || unitsOfPerson(undo.now).some((unitId) => isWithin(see, unitId))
  const line = { personId: undo.id, name: isSeen ? undo.now.name : null, ...nothing }
  switch (undo.outcome) {
    case 'restore':
      return { ...line, outcome: undo.outcome, restored: undo.restored, kept: undo.kept }
    case 'remove':
      return { ...line, outcome: undo.outcome }
    case 'keep':
      return { ...line, outcome: undo.outcome, kept: undo.kept, holds: undo.holds }
    case 'forbidden':
      return { ...line, outcome: undo.outcome }
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

export function fingerprintOfUndo(batch: ChangeBatch, judged: readonly PersonUndo[]): string {
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
