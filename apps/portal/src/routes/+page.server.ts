import { answer, answerIfAllowed } from '#lib/server/answer.ts'
import type { PageServerLoad } from './$types'

const LARGEST_SHOWN = 8

export const load: PageServerLoad = async ({ locals }) => {
  const { lookAt } = locals.context
  if (typeof lookAt === 'string' && lookAt !== (await answer(locals.api.setup.outset())).asOf)
    return { onDay: await loadOnDay(locals), today: null }
  return { onDay: null, today: await loadToday(locals) }
}

type Locals = Parameters<PageServerLoad>[0]['locals']
type Plan = Awaited<ReturnType<Locals['api']['plans']['all']>>

/** What is kept for today, or is to be done now. */
async function loadToday({ api }: Locals) {
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
  return {
    counts: status.counts,
    roots: tree.units,
    // The lines of the plan stay on the server: the overview shows its numbers alone.
    plan: { counts: plan.counts, passed: plan.passed },
    largest: largestOf(plan),
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

/** What can be said of another day. */
async function loadOnDay({ api }: Locals) {
  const [coverage, plan, expiring, reviews] = await Promise.all([
    answer(api.coverage.ofUnit({})),
    answer(api.plans.all()),
    answer(api.expiring.list()),
    answer(api.reviews.due()),
  ])
  const { asOf, units } = coverage
  return {
    asOf,
    units,
    // Each kind has totals of its own.
    counted:
      coverage.kind === 'kept'
        ? { kind: coverage.kind, total: coverage.total }
        : { kind: coverage.kind, total: coverage.total },
    plan: { counts: plan.counts, passed: plan.passed, preview: plan.preview },
    largest: largestOf(plan),
    expiring: expiring.facts.length + expiring.roles.length,
    reviews: reviews.counts.called,
    reviewsMissed: reviews.counts.missed,
  }
}

function largestOf(plan: Plan) {
  const size = ({ counts }: Plan['groups'][number]) => counts.add + counts.remove + counts.unmatched
  return plan.groups
    .filter((group) => size(group) > 0)
    .toSorted((a, b) => size(b) - size(a))
    .slice(0, LARGEST_SHOWN)
    .map(({ id, name, counts }) => ({ id, name, add: counts.add, remove: counts.remove, unmatched: counts.unmatched }))
}
