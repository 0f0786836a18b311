import {
  closeServiceRequests,
  findGroupOfExternal,
  findWebhookEvent,
  insertServiceRequest,
  inTransaction,
  listAccountOwners,
  listActualGroups,
  lockWebhookEvent,
  updateActualGroup,
  updateGroupDissolved,
  updateWebhookEventProcessed,
  type Db,
  type Queue,
  type RequestDecision,
} from '@ketnoi/db'
import type { GroupId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { readTypedPhone } from '../people/person-input.ts'
import { readingsOf } from '../runs/work-context.ts'
import { getWorld } from '../world.ts'
import { bindByCode } from './bind-account.ts'
import { OFFICIAL_ACCOUNT as service } from './official-account.ts'
import type { KeptEvent } from './receive-event.ts'

/** Who does what nobody of ours did. */
const BY_SERVICE = { id: 'service', name: 'service', grants: [] }

/** Does what an event asks for, once, whenever it comes: what is uncertain is read anew, and what is asked for waits for a person. */
export async function processServiceEvent(ctx: Context, eventId: string): Promise<void> {
  const kept = await findWebhookEvent(ctx.db, eventId)
  if (kept === null || kept.processedAt !== null) return
  // Written by `receiveServiceEvent` alone.
  const event = kept.payload as KeptEvent
  const names = await namesOf(ctx, event)
  const queue = await ctx.queue()
  await inTransaction(ctx.db, async (trx) => {
    if (!(await lockWebhookEvent(trx, eventId))) return
    await apply({ ...ctx, actor: { ...ctx.actor, ...BY_SERVICE } }, trx, queue, event, names)
    await updateWebhookEventProcessed(trx, eventId, ctx.now())
  })
}

/** How those are called who ask for something, before the transaction: it is a call over the network. */
async function namesOf(ctx: Context, event: KeptEvent): Promise<ReadonlyMap<string, string | null>> {
  const ids = event.kind === 'asked-to-join' ? event.userIds : event.kind === 'wrote-to-oa' ? [event.userId] : []
  const names = new Map<string, string | null>()
  for (const id of ids) names.set(id, (await ctx.officialAccount?.findUser(id))?.displayName ?? null)
  return names
}

async function apply(
  ctx: Context,
  trx: Db,
  queue: Queue,
  event: KeptEvent,
  names: ReadonlyMap<string, string | null>,
): Promise<void> {
  const ask = (request: {
    kind: 'join' | 'account' | 'withdrawal'
    accountId: string
    groupId?: GroupId
    name?: string | null
    phone?: string | null
  }) =>
    insertServiceRequest(trx, {
      id: ctx.newId(),
      service,
      kind: request.kind,
      accountId: request.accountId,
      groupId: request.groupId ?? null,
      displayName: request.name ?? null,
      phone: request.phone ?? null,
      askedAt: ctx.now(),
    })
  switch (event.kind) {
    case 'wrote-to-oa': {
      const { userId, codeSha256 } = event
      const name = names.get(userId) ?? null
      if (codeSha256 !== null && (await bindByCode(ctx, trx, queue, { accountId: userId, codeSha256, name }))) return
      if (!(await isBound(ctx, trx, userId))) await ask({ kind: 'account', accountId: userId, name })
      return
    }
    case 'shared-info': {
      const { userId, name } = event
      const phone = event.phone === null ? null : readTypedPhone(event.phone)
      // Only a proposal: whoever holds a phone may share another's name.
      if (!(await isBound(ctx, trx, userId)))
        await ask({ kind: 'account', accountId: userId, name, phone: phone?.ok === true ? phone.value : null })
      return
    }
    case 'withdraw-request':
      return ask({ kind: 'withdrawal', accountId: event.userId ?? 'unknown' })
    default:
  }
  const groupId = await findGroupOfExternal(trx, event.groupId)
  if (groupId === null) return
  const close = (userIds: readonly string[], state: RequestDecision['state']) =>
    closeServiceRequests(
      trx,
      { service, kind: 'join', accountIds: userIds, groupId },
      { state, personId: null, at: ctx.now(), by: ctx.actor.id },
    )
  if (event.kind === 'asked-to-join')
    for (const userId of event.userIds)
      await ask({ kind: 'join', accountId: userId, groupId, name: names.get(userId) ?? null })
  if (event.kind === 'joined') await close(event.userIds, 'accepted')
  if (event.kind === 'request-rejected') await close(event.userIds, 'rejected')
  if (event.kind === 'dissolved') {
    const [actual] = await listActualGroups(trx, { groupIds: [groupId] })
    if (actual !== undefined) await updateActualGroup(trx, actual.id, { archived: true })
    await updateGroupDissolved(trx, { groupId, service, externalId: event.groupId, at: ctx.now() })
    const data = { externalId: event.groupId }
    await noteEvent(ctx, trx, { action: 'group-dissolved', subjectKind: 'group', subjectId: groupId, data })
    return
  }
  await queue.enqueue(trx, readingsOf([groupId]))
}

async function isBound(ctx: Context, trx: Db, accountId: string): Promise<boolean> {
  return (await listAccountOwners(trx, service, [accountId], (await getWorld(ctx, trx)).asOf)).has(accountId)
}
