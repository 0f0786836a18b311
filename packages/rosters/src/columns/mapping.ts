import type { Issue, PurposeId } from '@ketnoi/hierarchy'
import type { LegacyEncoding } from '../text/conversion.ts'
import type { Field, SensitiveField } from './field.ts'

/** What one column is read as. */
export interface ColumnMapping {
  /** Zero-based. */
  readonly column: number
  /** The heading as it stands in the file, two-row headings joined; empty without a header. */
  readonly header: string
  /** `null`: not imported. */
  readonly field: Field | null
  /** Set where the column was recognised as sensitive; its values are never read while `field` is `null`. */
  readonly dropped: SensitiveField | null
}

/** How one sheet is read. Plain JSON: proposed by `proposeMapping`, changed by hand, kept with the import. */
export interface SheetMapping {
  readonly sheet: string
  readonly included: boolean
  /** Zero-based first row of the header; `null` for a sheet without one, whose rows begin at `firstDataRow`. */
  readonly headerRow: number | null
  /** Zero-based. */
  readonly firstDataRow: number
  readonly columns: readonly ColumnMapping[]
  /** `people`: the rows live in the village. `officers`: the rows hold positions, the unit is where they hold them. */
  readonly roster: 'people' | 'officers'
  /** Text of the title or the name of the sheet that names the unit, used where no column and no section row does. */
  readonly unitText: string | null
  /** The encoding that the heading was recognised in, where that is a legacy one. */
  readonly legacy: LegacyEncoding | null
  /** What a person declares about every row of the sheet. */
  readonly everyone: {
    readonly adult: boolean
    readonly consents: readonly PurposeId[]
  }
}

/** How a whole file is read. */
export interface RosterMapping {
  readonly sheets: readonly SheetMapping[]
}

/** A sheet as it is shown to the person who checks the mapping. */
export interface SheetPreview {
  readonly sheet: string
  readonly hidden: boolean
  readonly rowCount: number
  /** The first rows as text. */
  readonly firstRows: readonly (readonly string[])[]
  /** Per column, in the order of the mapping: the first values under the header. Empty for a sensitive column. */
  readonly samples: readonly (readonly string[])[]
}

/** A mapping that was proposed for a file, with what is needed to check it. */
export interface MappingProposal {
  readonly mapping: RosterMapping
  readonly previews: readonly SheetPreview[]
  /**
   * `header-not-found`, `name-column-missing`, `sheet-hidden`, `sheet-empty`, `rows-missing`, `column-dropped`,
   * `unit-of-sheet-unknown`. The path begins with the name of the sheet.
   */
  readonly issues: readonly Issue[]
}
