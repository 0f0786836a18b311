import { z } from 'zod'
import { unitOfGroup } from '../groups/group-id.ts'
import { groupsWithin } from '../plans/make-plan.ts'
import { procedure, router } from '../trpc.ts'
import { getWorld } from '../world.ts'
import { groupsOf } from '../plans/make-plan.ts'
import { answer, getTask, loadTasks, type TaskList } from './tasks.ts'

export const tasksRouter = router({
  /** What is to be done by hand: everywhere that one may change something, or in one group. */
  list: procedure('tasks.list')
    .input(z.object({ groupId: z.string().nullable().default(null) }).default({ groupId: null }))
    .query(async ({ ctx, input }): Promise<TaskList> => {
      if (input.groupId !== null) {
        ctx.authorise(unitOfGroup(input.groupId))
        return loadTasks(ctx, { groupId: input.groupId })
      }
      const within = ctx.authoriseWithin()
      const world = await getWorld(ctx)
      const groups = groupsWithin(world, within) ?? groupsOf(world).map((group) => group.id)
      return loadTasks(ctx, { unitIds: [...new Set(groups.map(unitOfGroup))] })
    }),
  answer: procedure('tasks.answer')
    .input(
      z.object({
        id: z.string(),
        answer: z.enum(['done', 'not-found', 'refused', 'no-smartphone', 'later']),
        laterUntil: z.iso.date().nullable().default(null),
        note: z.string().max(500).nullable().default(null),
        joinLink: z
          .url({ protocol: /^https$/ })
          .max(500)
          .nullable()
          .default(null),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(unitOfGroup((await getTask(ctx.db, input.id)).groupId))
      await answer(ctx, input)
    }),
})
