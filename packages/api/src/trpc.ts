import { withinArea } from '@ketnoi/db'
import type { UnitId } from '@ketnoi/hierarchy'
import { initTRPC } from '@trpc/server'
import { isAcceptable } from './acceptable.ts'
import { ANONYMOUS, authorise, isAllowed, isPublic, mayAnywhere, reachOf, wallOf } from './authorise.ts'
import { PERMISSIONS, type Action } from './permissions.ts'
import { barredBy } from './accounts/visit.ts'
import { ANSWERS_FOR_DAY } from './days/answers-for-day.ts'
import type { Context } from './context.ts'
import { countHourly } from './hourly.ts'
import { ApiError, errorCodeOf, errorDataOf, ForbiddenError, NotLoggedInError, refusal, toTrpcError } from './errors.ts'
import { transformer } from './transformer.ts'

interface Meta {
  readonly action: Action
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer,
    errorFormatter: ({ shape, error }) => {
      const code = errorCodeOf(error)
      return {
        ...shape,
        // The English message of an unexpected error may quote data of people, or say where the database is: only its code leaves the server.
        message: code === 'unexpected' || code === 'outcome-unknown' ? 'unexpected error' : shape.message,
        data: { ...shape.data, stack: undefined, code, details: errorDataOf(error) },
      }
    },
  })

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** The start of every procedure: names its own path, and fails as a bug when the procedure answers without having authorised. */
export function procedure(action: Action) {
  return t.procedure.meta({ action }).use(async ({ ctx, getRawInput, next, type }) => {
    const barred = ctx.visit === null || isPublic(action) ? null : barredBy(ctx.visit)
    if (barred !== null) throw refusal(new ApiError(barred, 'the visitor must do something first'))
    // Before anything is parsed or looked up: whoever has no such role anywhere learns nothing from how they are refused.
    if (!mayAnywhere(ctx.actor, action))
      throw refusal(ctx.actor.id === ANONYMOUS.id ? new NotLoggedInError() : new ForbiddenError(action, null))
    if (!isAcceptable(await getRawInput()))
      throw refusal(new ApiError('input-invalid', 'too many values, or characters that nobody can type'))
    try {
      countHourly(ctx.actor, action, ctx.now())
    } catch (error) {
      if (error instanceof ApiError) throw refusal(error)
      throw error
    }
    // What is written is of the present: a page of another day only shows.
    if (typeof ctx.lookAt === 'string' && type === 'mutation' && PERMISSIONS[action].scope === 'change')
      throw refusal(new ApiError('another-day', 'another day is looked at: go back to today first'))
    const asked = { done: false }
    const answering = () =>
      next({
        ctx: {
          lookAt: ANSWERS_FOR_DAY.has(action) ? ctx.lookAt : null,
          /** Must be called by every procedure (or one of the following): with the unit it touches, or `null` for all of them. */
          authorise: (unitId: UnitId | null): void => {
            asked.done = true
            authorise(ctx.actor, action, unitId)
          },
          /** For what lies in several units: one of them is enough. Nothing at all is everywhere. */
          authoriseAny: (unitIds: readonly UnitId[]): void => {
            asked.done = true
            authorise(ctx.actor, action, unitIds.find((id) => isAllowed(ctx.actor, action, id)) ?? unitIds[0] ?? null)
          },
          /**
           * For lists: the units whose trees they are narrowed to, `null` for no narrowing. With a unit it is asked for that one;
           * without it everything counts that they may do this in, and only those who may do it nowhere are refused. Of several
           * (`unitsNow`) those count where they may.
           */
          authoriseWithin: (unit?: UnitId | readonly UnitId[]): readonly UnitId[] | null => {
            asked.done = true
            const reach = reachOf(ctx.actor, action)
            if (unit === undefined && reach.kind === 'units' && reach.roots.length > 0) return reach.roots
            const named = typeof unit === 'string' ? [unit] : (unit ?? [])
            const allowed = named.filter((id) => isAllowed(ctx.actor, action, id))
            if (allowed.length === 0) authorise(ctx.actor, action, named[0] ?? null)
            return unit === undefined ? null : allowed
          },
        },
      })
    const result = await withinArea(wallOf(ctx.actor, action, type === 'mutation'), answering)
    if (!result.ok) throw toTrpcError(result.error)
    if (!asked.done) throw new Error(`the procedure ${action} answered without authorising`)
    return result
  })
}
