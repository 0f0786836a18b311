import { answer, answerIfAllowed } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

const LARGEST_SHOWN = 8

export const load: PageServerLoad = async ({ locals }) => {
  const { api } = locals
  const [status, tree, plan, list, imports, assets, expiring, reviews, handovers, waiting] = await Promise.all([
    answer(api.setup.status()),
    answer(api.units.tree({ parentId: null })),
    answer(api.plans.all()),
    answer(api.groups.list({ limit: 1 })),
    answerIfAllowed(api.imports.list()),
    answer(api.services.assets()),
    answer(api.expiring.list()),
    answer(api.reviews.due()),
    answer(api.handovers.list()),
    answer(api.waiting.count()),
  ])
  const size = ({ counts }: (typeof plan.groups)[number]) => counts.add + counts.remove + counts.unmatched
  const largest = plan.groups
    .filter((group) => size(group) > 0)
    .toSorted((a, b) => size(b) - size(a))
    .slice(0, LARGEST_SHOWN)
    .map(({ id, name, counts }) => ({ id, name, add: counts.add, remove: counts.remove, unmatched: counts.unmatched }))
  return {
    counts: status.counts,
    roots: tree.units,
    // The lines of the plan stay on the server: the overview shows its numbers alone.
    plan: { counts: plan.counts, passed: plan.passed },
    largest,
    states: list.counts.byState,
    expiring: expiring.facts.length + expiring.roles.length,
    handovers: handovers.rows.filter(({ sides }) => sides.some(({ mayConfirm }) => mayConfirm)).length,
    waiting,
    reviews: reviews.counts.called,
    reviewsMissed: reviews.counts.missed,
    assetAlarms: assets.alarms.length,
    openImports:
      imports?.filter(({ state }) => ['uploaded', 'mapped', 'dry-run', 'importing'].includes(state)).length ?? 0,
  }
}
