import { EXPORT_COLUMNS } from '@ketnoi/rosters'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { searchPeople } from '../people/search-people.ts'
import { procedure, router } from '../trpc.ts'
import { MOST_PEOPLE_ALONE } from '../reforms/reform-brakes.ts'
import { getWorld } from '../world.ts'
import { askToChange, listAskedChanges, secondSelection, withdrawSelection, type AskedChange } from './ask-to-change.ts'
import {
  changeSelection,
  MOST_SELECTED,
  previewSelection,
  type SelectedPerson,
  type SelectionInput,
  type SelectionPreview,
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
    .mutation(async ({ ctx, input }): Promise<Omit<SelectionPreview, 'unitIds' | 'fingerprint'>> => {
      authoriseChange(ctx, input)
      const { unitIds: _, fingerprint: __, ...preview } = await previewSelection(ctx, input)
      return preview
    }),
  /** Does it, once under the `id` of its preview; or, where it weighs too much for one person, asks for somebody else to agree (`askedId`). */
  change: procedure('selections.change')
    .input(selection.extend({ id: z.string().min(1).max(64).optional() }))
    .mutation(async ({ ctx, input }): Promise<SelectionResult & { readonly askedId: string | null }> => {
      authoriseChange(ctx, input)
      const id = input.id ?? ctx.newId()
      const preview = input.people.length > MOST_PEOPLE_ALONE ? await previewSelection(ctx, input) : null
      if (preview?.needsSecond !== true) return { ...(await changeSelection(ctx, input, id)), askedId: null }
      const { changed, unchanged, refused, batchId } = preview
      return { changed, unchanged, refused, batchId, askedId: await askToChange(ctx, input, preview, id) }
    }),
  /** What waits for somebody else to agree: asked for by whoever looks, or theirs to agree to. */
  asked: procedure('selections.asked').query(({ ctx }): Promise<readonly AskedChange[]> => {
    ctx.authoriseWithin()
    return listAskedChanges(ctx)
  }),
  /** Somebody else agrees, as it was looked at: it is done. */
  second: procedure('selections.second')
    .input(z.object({ id: z.string(), fingerprint: z.string() }))
    .mutation(({ ctx, input }): Promise<SelectionResult> => {
      ctx.authoriseWithin()
      return secondSelection(ctx, input)
    }),
  withdraw: procedure('selections.withdraw')
    .input(z.object({ id: z.string() }))
    .mutation(async ({ ctx, input }): Promise<{ readonly withdrawn: true }> => {
      ctx.authoriseWithin()
      await withdrawSelection(ctx, input.id)
      return { withdrawn: true }
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
