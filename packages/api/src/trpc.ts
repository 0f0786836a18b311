import { initTRPC } from '@trpc/server'
import { authorise, type Action } from './authorise.ts'
import type { Context } from './context.ts'
import { codeOf, dataOf, toTrpcError } from './errors.ts'
import { transformer } from './transformer.ts'
import type { UnitId } from '@ketnoi/hierarchy'

interface Meta {
  readonly action: Action
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer,
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      // The English message of an unexpected error may quote data of people: only its code leaves the server.
      message: codeOf(error) === 'unexpected' ? 'unexpected error' : shape.message,
      data: { ...shape.data, stack: undefined, code: codeOf(error), details: dataOf(error) },
    }),
  })

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** A context whose procedure still has to say which unit it is about. */
export interface ProcedureContext extends Context {
  /** Must be called by every procedure: with the unit it touches, or `null` for all of them. */
  readonly authorise: (unitId: UnitId | null) => void
}

/** The start of every procedure: names its action, and fails as a bug when the procedure answers without having authorised. */
export function procedure(action: Action) {
  return t.procedure.meta({ action }).use(async ({ ctx, next }) => {
    let asked = false
    const result = await next({
      ctx: {
        authorise: (unitId: UnitId | null): void => {
          asked = true
          authorise(ctx.actor, action, unitId)
        },
      },
    })
    if (!result.ok) throw toTrpcError(result.error)
    if (!asked) throw new Error(`a procedure with action ${action} answered without authorising`)
    return result
  })
}
