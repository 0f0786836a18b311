import {
  findUnitCoverage,
  listCoverageCells,
  listRepresentatives,
  listUnitChildren,
  type CoverageCell,
  type CoverageDay,
  type HouseholdState,
  type UnitCoverage,
} from '@ketnoi/db'
import { ancestorsOn, type Day, type PersonId, type Reachability, type UnitId } from '@ketnoi/hierarchy'
import { writeCsv } from '@ketnoi/rosters'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { maskPhone } from '../people/phone-mask.ts'
import { countUnitsFrom } from '../units/units-on-day.ts'
import { getWorld, parentName, unitName } from '../world.ts'
import { countsOf, listTrend, smallestBelow, sumOf, type CoverageCounts } from './coverage-counts.ts'
import { loadCoverageToCome, type CoverageToCome } from './coverage-to-come.ts'
import { loadPastCoverage } from './past-coverage.ts'

export interface CoverageRow extends CoverageCounts {
  readonly id: UnitId
  readonly name: string
  readonly children: number
}

/** How it was kept: on the day that everything is computed for, or on one before. */
export interface KeptCoverage {
  readonly kind: 'kept'
  readonly asOf: Day
  /** `null`: several units at once, those that one may see. */
  readonly unit: { readonly id: UnitId; readonly name: string } | null
  /** Those above that one may see as well, the topmost first. */
  readonly ancestors: readonly { readonly id: UnitId; readonly name: string }[]
  /** How many units there are, with those that are named. */
  readonly units: number
  readonly total: CoverageCounts
  readonly rows: readonly CoverageRow[]
  /** The smallest units below, each with the row that it lies in; none where they are too many to be told apart. */
  readonly cells: readonly (CoverageCell & { readonly rowId: UnitId | null })[]
  /** The days on which something changed; empty for several units at once. */
  readonly days: readonly CoverageDay[]
}

export type CoveragePage = KeptCoverage | CoverageToCome

/**
 * How well a unit and those directly below it are covered. Without a unit: the one that whoever asks may see, or all of those.
 * `within`: the units that may be seen, `null` for all.
 */
export async function loadCoverage(
  ctx: Context,
  query: { readonly unitId: UnitId | null; readonly within: readonly UnitId[] | null },
): Promise<CoveragePage> {
  const world = await getWorld({ ...ctx, lookAt: null })
  if (typeof ctx.lookAt === 'string' && ctx.lookAt !== world.asOf) {
    const load = ctx.lookAt < world.asOf ? loadPastCoverage : loadCoverageToCome
    return load(ctx, { ...world, asOf: ctx.lookAt }, query)
  }
  const { asOf, tree } = world
  const tops =
    query.within === null
      ? await listUnitChildren(ctx.db, null, asOf)
      : (await Promise.all(query.within.map((id) => findUnitCoverage(ctx.db, id, asOf)))).filter((row) => row !== null)
  // A unit that nobody lives in and that has no group, e.g. a neighbour that units are named after, is not worth a step.
  const worth = tops.filter((row) => row.people > 0 || row.groups > 0)
  const only = worth.length === 1 ? (worth[0]?.unitId ?? null) : null
  const unitId = query.unitId ?? only
  const own = unitId === null ? null : await findUnitCoverage(ctx.db, unitId, asOf)
  if (unitId !== null && own === null) throw new NotFoundError('unit', unitId)
  const rows = (unitId === null ? tops : await listUnitChildren(ctx.db, unitId, asOf)).map(rowOf)
  const rowIds = new Set(rows.map((row) => row.id))
  const rowAbove = (id: UnitId): UnitId | null =>
    [id, ...ancestorsOn(tree, id, asOf)].find((one) => rowIds.has(one)) ?? null
  const seen = new Set(tops.map((row) => row.unitId))
  const above = unitId === null ? [] : ancestorsOn(tree, unitId, asOf)
  // From the first one up that is a top: whatever lies above it is not theirs to see.
  const last = above.findIndex((id) => seen.has(id))
  return {
    kind: 'kept',
    asOf,
    unit: unitId === null ? null : { id: unitId, name: unitName(world, unitId) },
    units: countUnitsFrom(world, query.unitId === null ? [...seen] : [query.unitId]),
    ancestors: above
      .slice(0, last + 1)
      .reverse()
      .map((id) => ({ id, name: unitName(world, id) })),
    total: own === null ? sumOf(rows) : countsOf(own),
    rows,
    cells: (await listCoverageCells(ctx.db, smallestBelow(world, unitId === null ? [...seen] : [unitId]), asOf)).map(
      (cell) => ({ ...cell, rowId: rowAbove(cell.unitId) }),
    ),
    days: unitId === null ? [] : await listTrend(ctx, unitId),
  }
}

