import {
  deletePeople,
  insertAuditEvents,
  lockHousehold,
  lockPeople,
  settleHouseholds,
  updateConsentLedger,
  updatePeople,
  type ChangeBatch,
  type Db,
} from '@ketnoi/db'
import { followPositions, type Person, type PersonId } from '@ketnoi/hierarchy'
import { deriveConsents } from '../consents/record-consent.ts'
import type { Context } from '../context.ts'
import { deriveGroups } from '../people/save-person.ts'
import { getWorld } from '../world.ts'
import { judgeBatch, type Judging, type PersonUndo } from './judge-batch.ts'
import { countsOf } from './people-plan.ts'

/** Takes everybody whom an undo is about, with their households, and judges once more, now that nobody else changes them. */
export async function judgeLocked(
  ctx: Context,
  trx: Db,
  batch: ChangeBatch,
  judging: Judging = {},
): Promise<PersonUndo[]> {
  const first = await judgeBatch(ctx, trx, batch, judging)
  for (const id of householdsOf(first)) await lockHousehold(trx, id)
  await lockPeople(
    trx,
    first.map(({ id }) => id),
  )
  return judgeBatch(ctx, trx, batch, judging)
}

/** Writes what was judged; gives whom it took away. */
export async function writeUndo(
  ctx: Context,
  trx: Db,
  batch: ChangeBatch,
  judged: readonly PersonUndo[],
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<readonly PersonId[]> {
  const { model, asOf } = await getWorld(ctx, trx)
  const at = ctx.now()
  const restored = judged.flatMap((undo) => (undo.outcome === 'restore' ? [undo.person] : []))
  const removed = judged.flatMap((undo) => (undo.outcome === 'remove' ? [undo.id] : []))
  const [eventId = null] = await insertAuditEvents(trx, [
    {
      at,
      actor: by,
      action: 'batch-undone',
      subjectKind: batch.kind,
      subjectId: batch.id,
      data: { reason, counts: countsOf(judged) },
    },
  ])
  const { updated } = await updatePeople(
    trx,
    restored.map((person) => followPositions(model, person)),
    () => {},
    eventId,
  )
  const doubtful = await updateConsentLedger(trx, updated, { asOf, at, recorder: by, evidence: `undo ${batch.id}` })
  for (const personId of doubtful) await deriveConsents(trx, personId, eventId)
  if (removed.length > 0) await deletePeople(trx, removed)
  await settleHouseholds(trx, householdsOf(judged), asOf)
  await deriveGroups(ctx, trx, [...updated, ...removed])
  return removed
}

/** The households that people live in now, and those that they come back to. */
function householdsOf(judged: readonly PersonUndo[]): string[] {
  const of = (person: Person): string[] => person.residences.flatMap(({ householdId }) => householdId ?? [])
  const all = judged.flatMap((undo) => {
    if (undo.outcome === 'restore') return [...of(undo.now), ...of(undo.person)]
    return undo.outcome === 'remove' ? of(undo.now) : []
  })
  return [...new Set(all)].sort()
}
