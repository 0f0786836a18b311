import { countSameText, HANDS_ON, insertAnnouncement, inTransaction, lockApproval, type Db } from '@ketnoi/db'
import { approvalEndsAt, parseAnnouncementText, type GroupId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError, issuesError } from '../errors.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { getWorld } from '../world.ts'
import {
  addressGroups,
  connectToServices,
  type AddressedGroup,
  type Connections,
  type UnreachableCode,
} from './addressed-groups.ts'
import { findSecondAbove, messagesPerMinute } from './announcement-limits.ts'

/** The same words within a day are more likely to be a slip than to be meant. */
const SAME_TEXT_MS = 24 * 3_600_000
const MOST_SHOWN = 200

/** What somebody wants to announce. */
export interface AnnouncementInput {
  readonly text: string
  readonly groupIds: readonly GroupId[]
  /** The announcement whose groups that were not reached this one is for. */
  readonly againOf: string | null
}

/** An announcement as it would be approved now. */
export interface AnnouncementPreview {
  readonly fingerprint: string
  /** Exactly as it will be sent. */
  readonly text: string
  /** How many groups will get it, and through what. */
  readonly reached: number
  readonly byService: number
  readonly byHand: number
  /** The first of them. */
  readonly groups: readonly { readonly id: GroupId; readonly name: string; readonly byHand: boolean }[]
  readonly unreached: number
  /** The first of those that cannot be reached. */
  readonly unreachable: readonly { readonly id: GroupId; readonly name: string; readonly code: UnreachableCode }[]
  /** Groups that got the very same text within the last day, or are about to. */
  readonly repeated: number
  readonly needsSecond: boolean
  /** Above how many groups a second person has to agree. */
  readonly secondAbove: number
  readonly perMinute: number
}

interface Proposed {
  readonly text: string
  readonly fingerprint: string
  readonly groups: readonly AddressedGroup[]
  readonly reached: number
  readonly repeated: number
  readonly secondAbove: number
}

async function propose(
  ctx: Context,
  db: Db,
  input: AnnouncementInput & { readonly connections: Connections },
): Promise<Proposed> {
  const parsed = parseAnnouncementText(input.text)
  if (!parsed.ok) throw issuesError(parsed.issues)
  const text = parsed.value
  const groups = await addressGroups(db, await getWorld(ctx, db), input)
  const reached = groups.filter((group) => group.code === null)
  const since = new Date(Date.parse(ctx.now()) - SAME_TEXT_MS).toISOString()
  const ids = reached.map((group) => group.id)
  const repeated = await countSameText(db, text, ids, since)
  const secondAbove = await findSecondAbove(db)
  // Whoever approves the same a second time by a slip approves another announcement: one that repeats itself.
  const fingerprint = fingerprintOf([text, input.againOf, groups, repeated, secondAbove])
  return { text, fingerprint, groups, reached: reached.length, repeated, secondAbove }
}

export async function loadPreview(ctx: Context, input: AnnouncementInput): Promise<AnnouncementPreview> {
  const connections = await connectToServices(ctx, input.groupIds)
  const { groups, reached, secondAbove, text, fingerprint, repeated } = await propose(ctx, ctx.db, {
    ...input,
    connections,
  })
  const byHand = groups.filter((group) => group.code === null && group.service === HANDS_ON).length
  const unreachable = groups.flatMap(({ id, name, code }) => (code === null ? [] : [{ id, name, code }]))
  return {
    fingerprint,
    text,
    reached,
    byHand,
    byService: reached - byHand,
    groups: groups
      .filter((group) => group.code === null)
      .slice(0, MOST_SHOWN)
      .map(({ id, name, service }) => ({ id, name, byHand: service === HANDS_ON })),
    unreached: unreachable.length,
    unreachable: unreachable.slice(0, MOST_SHOWN),
    repeated,
    needsSecond: reached > secondAbove,
    secondAbove,
    perMinute: await messagesPerMinute(ctx.db),
  }
}

/** Approves exactly the announcement that was looked at: for a day, to be begun once. */
export async function approveAnnouncement(
  ctx: Context,
  input: AnnouncementInput & { readonly fingerprint: string },
): Promise<{ readonly id: string; readonly needsSecond: boolean }> {
  const id = ctx.newId()
  const now = ctx.now()
  const connections = await connectToServices(ctx, input.groupIds)
  return inTransaction(ctx.db, async (trx) => {
    await lockApproval(trx)
    const { text, fingerprint, groups, reached, secondAbove } = await propose(ctx, trx, { ...input, connections })
    if (fingerprint !== input.fingerprint)
      throw new ApiError('announcement-changed', 'the announcement is another one by now: look at it again')
    if (reached === 0) throw new ApiError('announcement-nobody', 'no group can be reached')
    const needsSecond = reached > secondAbove
    await insertAnnouncement(trx, {
      id,
      text,
      fingerprint,
      againOf: input.againOf,
      approvedBy: ctx.actor.id,
      approvedAt: now,
      expiresAt: approvalEndsAt(now),
      needsSecond,
      groups,
    })
    const data = { fingerprint, groups: reached, unreachable: groups.length - reached, needsSecond }
    await noteEvent(ctx, trx, {
      at: now,
      action: 'announcement-approved',
      subjectKind: 'announcement',
      subjectId: id,
      data,
    })
    return { id, needsSecond }
  })
}