function rowOf(row: UnitCoverage): CoverageRow {
  return { id: row.unitId, name: row.name, children: row.children, ...countsOf(row) }
}

/** Somebody who speaks for a household. */
export interface Representative {
  readonly id: PersonId
  readonly name: string
  readonly unitName: string | null
  readonly parentName: string | null
  readonly maskedPhone: string | null
  readonly reachability: Reachability
}

/** Who speaks for the households that stand like this: whom to visit next. */
export async function loadRepresentatives(
  ctx: Context,
  query: {
    readonly unitId: UnitId
    readonly state: HouseholdState
    readonly after?: string | undefined
    readonly limit: number
  },
): Promise<{ readonly unitName: string; readonly rows: readonly Representative[]; readonly next: string | null }> {
  const world = await getWorld(ctx)
  const { unitId, state, limit } = query
  const page = await listRepresentatives(ctx.db, { unitId, state, limit, asOf: world.asOf, after: query.after ?? null })
  return {
    unitName: unitName(world, unitId),
    rows: page.rows.map((row) => ({
      id: row.personId,
      name: row.name,
      unitName: row.unitId === null ? null : unitName(world, row.unitId),
      parentName: row.unitId === null ? null : parentName(world, row.unitId),
      maskedPhone: row.phone === null ? null : maskPhone(row.phone),
      reachability: row.reachability,
    })),
    next: page.next,
  }
}

const HEADINGS = {
  vi: [
    'Đơn vị',
    'Số hộ',
    'Hộ có người trong nhóm',
    'Không liên lạc được',
    'Qua người thân',
    'Chưa đồng ý',
    'Chưa mời',
    'Bắt buộc',
    'Bắt buộc có mặt',
    'Số nhóm',
    'Nhóm đã lập',
  ],
  en: [
    'Unit',
    'Households',
    'Households with somebody in a group',
    'Unreachable',
    'By a relative',
    'Without consent',
    'Not invited yet',
    'Required',
    'Required and present',
    'Groups',
    'Groups set up',
  ],
} as const

const HEADINGS_TO_COME = {
  vi: ['Đơn vị', 'Số người', 'Số hộ', 'Số nhóm cần có', 'Bắt buộc'],
  en: ['Unit', 'People', 'Households', 'Groups that ought to exist', 'Required'],
} as const

/** The table behind the picture, for a report: numbers alone, nobody's name. */
export async function coverageTable(
  ctx: Context,
  query: {
    readonly unitId: UnitId | null
    readonly within: readonly UnitId[] | null
    readonly language: keyof typeof HEADINGS
  },
): Promise<{ readonly fileName: string; readonly bytes: Uint8Array }> {
  const page = await loadCoverage(ctx, query)
  const rows =
    page.kind === 'to-come'
      ? [
          HEADINGS_TO_COME[query.language],
          ...page.rows.map((row) => [row.name, row.people, row.households, row.groups, row.required]),
        ]
      : tableOf(page, query.language)
  const fileName = `ketnoi-${query.language === 'vi' ? 'do-phu' : 'coverage'}-${page.asOf}.csv`
  return { fileName, bytes: writeCsv(rows) }
}

function tableOf(page: KeptCoverage, language: keyof typeof HEADINGS): (string | number | null)[][] {
  return [
    [...HEADINGS[language]],
    ...page.rows.map((row) => [
      row.name,
      row.households,
      row.reached,
      row.unreachable,
      row.proxied,
      row.withoutConsent,
      row.waiting,
      row.required,
      row.requiredPresent,
      row.groups,
      row.linkedGroups,
    ]),
  ]
}
