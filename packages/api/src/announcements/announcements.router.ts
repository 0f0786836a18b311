import { listAnnouncementUnits, listMissedGroups, type Page } from '@ketnoi/db'
import type { GroupId, UnitId } from '@ketnoi/hierarchy'
import { z } from 'zod'
import { isAllowed } from '../authorise.ts'
import type { Action } from '../permissions.ts'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { groupsOf, groupsWithin } from '../plans/make-plan.ts'
import { procedure, router } from '../trpc.ts'
import { getWorld } from '../world.ts'
import {
  listAnnouncementViews,
  loadAnnouncementPage,
  type AnnouncementPage,
  type AnnouncementView,
} from './announcement-view.ts'
import { approveAnnouncement, loadPreview, type AnnouncementPreview } from './approve-announcement.ts'
import {
  cancelAnnouncement,
  getAnnouncement,
  pauseAnnouncement,
  resumeAnnouncement,
  secondAnnouncement,
  settleMessage,
  startAnnouncement,
} from './steer-announcement.ts'

/** More than there are in a province. */
const MOST_GROUPS = 20_000

/** For whom: a unit and everything below it (`null`: all that one may change), groups by name, or whoever an earlier one did not reach. */
const scope = z.union([
  z.object({
    unitId: z.string().nullable(),
    /** Only groups of these kinds; none named: of all. */
    kinds: z.array(z.string()).max(100).default([]),
  }),
  z.object({ groupIds: z.array(z.string()).min(1).max(MOST_GROUPS) }),
  z.object({ missedBy: z.string() }),
])
type Scope = z.infer<typeof scope>

interface Authorised extends Context {
  readonly authorise: (unitId: UnitId | null) => void
  readonly authoriseWithin: (unitId?: UnitId) => readonly UnitId[] | null
}

/** The groups of a scope, all of which lie within the area of whoever asks. */
async function groupsOfScope(ctx: Authorised, input: Scope): Promise<readonly GroupId[]> {
  const groupIds = await findGroupsOfScope(ctx, input)
  for (const unitId of new Set(groupIds.map(unitOfGroup))) ctx.authorise(unitId)
  return groupIds
}

async function findGroupsOfScope(ctx: Authorised, input: Scope): Promise<readonly GroupId[]> {
  if ('missedBy' in input) {
    await authoriseAll(ctx, input.missedBy)
    return listMissedGroups(ctx.db, input.missedBy)
  }
  if ('groupIds' in input) {
    for (const groupId of input.groupIds) ctx.authorise(unitOfGroup(groupId))
    const known = new Set(groupsOf(await getWorld(ctx)).map((group) => group.id))
    const unknown = input.groupIds.find((groupId) => !known.has(groupId))
    if (unknown !== undefined) throw new NotFoundError('group', unknown)
    return [...new Set(input.groupIds)]
  }
  const within = ctx.authoriseWithin(input.unitId ?? undefined)
  const world = await getWorld(ctx)
  const inside = groupsWithin(world, within)
  const wanted = inside === null ? null : new Set(inside)
  return groupsOf(world).flatMap(({ id, kind }) =>
    (wanted === null || wanted.has(id)) && (input.kinds.length === 0 || input.kinds.includes(kind)) ? [id] : [],
  )
}

/** What is about a whole announcement is for those who may do it in all of its units: it was approved over all of them at once. */
async function authoriseAll(ctx: Pick<Authorised, 'db' | 'authorise'>, id: string): Promise<void> {
  await getAnnouncement(ctx.db, id)
  for (const unitId of await listAnnouncementUnits(ctx.db, id)) ctx.authorise(unitId)
}

const byId = z.object({ id: z.string() })
const wanted = z.object({
  // Longer than may be sent: what is pasted is cleaned first, and refused in words.
  text: z.string().max(20_000),
  scope,
})
const STATES = [
  'waiting',
  'sending',
  'sent',
  'with-people',
  'done',
  'failed',
  'unknown',
  'unreachable',
  'cancelled',
] as const

type Steering = 'start' | 'pause' | 'resume' | 'cancel'

/** A step in the life of an announcement. */
function steering(action: Action & `announcements.${Steering}`, steer: (ctx: Context, id: string) => Promise<void>) {
  return procedure(action)
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<void> => {
      await authoriseAll(ctx, input.id)
      await steer(ctx, input.id)
    })
}

export const announcementsRouter = router({
  /** The announcement as it would be approved now. A mutation, because what somebody writes belongs into no address. */
  preview: procedure('announcements.preview')
    .input(wanted)
    .mutation(async ({ ctx, input }): Promise<AnnouncementPreview> =>
      loadPreview(ctx, { ...input, againOf: againOf(input.scope), groupIds: await groupsOfScope(ctx, input.scope) }),
    ),
  approve: procedure('announcements.approve')
    .input(wanted.extend({ fingerprint: z.string() }))
    .mutation(async ({ ctx, input }): Promise<{ readonly id: string; readonly needsSecond: boolean }> =>
      approveAnnouncement(ctx, {
        ...input,
        againOf: againOf(input.scope),
        groupIds: await groupsOfScope(ctx, input.scope),
      }),
    ),
  /** `fingerprint`: of the announcement that was looked at. */
  second: procedure('announcements.second')
    .input(byId.extend({ fingerprint: z.string() }))
    .mutation(async ({ ctx, input }): Promise<void> => {
      await authoriseAll(ctx, input.id)
      await secondAnnouncement(ctx, input.id, input.fingerprint)
    }),
  start: steering('announcements.start', startAnnouncement),
  pause: steering('announcements.pause', pauseAnnouncement),
  resume: steering('announcements.resume', resumeAnnouncement),
  cancel: steering('announcements.cancel', cancelAnnouncement),
  /** Whether a message whose answer was lost arrived, by whoever looked in the group. */
  settle: procedure('announcements.settle')
    .input(byId.extend({ groupId: z.string(), arrived: z.boolean() }))
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(unitOfGroup(input.groupId))
      await settleMessage(ctx, { announcementId: input.id, groupId: input.groupId, arrived: input.arrived })
    }),
  list: procedure('announcements.list')
    .input(z.object({ after: z.string().nullable().default(null) }).default({ after: null }))
    .query(async ({ ctx, input }): Promise<Page<AnnouncementView>> => {
      const within = ctx.authoriseWithin()
      const units = groupsWithin(await getWorld(ctx), within)?.map(unitOfGroup) ?? null
      return listAnnouncementViews(ctx, units, input.after)
    }),
  /** An announcement with those of its groups that one may see. */
  byId: procedure('announcements.byId')
    .input(byId.extend({ states: z.array(z.enum(STATES)).optional() }))
    .query(async ({ ctx, input }): Promise<AnnouncementPage> => {
      await getAnnouncement(ctx.db, input.id)
      const units = await listAnnouncementUnits(ctx.db, input.id)
      ctx.authoriseAny(units)
      const seen = units.filter((unitId) => isAllowed(ctx.actor, 'announcements.byId', unitId))
      const maySteer = units.every((unitId) => isAllowed(ctx.actor, 'announcements.start', unitId))
      const unitIds = seen.length === units.length ? null : seen
      return loadAnnouncementPage(ctx, input.id, { unitIds, states: input.states, maySteer })
    }),
})

function againOf(input: Scope): string | null {
  return 'missedBy' in input ? input.missedBy : null
}
