import type { PurposeId, UnitId } from '@ketnoi/hierarchy'
import type { ConversionKind, Field, RowOutcome, SensitiveField } from '@ketnoi/rosters'
import type { WireIssue } from '../errors.ts'
import type { JobView } from '../jobs/job-view.ts'
import type { ChangeView } from './change-view.ts'

/** `uploaded`: the mapping lacks a name column; `mapped`: ready for the dry run; `dry-run`: judged. */
export type ImportState = 'uploaded' | 'mapped' | 'dry-run' | 'importing' | 'done' | 'failed' | 'cancelled'

/** A column of a sheet, what it was taken for, and what it may be changed to. */
export interface ImportColumn {
  readonly index: number
  readonly header: string
  readonly samples: readonly string[]
  /** A field of `ImportView.fields`, or `null`: not imported. */
  readonly field: Field | null
  /** Ethnicity, religion, party and identity number are left out by default, and the person is told. */
  readonly dropped: SensitiveField | null
}

export interface ImportSheet {
  readonly name: string
  readonly included: boolean
  readonly hidden: boolean
  /** Zero-based; `null`: no header was recognised. */
  readonly headerRow: number | null
  readonly firstDataRow: number
  readonly rowCount: number
  readonly columns: readonly ImportColumn[]
  /** `people`: the rows live in the village. `officers`: the rows hold positions there. */
  readonly roster: 'people' | 'officers'
  /** The unit that the title or the name of the sheet names. */
  readonly unitText: string | null
  /** What a person declares about every row of the sheet. */
  readonly everyone: { readonly adult: boolean; readonly consents: readonly PurposeId[] }
  /** The first rows as they stand in the file. */
  readonly firstRows: readonly (readonly string[])[]
}

export interface RowPlace {
  readonly sheet: string
  /** As the spreadsheet numbers it, from 1. */
  readonly row: number
}

/** Something that the person decides before the rows can be judged. */
export type ImportQuestion =
  /** Decided with `accept` or `keep`. */
  | {
      readonly kind: 'conversion'
      readonly id: string
      readonly conversion: ConversionKind
      readonly examples: readonly { readonly from: string; readonly to: string }[]
      readonly rows: readonly RowPlace[]
      readonly rowCount: number
      readonly decision: string | null
    }
  /** Decided with the id of a unit, or `refuse`. */
  | {
      readonly kind: 'unit'
      readonly id: string
      readonly text: string
      readonly candidates: readonly { readonly id: UnitId; readonly name: string; readonly parentName: string | null }[]
      readonly rows: readonly RowPlace[]
      readonly rowCount: number
      readonly decision: string | null
    }
  /** Decided with the id of a person, `new` or `refuse`. */
  | {
      readonly kind: 'possible-duplicate'
      readonly id: string
      readonly name: string
      readonly unitName: string | null
      readonly candidates: readonly {
        readonly personId: string
        readonly name: string
        readonly unitName: string | null
        readonly birth: string | null
        readonly maskedPhone: string | null
        readonly why: string
        /** The row of this file that is about them, where there is one. */
        readonly row: RowPlace | null
      }[]
      readonly rows: readonly RowPlace[]
      readonly rowCount: number
      readonly decision: string | null
    }

export type RowCounts = Readonly<Record<RowOutcome, number>>

export interface ImportView {
  readonly id: string
  readonly fileName: string
  readonly state: ImportState
  readonly createdAt: string
  readonly sheets: readonly ImportSheet[]
  readonly fields: readonly { readonly id: Field; readonly required: boolean }[]
  /** The unit that the whole file is about, where its rows do not say it. */
  readonly unitId: UnitId | null
  readonly unitName: string | null
  /** The unit that the file seems to be about, where choosing it would tell ambiguous names apart. */
  readonly suggestedUnit: { readonly id: UnitId; readonly name: string } | null
  /** What is wrong with the file as a whole, and what was noticed about it. */
  readonly issues: readonly WireIssue[]
  /** Open ones first; at most 500 of possible duplicates. */
  readonly questions: readonly ImportQuestion[]
  readonly undecided: number
  /** Of the last dry run; after the import, what it did. */
  readonly counts: RowCounts | null
  /** After the import: the one that keeps the rows which were left undecided, with how many they are. */
  readonly rest: { readonly importId: string; readonly rows: number; readonly state: ImportState } | null
  /** The import that left the rows of this one undecided. */
  readonly restOf: string | null
  readonly job: JobView | null
  readonly error: { readonly code: string; readonly data: Readonly<Record<string, unknown>> } | null
  readonly updatedAt: string
}

export interface ImportRowView extends RowPlace {
  readonly outcome: RowOutcome
  readonly name: string
  readonly unitName: string | null
  readonly personId: string | null
  /** Whether the import adds that person: before it there is nobody to look at. */
  readonly isNewPerson: boolean
  /** The household on record that somebody new joins, by whoever represents it. */
  readonly joins: { readonly representative: string | null } | null
  /** Field by field, for a changed row. */
  readonly changes: readonly ChangeView[]
  readonly issues: readonly WireIssue[]
  /** All rows of the file that may be the same person. */
  readonly sameAs: readonly RowPlace[]
}

export interface ImportSummary {
  readonly id: string
  readonly fileName: string
  readonly state: ImportState
  readonly createdAt: string
  readonly updatedAt: string
  readonly counts: RowCounts | null
  /** How many rows an earlier import of the file left for this one. */
  readonly restRows: number | null
}
