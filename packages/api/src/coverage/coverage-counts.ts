import { listCoverageDays, type CoverageDay } from '@ketnoi/db'
import { addDays, childrenOn, descendantsOn, type UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import type { World } from '../world.ts'

/** How far groups reach: households, each once, by how it stands, and members who must be in their groups. */
export interface CoverageCounts {
  readonly people: number
  readonly households: number
  readonly reached: number
  readonly unreachable: number
  readonly proxied: number
  readonly withoutConsent: number
  /** Could be added, and has not been yet. */
  readonly waiting: number
  readonly required: number
  readonly requiredPresent: number
  readonly groups: number
  /** `null`: for past days it is not kept how many were set up. */
  readonly linkedGroups: number | null
}

export function countsOf(
  row: Omit<CoverageDay, 'day'> & Pick<CoverageCounts, 'groups' | 'linkedGroups'>,
): CoverageCounts {
  const { people, households, groups, linkedGroups, required, requiredPresent } = row
  const [reached, unreachable] = [row.householdsReached, row.householdsUnreachable]
  const [proxied, withoutConsent] = [row.householdsProxied, row.householdsWithoutConsent]
  return {
    people,
    households,
    reached,
    unreachable,
    proxied,
    withoutConsent,
    waiting: households - reached - unreachable - proxied - withoutConsent,
    required,
    requiredPresent,
    groups,
    linkedGroups,
  }
}

export function sumOf(rows: readonly CoverageCounts[]): CoverageCounts {
  const sum = (of: (row: CoverageCounts) => number): number => rows.reduce((total, row) => total + of(row), 0)
  return {
    people: sum((row) => row.people),
    households: sum((row) => row.households),
    reached: sum((row) => row.reached),
    unreachable: sum((row) => row.unreachable),
    proxied: sum((row) => row.proxied),
    withoutConsent: sum((row) => row.withoutConsent),
    waiting: sum((row) => row.waiting),
    required: sum((row) => row.required),
    requiredPresent: sum((row) => row.requiredPresent),
    groups: sum((row) => row.groups),
    linkedGroups: rows.some((row) => row.linkedGroups === null) ? null : sum((row) => row.linkedGroups ?? 0),
  }
}

/** How long a trend goes back. */
const TREND_DAYS = 365

/** The days of the last year on which something changed in a unit. */
export function listTrend(ctx: Context, unitId: UnitId): Promise<CoverageDay[]> {
  return listCoverageDays(ctx.db, unitId, addDays(ctx.today(), -TREND_DAYS))
}

/** A district has some hundreds of villages, which a picture shows; a province has thousands, and shows the units below it alone. */
const MOST_CELLS = 1_000

/** The smallest units below some; none where they are more than a picture can show. */
export function smallestBelow({ tree, asOf }: Pick<World, 'tree' | 'asOf'>, ids: readonly UnitId[]): readonly UnitId[] {
  const below = new Set(ids.flatMap((id) => [id, ...descendantsOn(tree, id, asOf)]))
  const smallest = [...below].filter((id) => childrenOn(tree, id, asOf).length === 0)
  return smallest.length > MOST_CELLS ? [] : smallest
}
