import {
  findAgreedSelection,
  findBatch,
  findSelectionRequest,
  insertSelectionRequest,
  inTransaction,
  listSelectionRequests,
  updateSelectionDone,
  updateSelectionRequest,
  type SelectionRequest,
} from '@ketnoi/db'
import { approvalEndsAt, judgeSecond, type UnitId } from '@ketnoi/hierarchy'
import { loadAccountNames } from '../accounts/account-names.ts'
import { loadActor } from '../accounts/load-actor.ts'
import { noteEvent } from '../audit/note-event.ts'
import { isAllowed } from '../authorise.ts'
import type { Context } from '../context.ts'
import { ApiError, ForbiddenError, need, NotFoundError } from '../errors.ts'
import { restOfSelection } from '../runs/work-context.ts'
import { getWorld, unitName } from '../world.ts'
import {
  changeInBatches,
  previewSelection,
  type SelectedPerson,
  type SelectionChange,
  type SelectionInput,
  type SelectionPreview,
  type SelectionResult,
} from './change-people.ts'

/** A change of many people that waits for somebody else, as it would be done now. */
export interface AskedChange extends Pick<SelectionPreview, 'changed' | 'unchanged' | 'groups' | 'moreGroups'> {
  readonly id: string
  readonly change: SelectionChange
  /** Where they would move to. */
  readonly unitName: string | null
  readonly reason: string
  readonly askedBy: string
  readonly askedAt: string
  /** Whether whoever looks asked for it: somebody else has to agree. */
  readonly own: boolean
  /** How many would be left as they are. */
  readonly refused: number
  readonly fingerprint: string
  /** It would do something else by now: it has to be asked for anew. */
  readonly moved: boolean
}

/**
 * Asks for a change that weighs too much for one person, once under each id: nothing is done before somebody else agrees to the same,
 * within a day.
 */
export async function askToChange(
  ctx: Context,
  input: SelectionInput,
  { fingerprint, unitIds, changed }: SelectionPreview,
  id: string,
): Promise<string> {
  const at = ctx.now()
  const known = await findSelectionRequest(ctx.db, id, at)
  if (known !== null && known.askedBy !== ctx.actor.id) throw new NotFoundError('selection', id)
  // Asked for already: the answer was lost.
  if (known !== null) return id
  const { people, change, reason } = input
  await inTransaction(ctx.db, async (trx) => {
    const asked = { askedBy: ctx.actor.id, askedAt: at, expiresAt: approvalEndsAt(at) }
    await insertSelectionRequest(trx, { id, people, change, reason, fingerprint, unitIds, ...asked })
    await noteEvent(ctx, trx, {
      at,
      action: 'selection-asked',
      subjectKind: 'selection',
      subjectId: id,
      data: { change, reason, people: changed },
    })
  })
  return id
}

/** Those that whoever looks asked for, or may agree to. */
export async function listAskedChanges(ctx: Context): Promise<readonly AskedChange[]> {
  const names = await loadAccountNames(ctx.db)
  const world = await getWorld(ctx)
  const asked: AskedChange[] = []
  for (const request of await listRequestsWithin(ctx)) {
    const input = inputOf(request)
    const preview = await previewSelection(await asAsker(ctx, request), input)
    const { change, reason } = input
    asked.push({
      id: request.id,
      change,
      unitName: change.kind === 'move' ? unitName(world, change.unitId) : null,
      reason,
      askedBy: names.get(request.askedBy) ?? request.askedBy,
      askedAt: request.askedAt,
      own: request.askedBy === ctx.actor.id,
      changed: preview.changed,
      unchanged: preview.unchanged,
      refused: preview.refused.length,
      groups: preview.groups,
      moreGroups: preview.moreGroups,
      fingerprint: preview.fingerprint,
      moved: preview.fingerprint !== request.fingerprint,
    })
  }
  return asked
}

