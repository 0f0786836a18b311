import { answer } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const childrenOf = async (parentId: string | null) => (await answer(locals.api.units.tree({ parentId }))).units
  const roots = await childrenOf(null)
  const opened: Record<string, typeof roots> = {}
  // A tree of one line tells nothing: it is opened down to where there is something to choose from.
  let level = roots
  for (;;) {
    const [only, ...others] = level.filter((unit) => (unit.onDay ?? unit.coverage).groups > 0)
    if (only === undefined || others.length > 0 || only.children === 0) break
    level = await childrenOf(only.id)
    opened[only.id] = level
  }
  return { roots, opened }
}
