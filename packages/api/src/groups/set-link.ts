import {
  HANDS_ON,
  insertActualGroup,
  inTransaction,
  listActualGroups,
  updateActualGroup,
  type ActualGroup,
  type Db,
} from '@ketnoi/db'
import type { GroupId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { getGroup } from './group-list.ts'
import { wakeRun } from '../runs/work-context.ts'
import { ordinaryId } from './group-page.ts'

export interface GroupLink {
  readonly joinLink: string | null
  readonly externalId: string | null
}

export interface NewGroupLink {
  readonly id: GroupId
  readonly joinLink: string
  readonly externalId?: string | undefined
  /** How many members it can hold; `null`: as many as its kind, left out: as before. */
  readonly capacity?: number | null | undefined
}

/** Says where the real group is: its join link and, where the service gives one, its identity. */
export async function setGroupLink(ctx: Context, input: NewGroupLink): Promise<GroupLink> {
  const { name } = await getGroup(ctx, input.id)
  const joinLink = input.joinLink === '' ? null : input.joinLink
  const externalId = input.externalId === undefined || input.externalId === '' ? null : input.externalId
  const queue = await ctx.queue()
  await inTransaction(ctx.db, async (trx) => {
    await linkGroup(ctx, trx, { groupId: input.id, name, joinLink, externalId, capacity: input.capacity })
    await wakeRun(queue, trx, input.id)
  })
  return { joinLink, externalId }
}

/** Takes down where the real group is; one that nobody knew of bears the name. */
export async function linkGroup(
  ctx: Context,
  trx: Db,
  {
    groupId,
    name,
    joinLink,
    externalId,
    capacity,
  }: GroupLink & { readonly groupId: GroupId; readonly name: string; readonly capacity?: NewGroupLink['capacity'] },
): Promise<void> {
  const [taken] = externalId === null ? [] : await listActualGroups(trx, { externalIds: [externalId] })
  if (taken !== undefined && taken.groupId !== groupId)
    throw new ApiError('link-taken', 'another group has this identity', { groupId: taken.groupId, externalId })
  const other = joinLink === null ? null : await findGroupOfLink(trx, joinLink, groupId)
  if (other !== null) throw new ApiError('link-taken', 'another group has this link', { groupId: other, externalId })
  const actual = await getActualGroup(trx, ctx, { groupId, name })
  await updateActualGroup(trx, actual.id, {
    joinLink,
    ...(externalId === null ? {} : { externalId }),
    ...(capacity === undefined ? {} : { capacity }),
  })
  await noteEvent(ctx, trx, {
    action: 'group-linked',
    subjectKind: 'group',
    subjectId: groupId,
    data: { joinLink, externalId, ...(capacity === undefined ? {} : { capacity }) },
  })
}

/** The other group that a link leads to: whoever scanned its code for this one would end up there. */
export async function findGroupOfLink(db: Db, joinLink: string, groupId: GroupId): Promise<GroupId | null> {
  const groups = await listActualGroups(db, { joinLinks: [joinLink] })
  const other = groups.find((group) => group.groupId !== null && group.groupId !== groupId && !group.archived)
  return other?.groupId ?? null
}

/** The real group of an expected one, recorded on the first word of it. */
export async function getActualGroup(
  trx: Db,
  ctx: Context,
  group: {
    readonly groupId: GroupId
    readonly name: string
    readonly firstRun?: boolean
    /** Where it was just made. */
    readonly externalId?: string
    readonly service?: string
  },
): Promise<ActualGroup> {
  const [found] = await listActualGroups(trx, { groupIds: [group.groupId] })
  return found ?? makeActualGroup(trx, ctx, group)
}

/** The same where nobody has recorded it yet. */
export async function makeActualGroup(
  trx: Db,
  ctx: Context,
  group: Parameters<typeof getActualGroup>[2],
): Promise<ActualGroup> {
  const made = {
    id: ctx.newId(),
    externalId: group.externalId ?? ordinaryId(group.groupId),
    groupId: group.groupId,
    name: group.name,
    previousNames: [],
    owner: 'us' as const,
    archived: false,
    firstRun: group.firstRun ?? true,
    capacity: null,
    joinLink: null,
    service: group.service ?? HANDS_ON,
  }
  await insertActualGroup(trx, made)
  return { ...made, readingId: null }
}
