import type {
  Day,
  HouseholdId,
  Issue,
  Model,
  PartialDate,
  Person,
  PersonId,
  PositionId,
  PurposeId,
  Reachability,
  UnitId,
} from '@ketnoi/hierarchy'
import type { Field, SensitiveField } from '../columns/field.ts'
import type { ConversionKind } from '../text/conversion.ts'
import type { UnitFinder } from '../units/unit-finder.ts'
import type { RowRef } from '../workbook/workbook.ts'

/**
 * Codes of issues of a row.
 *
 * Refused: `name-missing`, `name-damaged`, `unit-missing`, `unit-unknown`, `unit-ambiguous`, `unit-refused`,
 * `position-missing`, `conversion-undecided`, `refused-by-person`, `unit-out-of-scope` (whoever imports may not change it).
 * Proposal: `text-legacy` (`data.conversion` names the kind; the suggestion is the converted text).
 * Warning: `name-address` (taken off; the suggestion is the name), `name-address-doubtful` (kept), `name-unusual`, `name-cut`, `unit-former`, `position-unknown`, `position-not-here`, `position-ambiguous`,
 * `phone-old-prefix`, `phone-doubtful`, `phone-landline`, `phone-foreign`, `phone-unusable`, `birth-day-doubtful`,
 * `birth-month-first`, `birth-century-guessed`, `birth-approximate`, `birth-unusable`, `flag-unknown`,
 * `row-repeated`, `same-person-rows`, `representatives-several`, `representative-kept`, `representative-replaced`.
 */
export type RowIssueCode =
  | 'name-missing'
  | 'name-damaged'
  | 'unit-missing'
  | 'unit-unknown'
  | 'unit-ambiguous'
  | 'unit-refused'
  | 'position-missing'
  | 'conversion-undecided'
  | 'refused-by-person'
  | 'unit-out-of-scope'
  | 'text-legacy'
  | 'name-address'
  | 'name-address-doubtful'
  | 'name-unusual'
  | 'name-too-long'
  | 'name-markup'
  | 'unit-former'
  | 'position-unknown'
  | 'position-not-here'
  | 'position-ambiguous'
  | 'phone-old-prefix'
  | 'phone-doubtful'
  | 'phone-landline'
  | 'phone-foreign'
  | 'phone-unusable'
  | 'birth-day-doubtful'
  | 'birth-month-first'
  | 'birth-century-guessed'
  | 'birth-approximate'
  | 'birth-unusable'
  | 'birth-future'
  | 'flag-unknown'
  | 'consent-withdrawn'
  | 'row-repeated'
  | 'same-person-rows'
  | 'representatives-several'
  | 'representative-kept'
  | 'representative-replaced'

/** Something about one row. `refused`: the row is not imported; `proposal`: a person decides; `warning`: it is imported. */
export interface RowIssue {
  readonly code: RowIssueCode
  readonly severity: 'refused' | 'warning' | 'proposal'
  /** The heading of the column, `null` for the row as a whole. */
  readonly column: string | null
  readonly field: Field | null
  /** What stands in the file. */
  readonly value: string
  /** What it was taken for, or could become. */
  readonly suggestion: string | null
  readonly data?: Readonly<Record<string, unknown>>
}

/** A position read from a title. */
export interface DraftPosition {
  readonly positionId: PositionId
  readonly unitId: UnitId
  /** The title as it stands in the file. */
  readonly title: string
}

/** What a row says about one purpose: agreed, or not. */
export interface DraftConsent {
  readonly purposeId: PurposeId
  readonly agreed: boolean
}

/** An account at a messaging service that a row names. */
export interface DraftAccount {
  readonly service: string
  readonly accountId: string
  readonly displayName: string | null
}

/** One row of a roster, understood. `null` and empty lists: the row does not say. */
export interface RosterDraft {
  readonly row: RowRef
  /** Rows with the same content that this one stands for. */
  readonly repeatedIn: readonly RowRef[]
  readonly name: string
  /** The key that names are compared by. */
  readonly nameFolded: string
  readonly birth: PartialDate | null
  readonly phones: readonly string[]
  /** The same for all rows of one household of one file; means nothing outside it. */
  readonly householdKey: string | null
  /** Of a file at most one of each household. */
  readonly representsHousehold: boolean | null
  /** Whether the row says so outright (`Đại diện hộ`); the head of a household represents it only where nobody else does. */
  readonly representsOutright: boolean
  readonly positions: readonly DraftPosition[]
  /** The unit as the file names it. */
  readonly unitText: string | null
  readonly unitId: UnitId | null
  /** Whether the row says that the person lives at the unit. */
  readonly resides: boolean
  readonly adult: boolean | null
  readonly consents: readonly DraftConsent[]
  readonly accounts: readonly DraftAccount[]
  readonly reachability: Reachability | null
  readonly note: string | null
  readonly issues: readonly RowIssue[]
  readonly refused: boolean
}

/** What a person decided about a file; asked once, given again at every dry run and at the import. */
export interface RosterDecisions {
  /**
   * Whether a kind of conversion is carried out in the whole file. Rows that need one nobody decided about are refused; forms of
   * address are taken off unless somebody keeps them.
   */
  readonly conversions?: Readonly<Partial<Record<ConversionKind, 'accept' | 'keep'>>>
  /** What an unknown or ambiguous unit text stands for, by `unitQuestionKey`; `null`: refuse its rows. */
  readonly units?: Readonly<Record<string, UnitId | null>>
  /** By `rowKey`: the person the row is, `new` for another person, `refuse`. */
  readonly people?: Readonly<
    Record<
      string,
      { readonly kind: 'same'; readonly personId: PersonId } | { readonly kind: 'new' } | { readonly kind: 'refuse' }
    >
  >
}

