import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const roots = (await answer(locals.api.units.tree({ parentId: null }))).units
  // One root is opened already: a tree of one line tells nothing.
  const [only] = roots
  const children =
    only !== undefined && roots.length === 1 ? await answer(locals.api.units.tree({ parentId: only.id })) : null
  return { roots, opened: only !== undefined && children !== null ? { [only.id]: children.units } : {} }
}
