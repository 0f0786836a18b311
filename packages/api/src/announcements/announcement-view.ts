import {
  countAnnouncements,
  HANDS_ON,
  listAnnouncementGroups,
  listAnnouncements,
  listMissedGroups,
  type Announcement,
  type AnnouncementGroup,
  type AnnouncementGroupState,
  type Page,
} from '@ketnoi/db'
import type { UnitId } from '@ketnoi/hierarchy'
import { loadAccountNames } from '../accounts/account-names.ts'
import type { Context } from '../context.ts'
import { messagesPerMinute } from './announcement-limits.ts'
import { getAnnouncement, looksOfAnnouncement } from './steer-announcement.ts'

export type AnnouncementCounts = Readonly<Partial<Record<AnnouncementGroupState, number>>>

/** An announcement as a page shows it, also while it goes on. */
export interface AnnouncementView extends Omit<Announcement, 'nextAt'> {
  /** `true`: approved, and its day is over. */
  readonly expired: boolean
  /** Of the groups that whoever asks may see. */
  readonly counts: AnnouncementCounts
  readonly groupCount: number
}

export interface AnnouncementPage extends AnnouncementView {
  /** Whether whoever asks is the one who approved it. */
  readonly ownApproval: boolean
  /** What a second person would agree to; `null`: nobody is asked to, or not whoever looks. */
  readonly fingerprint: string | null
  /** Whether whoever asks may begin, pause and end it: all of its groups are theirs. */
  readonly maySteer: boolean
  /** When the next message is due; `null`: none is. */
  readonly nextAt: string | null
  readonly perMinute: number
  /** How many groups could be written to anew. */
  readonly missed: number
  readonly groups: readonly AnnouncementGroupView[]
}

export interface AnnouncementGroupView extends Omit<AnnouncementGroup, 'unitId' | 'service' | 'externalId'> {
  readonly byHand: boolean
}

const MOST_GROUPS = 200

export async function listAnnouncementViews(
  ctx: Context,
  unitIds: readonly UnitId[] | null,
  after: string | null,
): Promise<Page<AnnouncementView>> {
  const { rows, next } = await listAnnouncements(ctx.db, { unitIds, after, limit: 30 })
  const ids = rows.map((row) => row.id)
  const counts = await countAnnouncements(ctx.db, ids, unitIds)
  const names = await loadAccountNames(ctx.db)
  return { rows: rows.map((row) => viewOf(ctx, row, counts.get(row.id), names)), next }
}

/** An announcement with its groups in some units, or (`null`) all of them. */
export async function loadAnnouncementPage(
  ctx: Context,
  id: string,
  filter: {
    readonly unitIds: readonly UnitId[] | null
    readonly states?: readonly AnnouncementGroupState[] | undefined
    readonly maySteer: boolean
  },
): Promise<AnnouncementPage> {
  const announcement = await getAnnouncement(ctx.db, id)
  const { unitIds, states, maySteer } = filter
  const counts = (await countAnnouncements(ctx.db, [id], unitIds)).get(id)
  const names = await loadAccountNames(ctx.db)
  const groups = await listAnnouncementGroups(ctx.db, id, { unitIds, states, limit: MOST_GROUPS })
  return {
    ...viewOf(ctx, announcement, counts, names),
    ownApproval: announcement.approvedBy === ctx.actor.id,
    fingerprint:
      maySteer && announcement.state === 'approved' && announcement.needsSecond && announcement.secondedBy === null
        ? await looksOfAnnouncement(ctx.db, announcement)
        : null,
    maySteer,
    nextAt: announcement.state === 'running' && (counts?.waiting ?? 0) > 0 ? announcement.nextAt : null,
    perMinute: await messagesPerMinute(ctx.db),
    missed: maySteer ? (await listMissedGroups(ctx.db, id)).length : 0,
    groups: groups.map((group) => groupViewOf(group, names)),
  }
}

function groupViewOf(group: AnnouncementGroup, names: ReadonlyMap<string, string>): AnnouncementGroupView {
  const { groupId, name, state, code, message, attempts, dueAt, settledAt, settledBy } = group
  return {
    groupId,
    name,
    state,
    code,
    message,
    attempts,
    dueAt,
    settledAt,
    byHand: group.service === HANDS_ON,
    settledBy: settledBy === null ? null : (names.get(settledBy) ?? settledBy),
  }
}

function viewOf(
  ctx: Context,
  announcement: Announcement,
  counts: AnnouncementCounts = {},
  names: ReadonlyMap<string, string>,
): AnnouncementView {
  const { id, state, text, againOf, approvedBy, approvedAt, expiresAt, needsSecond, secondedBy } = announcement
  return {
    id,
    state,
    text,
    againOf,
    approvedAt,
    expiresAt,
    needsSecond,
    startedAt: announcement.startedAt,
    endedAt: announcement.endedAt,
    expired: state === 'approved' && Date.parse(ctx.now()) >= Date.parse(expiresAt),
    approvedBy: names.get(approvedBy) ?? approvedBy,
    secondedBy: secondedBy === null ? null : (names.get(secondedBy) ?? secondedBy),
    counts,
    groupCount: Object.values(counts).reduce((sum, count) => sum + count, 0),
  }
}
