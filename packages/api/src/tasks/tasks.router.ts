import type { TaskFilter } from '@ketnoi/db'
import type { UnitId } from '@ketnoi/hierarchy'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { joinLink } from '../groups/join-link.ts'
import { deviceClaim, requireDevice } from '../onboarding/devices.ts'
import { groupsOf, groupsWithin } from '../plans/make-plan.ts'
import { procedure, router } from '../trpc.ts'
import { getWorld } from '../world.ts'
import { answer, getTask, TASK_ANSWERS } from './answer-task.ts'
import { loadTaskPack, type TaskPack } from './task-pack.ts'
import { loadTasks, type TaskList } from './tasks.ts'

export const tasksRouter = router({
  /** What is to be done by hand: everywhere that one may change something, or in one group. */
  list: procedure('tasks.list')
    .input(z.object({ groupId: z.string().nullable().default(null) }).default({ groupId: null }))
    .query(async ({ ctx, input }): Promise<TaskList> => {
      if (input.groupId !== null) {
        ctx.authorise(unitOfGroup(input.groupId))
        return loadTasks(ctx, { groupId: input.groupId })
      }
      return loadTasks(ctx, await everywhere(ctx, ctx.authoriseWithin()))
    }),
  /** A mutation: it is recorded who took the numbers along. What is answered on the device comes through `onboarding.submit`. */
  pack: procedure('tasks.pack')
    .input(deviceClaim)
    .mutation(async ({ ctx, input }): Promise<TaskPack> => {
      const within = ctx.authoriseWithin()
      return loadTaskPack(ctx, await requireDevice(ctx, input), await everywhere(ctx, within))
    }),
  answer: procedure('tasks.answer')
    .input(
      z.object({
        id: z.string(),
        answer: z.enum(TASK_ANSWERS),
        laterUntil: z.iso.date().nullable().default(null),
        note: z.string().max(500).nullable().default(null),
        joinLink: joinLink.nullable().default(null),
      }),
    )
    .mutation(async ({ ctx, input: { id, ...given } }): Promise<void> => {
      ctx.authorise(unitOfGroup((await getTask(ctx.db, id)).groupId))
      await answer(ctx, id, given)
    }),
})

async function everywhere(ctx: Context, within: readonly UnitId[] | null): Promise<TaskFilter> {
  const world = await getWorld(ctx)
  const groups = groupsWithin(world, within) ?? groupsOf(world).map((group) => group.id)
  return { unitIds: [...new Set(groups.map(unitOfGroup))] }
}
