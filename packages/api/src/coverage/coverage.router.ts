import { HOUSEHOLD_STATES } from '@ketnoi/db'
import type { UnitId } from '@ketnoi/hierarchy'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { procedure, router } from '../trpc.ts'
import { unitsNow } from '../units/follow-unit.ts'
import {
  coverageTable,
  loadCoverage,
  loadRepresentatives,
  type CoveragePage,
  type Representative,
} from './coverage-page.ts'

const unit = z.object({ unitId: z.string().nullable().default(null) })

/** A unit within what one may see; of one that is no more, what carries on for it. */
async function coveredBy(
  ctx: Context & { readonly authoriseWithin: (unit?: UnitId | readonly UnitId[]) => readonly UnitId[] | null },
  unitId: UnitId | null,
): Promise<{ readonly unitId: UnitId | null; readonly within: readonly UnitId[] | null }> {
  if (unitId === null) return { unitId, within: ctx.authoriseWithin() }
  const named = ctx.authoriseWithin(await unitsNow(ctx, unitId)) ?? []
  const [only, ...others] = named
  return only !== undefined && others.length === 0
    ? { unitId: only, within: ctx.authoriseWithin() }
    : { unitId: null, within: named }
}

export const coverageRouter = router({
  /** How well a unit is covered, those below it, and how that came about; without a unit, all that one may see. */
  ofUnit: procedure('coverage.ofUnit')
    .input(unit)
    .query(async ({ ctx, input }): Promise<CoveragePage> => {
      return loadCoverage(ctx, await coveredBy(ctx, input.unitId))
    }),
  /** Who speaks for the households that stand like this. */
  representatives: procedure('coverage.representatives')
    .input(
      z.object({
        unitId: z.string(),
        state: z.enum(HOUSEHOLD_STATES),
        after: z.string().optional(),
        limit: z.int32().min(1).max(200).default(100),
      }),
    )
    .query(
      async ({
        ctx,
        input,
      }): Promise<{
        readonly unitName: string
        readonly rows: readonly Representative[]
        readonly next: string | null
      }> => {
        ctx.authorise(input.unitId)
        return loadRepresentatives(ctx, input)
      },
    ),
  /** The table as a file. */
  table: procedure('coverage.table')
    .input(unit.extend({ language: z.enum(['vi', 'en']).default('vi') }))
    .mutation(async ({ ctx, input }): Promise<{ readonly fileName: string; readonly bytes: Uint8Array }> => {
      return coverageTable(ctx, { ...input, ...(await coveredBy(ctx, input.unitId)) })
    }),
})
