import {
  insertReformApproval,
  inTransaction,
  updateReformSeconded,
  updateReformState,
  type Db,
  type ReformApproval,
  type ReformState,
} from '@ketnoi/db'
import { approvalEndsAt, judgeSecond, judgeStart } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { ApiError, need } from '../errors.ts'
import { reformChecks } from './reform-brakes.ts'
import {
  findApproval,
  findKnownRehearsal,
  getLockedReform,
  noteReform,
  stateError,
  type KnownReform,
} from './reform-store.ts'
import { workOut } from './rehearse-reform.ts'
import { loadUndoPlan } from './undo-plan.ts'

type Purpose = ReformApproval['purpose']

/** In which it may be approved; an undo may be wanted while it is still being applied. */
const APPROVABLE: Readonly<Record<Purpose, readonly ReformState[]>> = {
  apply: ['draft', 'approved'],
  undo: ['applying', 'applied', 'in-effect'],
}

export interface ReformApprovalInput {
  readonly id: string
  /** Of the rehearsal, or of the plan to undo, that was looked at. */
  readonly fingerprint: string
  readonly reason: string
}

/** Approves exactly what was looked at, for a day, to begin once. Where it weighs much somebody else has to agree as well. */
export async function approveReform(
  ctx: Context,
  purpose: Purpose,
  { id, fingerprint, reason }: ReformApprovalInput,
): Promise<{ readonly needsSecond: boolean }> {
  return inTransaction(ctx.db, async (trx) => {
    const known = await getLockedReform(trx, id)
    if (!APPROVABLE[purpose].includes(known.stored.state)) throw stateError(known)
    const needsSecond =
      purpose === 'apply' ? await judgeApply(trx, id, fingerprint) : await judgeUndo(ctx, trx, known, fingerprint)
    const now = ctx.now()
    await insertReformApproval(trx, {
      id: ctx.newId(),
      reformId: id,
      purpose,
      fingerprint,
      reason,
      approvedBy: ctx.actor.id,
      approvedAt: now,
      expiresAt: approvalEndsAt(now),
      needsSecond,
    })
    if (purpose === 'apply') await updateReformState(trx, { id, from: APPROVABLE.apply, to: 'approved', at: now })
    await noteReform(ctx, trx, id, `reform-${purpose}-approved`, { fingerprint, needsSecond, reason })
    return { needsSecond }
  })
}

async function judgeApply(trx: Db, id: string, fingerprint: string): Promise<boolean> {
  const worked = await findKnownRehearsal(trx, id)
  if (worked === null) throw new ApiError('reform-not-rehearsed', 'rehearse it first')
  if (worked.fingerprint !== fingerprint)
    throw new ApiError('reform-moved', 'it would do something else by now: look at it again')
  if (!worked.rehearsal.ready) throw new ApiError('reform-undecided', 'something is left to decide first')
  return reformChecks(worked.rehearsal.counts).some(({ tripped }) => tripped)
}

async function judgeUndo(ctx: Context, trx: Db, known: KnownReform, fingerprint: string): Promise<boolean> {
  const plan = await loadUndoPlan(ctx, trx, known)
  if (plan.issues.length > 0) throw new ApiError('undo-blocked', 'what was done since stands in the way')
  if (plan.fingerprint !== fingerprint)
    throw new ApiError('reform-moved', 'undoing it would do something else by now: look at it again')
  return plan.needsSecond
}

/** Somebody else answers for it as well: for exactly what both looked at, while that is what it would do. */
export async function secondReform(
  ctx: Context,
  { id, fingerprint }: Pick<ReformApprovalInput, 'id' | 'fingerprint'>,
): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    const known = await getLockedReform(trx, id)
    const purpose = known.stored.state === 'approved' ? 'apply' : 'undo'
    if (!APPROVABLE[purpose].includes(known.stored.state)) throw stateError(known)
    const approval = await findApproval(trx, id, purpose)
    if (approval === null || approval.startedAt !== null || !approval.needsSecond || approval.secondedBy !== null)
      throw stateError(known)
    need(judgeSecond(approval, ctx.actor.id))
    const now =
      purpose === 'apply' ? await fingerprintNow(ctx, trx, known) : (await loadUndoPlan(ctx, trx, known)).fingerprint
    if (approval.fingerprint !== fingerprint || now !== fingerprint)
      throw new ApiError('reform-moved', 'it would do something else than what was looked at: look at it again')
    await updateReformSeconded(trx, approval.id, { account: ctx.actor.id, at: ctx.now() })
    await noteReform(ctx, trx, id, `reform-${purpose}-seconded`)
  })
}

async function fingerprintNow(ctx: Context, trx: Db, known: KnownReform): Promise<string | null> {
  const worked = await workOut(ctx, trx, known)
  return worked.ok ? worked.value.fingerprint : null
}

/** The approval by which it begins now, once; refuses one that is too old, used, or lacks somebody else's. */
export async function needApproval(
  ctx: Context,
  trx: Db,
  known: KnownReform,
  purpose: Purpose,
): Promise<ReformApproval> {
  if (known.stored.state === 'draft' || !APPROVABLE[purpose].includes(known.stored.state)) throw stateError(known)
  const approval = await findApproval(trx, known.stored.id, purpose)
  if (approval === null || approval.startedAt !== null) throw stateError(known)
  need(judgeStart(approval, ctx.now()))
  return approval
}
