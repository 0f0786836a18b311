import { z } from 'zod'
import type { Day, LocalText, TierId, UnitId } from '@ketnoi/hierarchy'
import type { WireIssue } from '../errors.ts'
import { notBuilt } from '../not-built.ts'
import { procedure, router } from '../trpc.ts'

/** How far the groups of a unit and everything below it reach. */
export interface Coverage {
  readonly people: number
  readonly households: number
  /** Households with a representative who is wanted in a group. */
  readonly representatives: number
  readonly groups: number
  /** Members who must be in their groups, and those of them who are, by the latest readings. */
  readonly required: number
  readonly requiredPresent: number
  /** Groups that somebody has read at least once. */
  readonly groupsRead: number
}

export interface UnitRow {
  readonly id: UnitId
  readonly tier: TierId
  readonly kind: string
  readonly name: string
  readonly shortName: string
  readonly code: string | null
  readonly children: number
  readonly coverage: Coverage
}

export interface UnitLink {
  readonly id: UnitId
  readonly name: string
}

export interface UnitPage extends UnitRow {
  readonly asOf: Day
  readonly ancestors: readonly UnitLink[]
  readonly aliases: readonly string[]
  readonly from: Day | null
  readonly to: Day | null
  readonly names: readonly {
    readonly short: string
    readonly full: string
    readonly from: Day | null
    readonly to: Day | null
  }[]
  readonly codes: readonly {
    readonly system: string
    readonly code: string
    readonly from: Day | null
    readonly to: Day | null
  }[]
  readonly successors: readonly (UnitLink & { readonly share: 'full' | 'partial' })[]
  readonly predecessors: readonly (UnitLink & { readonly share: 'full' | 'partial' })[]
  readonly groups: readonly { readonly id: string; readonly kind: string; readonly name: string }[]
  readonly appointments: readonly {
    readonly personId: string
    readonly personName: string
    readonly positionId: string
    readonly positionName: LocalText
  }[]
}

export interface UnitImportResult {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** Up to 200 of the units that are new or changed, for the eye. */
  readonly rows: readonly {
    readonly outcome: 'new' | 'changed'
    readonly id: UnitId
    readonly tier: TierId
    readonly name: string
    readonly parentName: string | null
  }[]
  /** Everything that is wrong: not empty means that nothing was or will be imported. */
  readonly issues: readonly WireIssue[]
  /** Pins what was looked at: `confirm` is refused when the file or the units have changed since. */
  readonly fingerprint: string
  readonly jobId: string | null
}

const unitFile = z.object({
  fileName: z.string().min(1).max(300),
  /** The catalogue (JSON) or the villages (CSV, xlsx). */
  bytes: z.instanceof(Uint8Array),
})

export const unitsRouter = router({
  /** The children of a unit, or the roots. */
  tree: procedure('units.read')
    .input(z.object({ parentId: z.string().nullable().default(null), asOf: z.iso.date().optional() }))
    .query((): { readonly asOf: Day; readonly units: readonly UnitRow[] } => notBuilt()),
  byId: procedure('units.read')
    .input(z.object({ id: z.string(), asOf: z.iso.date().optional() }))
    .query((): UnitPage => notBuilt()),
  /** For choosing a unit by typing: finds without marks and capitals. */
  search: procedure('units.read')
    .input(
      z.object({
        text: z.string().max(200),
        tier: z.string().optional(),
        limit: z.number().int().min(1).max(50).default(20),
      }),
    )
    .query((): readonly (UnitLink & { readonly tier: TierId; readonly parentName: string | null })[] => notBuilt()),
  importDryRun: procedure('units.write')
    .input(unitFile)
    .mutation((): UnitImportResult => notBuilt()),
  importConfirm: procedure('units.write')
    .input(unitFile.extend({ fingerprint: z.string() }))
    .mutation((): UnitImportResult => notBuilt()),
})
