import { FIELDS } from '@ketnoi/rosters'
import { z } from 'zod'
import { bytes } from '../bytes.ts'
import { procedure, router } from '../trpc.ts'
import { confirmImport } from './import-roster.ts'
import type { ImportSummary, ImportView } from './import-view.ts'
import { dryRunImport, listImportSummaries, loadImport, refusedRowsFile, type DryRunPage } from './load-import.ts'
import { cancelImport, decideImport, setImportMapping, uploadRoster } from './prepare-import.ts'

const importId = z.object({ id: z.string() })

/** A roster may speak of any unit: until rosters are cut to a unit, they are for those who answer for all of them. */
export const importsRouter = router({
  list: procedure('imports.read').query(async ({ ctx }): Promise<readonly ImportSummary[]> => {
    ctx.authorise(null)
    return listImportSummaries(ctx)
  }),
  byId: procedure('imports.read')
    .input(importId)
    .query(async ({ ctx, input }): Promise<ImportView> => {
      ctx.authorise(null)
      return loadImport(ctx, input.id)
    }),
  upload: procedure('imports.write')
    .input(
      z.object({
        fileName: z.string().min(1).max(300),
        bytes,
        unitId: z.string().optional(),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ readonly importId: string }> => {
      ctx.authorise(null)
      return uploadRoster(ctx, input)
    }),
  setMapping: procedure('imports.write')
    .input(
      z.object({
        id: z.string(),
        unitId: z.string().nullable(),
        sheets: z.array(
          z.object({
            name: z.string(),
            included: z.boolean(),
            headerRow: z.number().int().min(0).nullable(),
            columns: z.array(z.object({ index: z.number().int().min(0), field: z.enum(FIELDS).nullable() })),
            firstDataRow: z.number().int().min(0).optional(),
            roster: z.enum(['people', 'officers']).optional(),
            unitText: z.string().max(300).nullable().optional(),
            everyone: z.object({ adult: z.boolean(), consents: z.array(z.string()) }).optional(),
          }),
        ),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<ImportView> => {
      ctx.authorise(null)
      await setImportMapping(ctx, input)
      return loadImport(ctx, input.id)
    }),
  decide: procedure('imports.write')
    .input(
      z.object({
        id: z.string(),
        decisions: z.array(z.object({ questionId: z.string(), decision: z.string().nullable() })).max(5000),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<ImportView> => {
      ctx.authorise(null)
      await decideImport(ctx, input.id, input.decisions)
      return loadImport(ctx, input.id)
    }),
  /** Judges every row (once, remembered) and gives a page of them. */
  dryRun: procedure('imports.write')
    .input(
      z.object({
        id: z.string(),
        outcome: z.enum(['new', 'changed', 'unchanged', 'possible-duplicate', 'refused']).optional(),
        after: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(500).default(100),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<DryRunPage> => {
      ctx.authorise(null)
      return dryRunImport(ctx, input)
    }),
  /**
   * Refused with `undecided` while questions are open, unless the rows they are about are to be left out; with `import-stale` when
   * the people changed since the dry run; with `import-state` when it was confirmed before.
   */
  confirm: procedure('imports.write')
    .input(z.object({ id: z.string(), leaveUndecided: z.boolean().default(false) }))
    .mutation(async ({ ctx, input }): Promise<{ readonly jobId: string }> => {
      ctx.authorise(null)
      const { jobId } = await confirmImport(ctx, input)
      return { jobId }
    }),
  cancel: procedure('imports.write')
    .input(importId)
    .mutation(async ({ ctx, input }): Promise<{ readonly cancelled: true }> => {
      ctx.authorise(null)
      await cancelImport(ctx, input.id)
      return { cancelled: true }
    }),
  refusedFile: procedure('imports.read')
    .input(importId.extend({ language: z.enum(['vi', 'en']).default('vi') }))
    .mutation(async ({ ctx, input }): Promise<{ readonly fileName: string; readonly bytes: Uint8Array }> => {
      ctx.authorise(null)
      return refusedRowsFile(ctx, input)
    }),
})
