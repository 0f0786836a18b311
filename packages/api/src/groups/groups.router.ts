import type { PersonId } from '@ketnoi/hierarchy'
import { z } from 'zod'
import { makePlan } from '../plans/make-plan.ts'
import { procedure, router } from '../trpc.ts'
import { unitsNow } from '../units/follow-unit.ts'
import { getWorld } from '../world.ts'
import { loadChecklist, revealPhones, type Checklist } from './checklist.ts'
import { loadGroupOn, type GroupOnDay } from './desired-on.ts'
import { giveUpGroup, keepGroup } from './give-up-group.ts'
import { unitOfGroup } from './group-id.ts'
import { loadGroupsOnDay, type GroupsOnDay } from './groups-on-day.ts'
import { loadGroupList, type GroupList } from './group-list.ts'
import { describeGroupPlan, loadGroupPage, type GroupPage, type GroupPlan } from './group-page.ts'
import { joinLink } from './join-link.ts'
import { setGroupLink, type GroupLink } from './set-link.ts'

const groupId = z.object({ id: z.string() })

export const groupsRouter = router({
  list: procedure('groups.list')
    .input(
      z.object({
        text: z.string().max(200).optional(),
        /** This unit and everything below it. */
        unitId: z.string().optional(),
        kind: z.string().optional(),
        state: z.enum(['invalid', 'unlinked', 'unread', 'differs', 'undecided', 'in-order']).optional(),
        /** By unit, or the groups with the largest number first. */
        order: z.enum(['unit', 'missing', 'surplus', 'required', 'unmatched']).default('unit'),
        after: z.string().optional(),
        limit: z.int32().min(1).max(500).default(100),
      }),
    )
    .query(async ({ ctx, input }): Promise<GroupList> => {
      return loadGroupList(ctx, { ...input, within: ctx.authoriseWithin(await unitsNow(ctx, input.unitId)) })
    }),
  byId: procedure('groups.byId')
    .input(groupId)
    .query(async ({ ctx, input }): Promise<GroupPage> => {
      ctx.authorise(unitOfGroup(input.id))
      return loadGroupPage(ctx, input.id)
    }),
  /** Who should be in the group on another day, and what changes until then. */
  onDay: procedure('groups.onDay')
    .input(groupId.extend({ day: z.iso.date() }))
    .query(async ({ ctx, input }): Promise<GroupOnDay> => {
      ctx.authorise(unitOfGroup(input.id))
      return loadGroupOn(ctx, input.id, input.day)
    }),
  /** The groups that ought to exist on the day that is looked at, with how many should be in them. */
  listOnDay: procedure('groups.listOnDay')
    .input(
      z.object({
        text: z.string().max(200).default(''),
        unitId: z.string().optional(),
        kind: z.string().optional(),
        after: z.string().optional(),
        limit: z.int32().min(1).max(100).default(50),
      }),
    )
    .query(async ({ ctx, input }): Promise<GroupsOnDay> => {
      return loadGroupsOnDay(ctx, { ...input, within: ctx.authoriseWithin(await unitsNow(ctx, input.unitId)) })
    }),
  plan: procedure('groups.plan')
    .input(groupId)
    .query(async ({ ctx, input }): Promise<GroupPlan> => {
      ctx.authorise(unitOfGroup(input.id))
      return describeGroupPlan(await makePlan(ctx.db, await getWorld(ctx), [input.id]))
    }),
  checklist: procedure('groups.checklist')
    .input(groupId)
    .query(async ({ ctx, input }): Promise<Checklist> => {
      ctx.authorise(unitOfGroup(input.id))
      return loadChecklist(ctx, input.id)
    }),
  /** The numbers of the people on the checklist in the form they are dialled in; it is recorded who took them. */
  revealPhones: procedure('groups.revealPhones')
    .input(groupId.extend({ reason: z.string().trim().max(500).default('') }))
    .mutation(async ({ ctx, input }): Promise<{ readonly phones: Readonly<Record<PersonId, readonly string[]>> }> => {
      ctx.authorise(unitOfGroup(input.id))
      return revealPhones(ctx, input)
    }),
  /** A further group that the unit no longer needs: its people move to the others, and it is closed when it is empty. */
  giveUp: procedure('groups.giveUp')
    .input(groupId)
    .mutation(({ ctx, input }): Promise<{ readonly gone: boolean }> => {
      ctx.authorise(unitOfGroup(input.id))
      return giveUpGroup(ctx, input.id)
    }),
  keep: procedure('groups.keep')
    .input(groupId)
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(unitOfGroup(input.id))
      await keepGroup(ctx, input.id)
    }),
  setLink: procedure('groups.setLink')
    .input(
      groupId.extend({
        /** `https://zalo.me/g/…`; empty takes it away. */
        joinLink: z.union([z.literal(''), joinLink]),
        externalId: z.string().trim().max(200).optional(),
        capacity: z.int().min(1).max(1_000_000).nullable().optional(),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<GroupLink> => {
      ctx.authorise(unitOfGroup(input.id))
      return setGroupLink(ctx, input)
    }),
})
