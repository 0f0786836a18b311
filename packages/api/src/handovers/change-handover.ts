import {
  confirmSides,
  insertHandover,
  inTransaction,
  lockHandover,
  readPeople,
  RevisionConflict,
  updateHandoverAgreed,
  updateHandoverCancelled,
  type Db,
  type StoredHandover,
} from '@ketnoi/db'
import {
  handoverEffect,
  peopleOfHandover,
  takeBack,
  unitsOfHandover,
  type Handover,
  type PersonId,
} from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import { isAllowed } from '../authorise.ts'
import type { Context } from '../context.ts'
import { ApiError, ForbiddenError, issuesError, need, NotFoundError } from '../errors.ts'
import { refuseChanged } from '../people/edit-person.ts'
import { savePeople } from '../people/save-person.ts'
import { getWorld } from '../world.ts'
import { agreesForBoth } from './handover-view.ts'
import { judgeNow } from './judge-now.ts'

/** The revisions of everybody concerned, as they were looked at. */
type Seen = Readonly<Record<PersonId, number>>

export interface ConfirmedHandover {
  readonly id: string
  /** `proposed`: somebody else has to agree as well. */
  readonly state: StoredHandover['state']
}

/** Proposes a handover, and agrees to it for whatever units whoever proposes it answers for. */
export async function proposeHandover(
  ctx: Context,
  input: { readonly handover: Handover; readonly reason: string; readonly revisions: Seen },
): Promise<ConfirmedHandover> {
  const { handover, reason, revisions } = input
  return inTransaction(ctx.db, async (trx) => {
    const { concerned, result } = await judgeNow(ctx, trx, handover)
    refuseChanged('handover', 'new', concerned, revisions)
    need(result)
    const id = ctx.newId()
    const { giving, receiving } = unitsOfHandover(handover)
    await insertHandover(trx, {
      id,
      handover,
      reason,
      proposedBy: ctx.actor.id,
      proposedAt: ctx.now(),
      sides: [
        ...giving.map((unitId) => ({ side: 'giving' as const, unitId })),
        ...receiving.map((unitId) => ({ side: 'receiving' as const, unitId })),
      ],
      personIds: peopleOfHandover(handover),
    })
    await note(ctx, trx, id, 'handover-proposed', { reason })
    return agree(ctx, trx, await getLocked(trx, id), { revisions, reason })
  })
}

/** Agrees for every unit that whoever asks answers for; with the last one the facts are written, or nothing at all is. */
export async function confirmHandover(
  ctx: Context,
  input: { readonly id: string; readonly revision: number; readonly reason: string; readonly revisions: Seen },
): Promise<ConfirmedHandover> {
  return inTransaction(ctx.db, async (trx) => {
    const stored = await getLocked(trx, input.id)
    refuseStale(stored, input.revision)
    if (stored.state !== 'proposed') throw new ApiError('handover-settled', 'nothing is to be confirmed any more')
    return agree(ctx, trx, stored, input)
  })
}

async function agree(
  ctx: Context,
  trx: Db,
  stored: StoredHandover,
  given: { readonly revisions: Seen; readonly reason: string },
): Promise<ConfirmedHandover> {
  const { id, handover } = stored
  const open = stored.sides.filter(({ confirmedBy }) => confirmedBy === null)
  const own = open.filter(({ unitId }) => isAllowed(ctx.actor, 'handovers.confirm', unitId))
  if (own.length === 0) throw new ForbiddenError('handovers.confirm', open[0]?.unitId ?? null)
  if (agreesForBoth(own) && given.reason === '')
    throw issuesError([
      { code: 'handover-reason-missing', message: 'say why one agrees for both sides', path: ['reason'] },
    ])
  await confirmSides(trx, id, own, { account: ctx.actor.id, at: ctx.now() })
  await note(ctx, trx, id, 'handover-confirmed', {
    units: own.map(({ side, unitId }) => `${side} ${unitId}`),
    ...(given.reason === '' ? {} : { reason: given.reason }),
  })
  if (own.length < open.length) return { id, state: 'proposed' }

  const { world, concerned, result } = await judgeNow(ctx, trx, handover)
  refuseChanged('handover', id, concerned, given.revisions)
  const changed = need(result)
  const before = new Map(concerned.map((one) => [one.person.id, one]))
  const state = handover.on <= world.asOf ? 'in-force' : 'agreed'
  const pairs = changed.flatMap((person) => {
    const known = before.get(person.id)
    return known === undefined ? [] : [{ person, known }]
  })
  const effects = pairs.map(({ person, known }) => handoverEffect(known.person, person))
  await updateHandoverAgreed(trx, { ...stored, state, effects })
  await savePeople(
    ctx,
    trx,
    pairs.map(({ person, known }) => ({ person, revision: known.revision })),
    { action: 'handed-over', data: { handoverId: id }, ...(stored.reason === '' ? {} : { reason: stored.reason }) },
  )
  return { id, state }
}

/** Takes a handover back before its day: what it wrote is as it was. */
export async function cancelHandover(
  ctx: Context,
  input: { readonly id: string; readonly revision: number; readonly reason: string },
): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    const stored = await getLocked(trx, input.id)
    if (!stored.sides.some(({ unitId }) => isAllowed(ctx.actor, 'handovers.cancel', unitId)))
      throw new ForbiddenError('handovers.cancel', stored.sides[0]?.unitId ?? null)
    refuseStale(stored, input.revision)
    if (stored.state === 'cancelled') throw new ApiError('handover-settled', 'it is cancelled already')
    if (input.reason === '')
      throw issuesError([{ code: 'reason-missing', message: 'a reason is needed', path: ['reason'] }])
    const { asOf } = await getWorld(ctx, trx)
    const isDeath = stored.handover.lines.some(({ kind }) => kind === 'death')
    if (stored.state !== 'proposed' && (stored.handover.on <= asOf || isDeath))
      throw new ApiError('handover-in-force', 'its day has come: hand over back instead')
    await updateHandoverCancelled(trx, stored.id, { account: ctx.actor.id, at: ctx.now(), reason: input.reason })
    await note(ctx, trx, stored.id, 'handover-cancelled', { reason: input.reason })
    if (stored.effects.length === 0) return
    const effects = new Map(stored.effects.map((effect) => [effect.personId, effect]))
    const people = await readPeople(trx, [...effects.keys()])
    const back = people.flatMap(({ person, revision }) => {
      const effect = effects.get(person.id)
      const before = effect === undefined ? null : takeBack(person, effect)
      return before === null ? [] : [{ person: before, revision }]
    })
    if (back.length < effects.size)
      throw new ApiError('handover-changed-since', 'somebody changed these seats since: change them one by one')
    await savePeople(ctx, trx, back, {
      action: 'handover-taken-back',
      reason: input.reason,
      data: { handoverId: stored.id },
    })
  })
}

async function getLocked(trx: Db, id: string): Promise<StoredHandover> {
  const stored = await lockHandover(trx, id)
  if (stored === null) throw new NotFoundError('handover', id)
  return stored
}

function refuseStale(stored: StoredHandover, revision: number): void {
  if (stored.revision !== revision) throw new RevisionConflict('handover', stored.id)
}

async function note(
  ctx: Context,
  trx: Db,
  id: string,
  action: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  await noteEvent(ctx, trx, { action, subjectKind: 'handover', subjectId: id, data })
}
