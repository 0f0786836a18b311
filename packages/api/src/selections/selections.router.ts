import { EXPORT_COLUMNS } from '@ketnoi/rosters'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { searchPeople } from '../people/person-page.ts'
import { procedure, router } from '../trpc.ts'
import { getWorld } from '../world.ts'
import {
  changeSelection,
  MOST_SELECTED,
  previewSelection,
  type SelectedPerson,
  type SelectionInput,
  type SelectionResult,
} from './change-people.ts'
import { exportPeople, type ExportFile } from './export-people.ts'

const selection = z.object({
  people: z
    .array(z.object({ id: z.string(), revision: z.int32() }))
    .min(1)
    .max(MOST_SELECTED),
  reason: z.string().trim().max(500).default(''),
  change: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('set'),
      reachability: z.enum(['reachable', 'no-smartphone', 'shared-phone', 'left', 'refused', 'unknown']),
    }),
    z.object({
      kind: z.literal('move'),
      unitId: z.string(),
      from: z.string().max(40),
      household: z.union([z.enum(['along', 'new', 'none']), z.object({ id: z.string() })]),
    }),
  ]),
})

export const selectionsRouter = router({
  /** Everybody whom a search finds, as far as so many can be changed at once; without a text all of a unit. */
  match: procedure('selections.match')
    .input(
      z
        .object({ text: z.string().trim().max(200), unitId: z.string().optional() })
        .refine(({ text, unitId }) => text.length >= 2 || (text === '' && unitId !== undefined)),
    )
    .mutation(
      async ({
        ctx,
        input,
      }): Promise<{
        readonly people: readonly (SelectedPerson & { readonly name: string })[]
        readonly more: boolean
      }> => {
        const within = ctx.authoriseWithin(input.unitId)
        const { rows, more } = await searchPeople(ctx.db, await getWorld(ctx), {
          ...input,
          within,
          limit: MOST_SELECTED,
        })
        return { people: rows.map(({ id, revision, name }) => ({ id, revision, name })), more }
      },
    ),
  /** What `change` would do: how many, and who would be left as they are, and why. */
  preview: procedure('selections.preview')
    .input(selection)
    .mutation(({ ctx, input }): Promise<SelectionResult> => {
      authoriseChange(ctx, input)
      return previewSelection(ctx, input)
    }),
  change: procedure('selections.change')
    .input(selection)
    .mutation(({ ctx, input }): Promise<SelectionResult> => {
      authoriseChange(ctx, input)
      return changeSelection(ctx, input)
    }),
  /** A file of people with as few columns as will do. Who asked, for whom and why is on record. */
  export: procedure('selections.export')
    .input(
      z.object({
        ids: z.array(z.string()).min(1).max(MOST_SELECTED),
        columns: z.array(z.enum(EXPORT_COLUMNS)).max(EXPORT_COLUMNS.length),
        fullPhones: z.boolean(),
        reason: z.string().trim().min(5).max(500),
        recipient: z.string().trim().min(2).max(200),
        language: z.enum(['vi', 'en']).default('vi'),
      }),
    )
    .mutation(({ ctx, input }): Promise<ExportFile> => {
      ctx.authoriseWithin()
      return exportPeople(ctx, { ...input, ids: [...new Set(input.ids)] })
    }),
})

/** Where people are moved to must be theirs to change; each of the people is asked about by itself. */
function authoriseChange(
  ctx: Context & {
    readonly authorise: (unitId: string) => void
    readonly authoriseWithin: () => unknown
  },
  { change }: SelectionInput,
): void {
  if (change.kind === 'move') ctx.authorise(change.unitId)
  else ctx.authoriseWithin()
}
