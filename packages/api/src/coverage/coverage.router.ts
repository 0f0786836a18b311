import { HOUSEHOLD_STATES } from '@ketnoi/db'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import {
  coverageTable,
  loadCoverage,
  loadRepresentatives,
  type CoveragePage,
  type Representative,
} from './coverage-page.ts'

const unit = z.object({ unitId: z.string().nullable().default(null) })

export const coverageRouter = router({
  /** How well a unit is covered, those below it, and how that came about; without a unit, all that one may see. */
  ofUnit: procedure('coverage.ofUnit')
    .input(unit)
    .query(async ({ ctx, input }): Promise<CoveragePage> => {
      ctx.authoriseWithin(input.unitId ?? undefined)
      return loadCoverage(ctx, { unitId: input.unitId, within: ctx.authoriseWithin() })
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
      ctx.authoriseWithin(input.unitId ?? undefined)
      return coverageTable(ctx, { ...input, within: ctx.authoriseWithin() })
    }),
})
