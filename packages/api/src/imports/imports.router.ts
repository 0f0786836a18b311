import { z } from 'zod'
import type { UnitId } from '@ketnoi/hierarchy'
import type { WireIssue } from '../errors.ts'
import type { JobView } from '../jobs/job-view.ts'
import { notBuilt } from '../not-built.ts'
import { procedure, router } from '../trpc.ts'

export type ImportState = 'uploaded' | 'mapped' | 'dry-run' | 'importing' | 'done' | 'failed' | 'cancelled'

export type RowOutcome = 'new' | 'changed' | 'unchanged' | 'possible-duplicate' | 'refused'

/** A column of a sheet, what it was taken for, and what it may be changed to. */
export interface ImportColumn {
  readonly index: number
  readonly header: string
  readonly samples: readonly string[]
  /** A field of `ImportView.fields`, or `null`: not imported. */
  readonly field: string | null
  /** Ethnicity, religion, party and identity number are left out by default, and the person is told. */
  readonly dropped: boolean
}

export interface ImportSheet {
  readonly name: string
  readonly included: boolean
  /** Zero-based; `null`: no header was recognised. */
  readonly headerRow: number | null
  readonly rowCount: number
  readonly columns: readonly ImportColumn[]
  /** The first rows as they stand in the file. */
  readonly firstRows: readonly (readonly string[])[]
}

/** Something that the person decides before the rows can be judged. */
export interface ImportQuestion {
  readonly id: string
  readonly kind: 'conversion' | 'unit' | 'possible-duplicate'
  readonly rows: readonly { readonly sheet: string; readonly row: number }[]
  /** `conversion`: the text as it is. `unit`: the name that no unit was found for. `possible-duplicate`: the person's name. */
  readonly text: string
  /** `conversion`: the text as it would become. */
  readonly proposal: string | null
  readonly choices: readonly { readonly id: string; readonly label: string; readonly detail: string | null }[]
  /** The id of a choice, `accept`, `keep`, `new` or `refuse`; `null`: undecided. */
  readonly decision: string | null
}

export interface ImportView {
  readonly id: string
  readonly fileName: string
  readonly size: number
  readonly state: ImportState
  readonly createdAt: string
  readonly sheets: readonly ImportSheet[]
  readonly fields: readonly { readonly id: string; readonly required: boolean }[]
  /** The unit that the whole file is about, where its rows do not say it. */
  readonly unitId: UnitId | null
  /** What is wrong with the file as a whole, and what was noticed about it. */
  readonly issues: readonly WireIssue[]
  readonly questions: readonly ImportQuestion[]
  readonly undecided: number
  readonly counts: Readonly<Record<RowOutcome, number>> | null
  readonly job: JobView | null
  readonly finishedAt: string | null
}

export interface ImportRowView {
  readonly sheet: string
  /** As the spreadsheet numbers it, from 1. */
  readonly row: number
  readonly outcome: RowOutcome
  readonly name: string
  readonly unitName: string | null
  readonly personId: string | null
  /** Field by field, for a changed row. */
  readonly changes: readonly { readonly field: string; readonly from: string | null; readonly to: string | null }[]
  readonly issues: readonly WireIssue[]
  /** All rows of the file that may be the same person. */
  readonly sameAs: readonly { readonly sheet: string; readonly row: number }[]
}

export interface ImportSummary {
  readonly id: string
  readonly fileName: string
  readonly state: ImportState
  readonly createdAt: string
  readonly finishedAt: string | null
  readonly counts: Readonly<Record<RowOutcome, number>> | null
}

const importId = z.object({ id: z.string() })

export const importsRouter = router({
  list: procedure('imports.read').query((): readonly ImportSummary[] => notBuilt()),
  byId: procedure('imports.read')
    .input(importId)
    .query((): ImportView => notBuilt()),
  upload: procedure('imports.write')
    .input(
      z.object({
        fileName: z.string().min(1).max(300),
        bytes: z.instanceof(Uint8Array),
        unitId: z.string().optional(),
      }),
    )
    .mutation((): { readonly importId: string } => notBuilt()),
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
            columns: z.array(z.object({ index: z.number().int().min(0), field: z.string().nullable() })),
          }),
        ),
      }),
    )
    .mutation((): ImportView => notBuilt()),
  decide: procedure('imports.write')
    .input(
      z.object({
        id: z.string(),
        decisions: z.array(z.object({ questionId: z.string(), decision: z.string().nullable() })).max(5000),
      }),
    )
    .mutation((): ImportView => notBuilt()),
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
    .mutation(
      (): {
        readonly counts: Readonly<Record<RowOutcome, number>>
        readonly rows: readonly ImportRowView[]
        readonly next: number | null
      } => notBuilt(),
    ),
  /** Refused with `undecided` while questions are open, `import-stale` when the people changed since the dry run. */
  confirm: procedure('imports.write')
    .input(importId)
    .mutation((): { readonly jobId: string } => notBuilt()),
  cancel: procedure('imports.write')
    .input(importId)
    .mutation((): { readonly cancelled: true } => notBuilt()),
  refusedFile: procedure('imports.read')
    .input(importId)
    .mutation((): { readonly fileName: string; readonly bytes: Uint8Array } => notBuilt()),
})
