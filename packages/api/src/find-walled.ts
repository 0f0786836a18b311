import { withinArea } from '@ketnoi/db'
import { ForbiddenError, NotFoundError } from './errors.ts'

/**
 * What a procedure is about, by its id. What the wall of the database hides is forbidden, as it is on the embedded one, which has
 * none; only what is nowhere is not found.
 */
export async function findWalled<T>(what: string, id: string, find: () => Promise<T | null>): Promise<T> {
  const found = await find()
  if (found !== null) return found
  if ((await withinArea('everything', find)) === null) throw new NotFoundError(what, id)
  throw new ForbiddenError(what, null)
}
