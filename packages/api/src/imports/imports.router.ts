import type { UnitId } from '@ketnoi/hierarchy'
import { FIELDS } from '@ketnoi/rosters'
import { z } from 'zod'
import { bytes } from '../bytes.ts'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { procedure, router } from '../trpc.ts'
import { confirmImport } from './import-roster.ts'
import type { ImportSummary, ImportView } from './import-view.ts'
import { dryRunImport, listImportSummaries, loadImport, refusedRowsFile, type DryRunPage } from './load-import.ts'
import { cancelImport, decideImport, setImportMapping, uploadRoster } from './prepare-import.ts'
import { getStoredImport } from './stored-import.ts'

const importId = z.object({ id: z.string() })

/**
 * A file lies with whoever dropped it in, and with those who answer for everything: what stands in it is nobody else's to see
 * before it is imported. Its rows are cut to the units of whoever judges it (`judge-import.ts`).
 */
async function authoriseImport(
  ctx: Context & { readonly authoriseWithin: () => readonly UnitId[] | null },
  id: string,
): Promise<void> {
  if (ctx.authoriseWithin() === null) return
  const { row } = await getStoredImport(ctx, id)
  if (row.author !== ctx.actor.id) throw new NotFoundError('import', id)
}

export const importsRouter = router({
  list: procedure('imports.list').query(async ({ ctx }): Promise<readonly ImportSummary[]> => {
    const within = ctx.authoriseWithin()
    return listImportSummaries(ctx, within === null ? null : ctx.actor.id)
  }),
  byId: procedure('imports.byId')
    .input(importId)
    .query(async ({ ctx, input }): Promise<ImportView> => {
      await authoriseImport(ctx, input.id)
      return loadImport(ctx, input.id)
    }),
  upload: procedure('imports.upload')
    .input(
      z.object({
        fileName: z.string().min(1).max(300),
        bytes,
        unitId: z.string().optional(),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ readonly importId: string }> => {
      ctx.authoriseWithin(input.unitId)
      return uploadRoster(ctx, input)
    }),
  setMapping: procedure('imports.setMapping')
    .input(
      z.object({
        id: z.string(),
        unitId: z.string().nullable(),
        sheets: z.array(
          z.object({
            name: z.string(),
            included: z.boolean(),
            headerRow: z.int32().min(0).nullable(),
            columns: z.array(z.object({ index: z.int32().min(0), field: z.enum(FIELDS).nullable() })),
            firstDataRow: z.int32().min(0).optional(),
            roster: z.enum(['people', 'officers']).optional(),
            unitText: z.string().max(300).nullable().optional(),
            everyone: z.object({ adult: z.boolean(), consents: z.array(z.string()) }).optional(),
          }),
        ),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<ImportView> => {
      await authoriseImport(ctx, input.id)
      await setImportMapping(ctx, input)
      return loadImport(ctx, input.id)
    }),
  decide: procedure('imports.decide')
    .input(
      z.object({
        id: z.string(),
        decisions: z.array(z.object({ questionId: z.string(), decision: z.string().nullable() })).max(5000),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<ImportView> => {
      await authoriseImport(ctx, input.id)
      await decideImport(ctx, input.id, input.decisions)
      return loadImport(ctx, input.id)
    }),
  /** Judges every row (once, remembered) and gives a page of them. */
  dryRun: procedure('imports.dryRun')
    .input(
      z.object({
        id: z.string(),
        outcome: z.enum(['new', 'changed', 'unchanged', 'possible-duplicate', 'refused', 'warned']).optional(),
        after: z.int32().min(0).default(0),
        limit: z.int32().min(1).max(500).default(100),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<DryRunPage> => {
      await authoriseImport(ctx, input.id)
      return dryRunImport(ctx, input)
    }),
  /**
   * Refused with `undecided` while questions are open, unless the rows they are about are to be left out; with `import-stale` when
   * it would do something else than the dry run said; with `import-state` when it was confirmed before.
   */
  confirm: procedure('imports.confirm')
    .input(z.object({ id: z.string(), leaveUndecided: z.boolean().default(false) }))
    .mutation(async ({ ctx, input }): Promise<{ readonly jobId: string }> => {
      await authoriseImport(ctx, input.id)
      const { jobId } = await confirmImport(ctx, input)
      return { jobId }
    }),
  cancel: procedure('imports.cancel')
    .input(importId)
    .mutation(async ({ ctx, input }): Promise<{ readonly cancelled: true }> => {
      await authoriseImport(ctx, input.id)
      await cancelImport(ctx, input.id)
      return { cancelled: true }
    }),
  refusedFile: procedure('imports.refusedFile')
    .input(importId.extend({ language: z.enum(['vi', 'en']).default('vi') }))
    .mutation(async ({ ctx, input }): Promise<{ readonly fileName: string; readonly bytes: Uint8Array }> => {
      await authoriseImport(ctx, input.id)
      return refusedRowsFile(ctx, input)
    }),
})