/** How many wait for whoever looks to agree. */
export async function countAskedChanges(ctx: Context): Promise<number> {
  return (await listRequestsWithin(ctx)).filter(({ askedBy }) => askedBy !== ctx.actor.id).length
}

async function listRequestsWithin(ctx: Context): Promise<SelectionRequest[]> {
  return (await listSelectionRequests(ctx.db, ctx.now())).filter(
    ({ askedBy, unitIds }) => askedBy === ctx.actor.id || mayChangeIn(ctx, unitIds),
  )
}

/**
 * Somebody else agrees to what both looked at, while it is what it would do: then it is done, in the name of whoever asked, also where this
 * process dies meanwhile. Whoever agrees has to be allowed all of it.
 */
export async function secondSelection(
  ctx: Context,
  { id, fingerprint }: { readonly id: string; readonly fingerprint: string },
): Promise<SelectionResult> {
  const request = await findSelectionRequest(ctx.db, id, ctx.now())
  if (request === null) throw new NotFoundError('selection', id)
  const { askedBy, expiresAt, unitIds } = request
  need(judgeSecond({ approvedBy: askedBy, expiresAt, needsSecond: true, secondedBy: null }, ctx.actor.id))
  if (!mayChangeIn(ctx, unitIds)) throw new ForbiddenError('selections.second', null)
  const [asker, input] = [await asAsker(ctx, request), inputOf(request)]
  const now = await previewSelection(asker, input)
  if (now.fingerprint !== fingerprint || request.fingerprint !== fingerprint)
    throw new ApiError('selection-changed-since', 'what the change would do has changed since it was looked at')
  const at = ctx.now()
  const queue = await ctx.queue()
  await inTransaction(ctx.db, async (trx) => {
    if (!(await updateSelectionRequest(trx, id, { secondedBy: ctx.actor.id, at })))
      throw new NotFoundError('selection', id)
    await noteEvent(ctx, trx, { at, action: 'selection-seconded', subjectKind: 'selection', subjectId: id })
    await queue.enqueue(trx, [restOfSelection(id)])
  })
  const result = await carrySelection(ctx, id)
  if (result === null) throw new NotFoundError('selection', id)
  return result
}

/**
 * Does what was agreed to, or what a process that died has left of it: whoever was changed already is not as they were seen any more, and
 * left alone. `null`: nothing is left of it, or what was done has been taken back meanwhile.
 */
export async function carrySelection(ctx: Context, id: string): Promise<SelectionResult | null> {
  const request = await findAgreedSelection(ctx.db, id)
  if (request === null) return null
  const batch = await findBatch(ctx.db, id)
  const isUndone = batch !== null && batch.undoneAt !== null
  const result = isUndone ? null : await changeInBatches(await asAsker(ctx, request), inputOf(request), id)
  await updateSelectionDone(ctx.db, id, ctx.now())
  return result
}

/** Whoever asked no longer wants it. */
export async function withdrawSelection(ctx: Context, id: string): Promise<void> {
  const request = await findSelectionRequest(ctx.db, id, ctx.now())
  if (request?.askedBy !== ctx.actor.id) throw new NotFoundError('selection', id)
  await updateSelectionRequest(ctx.db, id, { secondedBy: null, at: ctx.now() })
}

function mayChangeIn(ctx: Context, unitIds: readonly UnitId[]): boolean {
  return unitIds.length > 0 && unitIds.every((unitId) => isAllowed(ctx.actor, 'selections.change', unitId))
}

/** What somebody asked for is what they may change, whoever looks at it. */
async function asAsker(ctx: Context, { askedBy }: SelectionRequest): Promise<Context> {
  if (askedBy === ctx.actor.id) return ctx
  return { ...ctx, actor: await loadActor(ctx, { id: askedBy, name: askedBy }) }
}

function inputOf({ people, change, reason }: SelectionRequest): SelectionInput {
  // Only what `askToChange` was given is kept there.
  return { people: people as readonly SelectedPerson[], change: change as SelectionChange, reason }
}
