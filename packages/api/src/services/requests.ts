import {
  decideServiceRequest,
  findGroup,
  findServiceRequest,
  inTransaction,
  listAccountOwners,
  listActualGroups,
  listOpenRequests,
  listPeople,
  listPeopleByNames,
  listPeopleByPhones,
  type ServiceRequest,
} from '@ketnoi/db'
import { foldName, type GroupId, type PersonId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { unitOfPerson } from '../people/person-names.ts'
import { maskPhone } from '../people/phone-mask.ts'
import { readingsOf } from '../runs/work-context.ts'
import { matchList } from '../readings/save-reading.ts'
import { getWorld, unitName, type World } from '../world.ts'
import { bindAccount } from './bind-account.ts'
import { getOfficialAccount } from './set-up-service.ts'

const SHOWN = 100
const MOST_PROPOSALS = 5

/** Somebody who may be meant, with what made it likely. */
export interface Proposal {
  readonly id: PersonId
  readonly name: string
  readonly unitName: string | null
}

export interface RequestView {
  readonly id: string
  readonly kind: ServiceRequest['kind']
  readonly groupId: GroupId | null
  readonly groupName: string | null
  readonly displayName: string | null
  readonly maskedPhone: string | null
  readonly askedAt: string
  /** Whose account it is, where that is known. */
  readonly owner: Proposal | null
  readonly proposals: readonly Proposal[]
}

/** What waits for a person, the oldest first; `groupIds: null`: all of it, also what belongs to no group. */
export async function loadRequests(
  ctx: Context,
  groupIds: readonly GroupId[] | null,
): Promise<{ readonly rows: readonly RequestView[]; readonly more: boolean }> {
  const world = await getWorld(ctx)
  const found = await listOpenRequests(ctx.db, { groupIds, limit: SHOWN + 1 })
  const rows: RequestView[] = []
  for (const request of found.slice(0, SHOWN)) {
    const { id, kind, accountId, groupId, displayName, phone, askedAt } = request
    const owner = (await listAccountOwners(ctx.db, request.service, [accountId], world.asOf)).get(accountId)
    const ids = owner !== undefined ? [owner] : kind === 'withdrawal' ? [] : await proposalsFor(ctx, world, request)
    const people = await peopleOf(ctx, world, ids)
    rows.push({
      id,
      kind,
      groupId,
      groupName: groupId === null ? null : ((await findGroup(ctx.db, groupId))?.name ?? groupId),
      displayName,
      maskedPhone: phone === null ? null : maskPhone(phone),
      askedAt,
      owner: owner === undefined ? null : (people[0] ?? null),
      proposals: owner === undefined ? people : [],
    })
  }
  return { rows, more: found.length > SHOWN }
}

/** By the phone that was shared, by the name within the group, or else by the name alone: never more than a proposal. */
async function proposalsFor(ctx: Context, world: World, request: ServiceRequest): Promise<readonly PersonId[]> {
  const { groupId, accountId, displayName, phone } = request
  const byPhone = phone === null ? [] : (await listPeopleByPhones(ctx.db, [phone])).map(({ id }) => id)
  if (groupId !== null) {
    const row = { displayName: displayName ?? '', phone, accountId, role: 'member', state: 'invited' } as const
    const { rows, unmatched } = await matchList(ctx.db, world, groupId, { rows: [row] })
    const named = rows.flatMap(({ personId }) => personId ?? [])
    return [...new Set([...byPhone, ...named, ...unmatched.flatMap(({ candidates }) => candidates)])]
  }
  const byName = displayName === null ? [] : await listPeopleByNames(ctx.db, [foldName(displayName)])
  return [...new Set([...byPhone, ...byName.map(({ id }) => id)])]
}

async function peopleOf(ctx: Context, world: World, ids: readonly PersonId[]): Promise<Proposal[]> {
  const people = await listPeople(ctx.db, ids.slice(0, MOST_PROPOSALS))
  const byId = new Map(people.map((person) => [person.id, person]))
  return ids.slice(0, MOST_PROPOSALS).flatMap((id) => {
    const person = byId.get(id)
    if (person === undefined) return []
    const unitId = unitOfPerson(person, world.asOf)
    return [{ id, name: person.name, unitName: unitId === null ? null : unitName(world, unitId) }]
  })
}

export type RequestDecision =
  /** It is this person's account. Whoever asks to join is let in as well. */
  | { readonly kind: 'person'; readonly personId: PersonId }
  | { readonly kind: 'reject' }
  /** What somebody asked for was done elsewhere. */
  | { readonly kind: 'done' }

export async function getRequest(ctx: Context, id: string): Promise<ServiceRequest> {
  const request = await findServiceRequest(ctx.db, id)
  if (request === null) throw new NotFoundError('service-request', id)
  return request
}

/** Decides about a request. The service is told before it is written down: whoever it did not let in goes on waiting. */
export async function decideRequest(ctx: Context, request: ServiceRequest, decision: RequestDecision): Promise<void> {
  const queue = await ctx.queue()
  if (request.state !== 'open') throw alreadyDecided()
  if (request.kind === 'join' && decision.kind !== 'done') await answerAtService(ctx, request, decision.kind)
  const personId = decision.kind === 'person' ? decision.personId : null
  await inTransaction(ctx.db, async (trx) => {
    const { id, kind, accountId, groupId, displayName, service } = request
    const state = decision.kind === 'reject' ? 'rejected' : 'accepted'
    if (!(await decideServiceRequest(trx, id, { state, personId, at: ctx.now(), by: ctx.actor.id })))
      throw alreadyDecided()
    await noteEvent(ctx, trx, {
      action: 'service-request-decided',
      subjectKind: 'service-request',
      subjectId: id,
      data: { kind, groupId, decision: decision.kind, personId },
    })
    const { asOf } = await getWorld(ctx, trx)
    const owner = (await listAccountOwners(trx, service, [accountId], asOf)).get(accountId)
    if (personId !== null && owner === undefined)
      await bindAccount(ctx, trx, queue, { personId, accountId, name: displayName, how: 'decision' })
    if (groupId !== null) await queue.enqueue(trx, readingsOf([groupId]))
  })
}

async function answerAtService(ctx: Context, request: ServiceRequest, kind: 'person' | 'reject'): Promise<void> {
  const [actual] = request.groupId === null ? [] : await listActualGroups(ctx.db, { groupIds: [request.groupId] })
  if (actual === undefined) throw new NotFoundError('group', request.groupId ?? '')
  const answer = kind === 'person' ? 'accept' : 'reject'
  const [outcome] = await getOfficialAccount(ctx).answerRequests(actual.externalId, [request.accountId], answer)
  if (outcome === undefined || outcome.kind === 'failed')
    throw new ApiError('service-refused', 'the service did not take the answer', {
      why: outcome?.code ?? 'unreachable',
    })
}

function alreadyDecided(): ApiError {
  return new ApiError('already-decided', 'somebody has decided it already')
}
