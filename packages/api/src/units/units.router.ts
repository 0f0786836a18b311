import type { Day } from '@ketnoi/hierarchy'
import { z } from 'zod'
import { bytes } from '../bytes.ts'
import { isAllowed } from '../authorise.ts'
import { procedure, router } from '../trpc.ts'
import { getWorld, isAnotherDay } from '../world.ts'
import { confirmUnits, dryRunUnits, type UnitImportResult } from './import-units.ts'
import { unitsAnsweringFor } from './last-units.ts'
import { listUnitRows, loadUnitPage, searchUnits, type FoundUnit, type UnitPage, type UnitRow } from './unit-page.ts'
import { listUnitRowsOnDay } from './units-on-day.ts'

const unitFile = z.object({
  fileName: z.string().min(1).max(300),
  /** The catalogue (JSON) or the villages (CSV, xlsx). */
  bytes,
})

export const unitsRouter = router({
  /** The children of a unit, or the topmost units that one may see, on the day that everything is computed for. */
  tree: procedure('units.tree')
    .input(z.object({ parentId: z.string().nullable().default(null) }))
    .query(async ({ ctx, input }): Promise<{ readonly asOf: Day; readonly units: readonly UnitRow[] }> => {
      const within = ctx.authoriseWithin(input.parentId ?? undefined)
      const world = await getWorld(ctx)
      // Whoever answers for some units begins with those, not with a province that is not theirs.
      const roots = input.parentId === null ? within : null
      const which = roots ?? input.parentId
      const units = isAnotherDay(ctx)
        ? await listUnitRowsOnDay(ctx, world, which)
        : await listUnitRows(ctx.db, world, which)
      return { asOf: world.asOf, units }
    }),
  byId: procedure('units.byId')
    .input(z.object({ id: z.string() }))
    .query(async ({ ctx, input }): Promise<UnitPage> => {
      const world = await getWorld(ctx)
      ctx.authoriseAny(unitsAnsweringFor(world, input.id))
      const [counted = null] = isAnotherDay(ctx) ? await listUnitRowsOnDay(ctx, world, [input.id]) : []
      return loadUnitPage(ctx, world, input.id, counted)
    }),
  /** For choosing a unit by typing: finds without marks and capitals. */
  search: procedure('units.search')
    .input(
      z.object({
        text: z.string().max(200),
        tier: z.string().optional(),
        within: z.string().optional(),
        /** Only those that may be opened: where a list is narrowed to a unit, or its page is looked for. */
        seen: z.boolean().default(false),
        limit: z.int32().min(1).max(50).default(20),
      }),
    )
    .query(async ({ ctx, input: { seen, ...search } }): Promise<readonly FoundUnit[]> => {
      ctx.authorise(null)
      return searchUnits(await getWorld(ctx), {
        ...search,
        ...(seen ? { isOffered: (id) => isAllowed(ctx.actor, 'units.byId', id) } : {}),
      })
    }),
  importDryRun: procedure('units.importDryRun')
    .input(unitFile)
    .mutation(async ({ ctx, input }): Promise<UnitImportResult> => {
      ctx.authorise(null)
      return dryRunUnits(ctx, input)
    }),
  importConfirm: procedure('units.importConfirm')
    .input(unitFile.extend({ fingerprint: z.string() }))
    .mutation(async ({ ctx, input }): Promise<UnitImportResult> => {
      ctx.authorise(null)
      return confirmUnits(ctx, input)
    }),
})