/** What rows are read with. */
export interface RosterOptions {
  readonly model: Model
  /** The day from which the facts of the file hold. */
  readonly asOf: Day
  readonly units: UnitFinder
  /** The unit that the file is about where its rows do not say it; names are looked up within it. */
  readonly unitId: UnitId | null
  readonly decisions?: RosterDecisions
  /** The purpose that a consent column is about. Default: the first of the model. */
  readonly consentPurpose?: PurposeId
  /** The messaging service that account columns are about. Default `zalo`. */
  readonly service?: string
}

/** A kind of conversion that texts of the file ask for. */
export interface ConversionQuestion {
  readonly kind: ConversionKind
  readonly rows: readonly RowRef[]
  /** A few different texts with what they would become. */
  readonly examples: readonly { readonly from: string; readonly to: string }[]
  readonly decision: 'accept' | 'keep' | null
}

/** A text that should name a unit and does not, or names several. */
export interface UnitQuestion {
  readonly key: string
  readonly text: string
  readonly candidates: readonly UnitId[]
  readonly rows: readonly RowRef[]
  /** The unit, `refuse`, or `null` while nobody has decided. */
  readonly decision: string | null
}

/** Rows that are likely one person. */
export interface DuplicateGroup {
  readonly kind: 'identical' | 'same-name-and-birth' | 'same-name-and-phone'
  readonly rows: readonly RowRef[]
}

/** A column whose values were not read. */
export interface DroppedColumn {
  readonly sheet: string
  readonly column: number
  readonly header: string
  readonly kind: SensitiveField
}

/** A file, understood row by row. */
export interface RosterReading {
  readonly drafts: readonly RosterDraft[]
  readonly droppedColumns: readonly DroppedColumn[]
  readonly conversions: readonly ConversionQuestion[]
  readonly unknownUnits: readonly UnitQuestion[]
  readonly duplicates: readonly DuplicateGroup[]
  /** Rows that are no people: blank lines, sections, totals, signatures. */
  readonly skippedRows: number
  /** `no-rows`, `file-without-people`, … about the file as a whole. */
  readonly issues: readonly Issue[]
}

/** What an import would do with a row. */
export type RowOutcome = 'new' | 'changed' | 'unchanged' | 'possible-duplicate' | 'refused'

/** A fact that an import would change. Values as they are stored, several of phones, seats and consents; empty for nothing. */
export interface FieldChange {
  readonly field:
    | 'name'
    | 'birth'
    | 'adult'
    | 'residence'
    | 'household'
    | 'represents-household'
    | 'phones'
    | 'appointments'
    | 'consents'
    | 'accounts'
    | 'reachability'
  readonly from: readonly string[]
  readonly to: readonly string[]
}

/** A known person that a row may be. */
export interface DuplicateCandidate {
  readonly personId: PersonId
  readonly why: 'same-name' | 'same-name-and-birth' | 'same-name-and-phone' | 'same-phone-and-birth' | 'same-account'
  /** The row of this file that the person was found in, where it was. */
  readonly row: RowRef | null
}

/** A household as it is, or will be once the file is imported. */
export interface HouseholdOnRecord {
  readonly householdId: HouseholdId
  /** The name of whoever represents it. */
  readonly representative: string | null
}

/** A row beside what is known. */
export interface ComparedRow {
  readonly draft: RosterDraft
  readonly outcome: RowOutcome
  /** Who it is, or would be. `null` for a row that is refused or undecided. */
  readonly personId: PersonId | null
  /** Whether the file adds that person; a further row about them is `changed` or `unchanged`. */
  readonly isNewPerson: boolean
  /**
   * The household that somebody new joins, where it was known before; of a row that is not imported that of the other rows of its
   * household. Otherwise `null`.
   */
  readonly household: HouseholdOnRecord | null
  readonly changes: readonly FieldChange[]
  readonly candidates: readonly DuplicateCandidate[]
  /** All rows of the file that are likely the same person, this one included; empty when it is alone. */
  readonly sameAs: readonly RowRef[]
}

/** What people are compared and written with. */
export interface CompareOptions {
  readonly model: Model
  /** The day from which new facts hold. */
  readonly asOf: Day
  /**
   * Mints an identity. `seed` is the same for the same row, or household, of the same file, so that identities can be derived from it;
   * `row` is where the person, or somebody of the household, was found.
   */
  readonly newId: (kind: 'person' | 'household', seed: string, row: RowRef) => string
  readonly decisions?: RosterDecisions
  /** Who took consent back or refused it in another way than a file, by person: a file does not give it again. */
  readonly withdrawn?: ReadonlyMap<PersonId, ReadonlySet<PurposeId>>
  /** From `RosterReading.duplicates`. */
  readonly duplicates?: readonly DuplicateGroup[]
  /**
   * By `rowKey`: the rows to compare, where others were imported before. Those only say who is who: nothing of them is written
   * again, and they are in no count.
   */
  readonly only?: ReadonlySet<string>
}

/** A dry run. Writing `upserts` is the import; comparing again afterwards finds every row unchanged. */
export interface RosterComparison {
  readonly rows: readonly ComparedRow[]
  /** The exact values to write, whole people, new and changed. */
  readonly upserts: readonly Person[]
  readonly counts: Readonly<Record<RowOutcome, number>>
  /** Known people of the villages of the file whom no row is about. Nothing is done about them: absence proves nothing. */
  readonly absent: readonly PersonId[]
}

/** What to load before comparing: people of these units, and people anywhere with one of these phones, accounts or births. */
export interface ComparisonKeys {
  readonly unitIds: readonly UnitId[]
  readonly phones: readonly string[]
  readonly accountIds: readonly string[]
  /** Names, folded, each with the date of birth beside it. */
  readonly births: readonly { readonly folded: string; readonly birth: string }[]
}
