/** What a column of a roster can hold. */
export const FIELDS = [
  'number',
  'name',
  'birth',
  'birth-male',
  'birth-female',
  'sex',
  'phone',
  'commune',
  'village',
  'position',
  'household',
  'household-head',
  'known-household',
  'household-relation',
  'represents-household',
  'adult',
  'consent',
  'account-id',
  'account-name',
  'reachability',
  'note',
] as const

/** A field of a roster that a column is read as. */
export type Field = (typeof FIELDS)[number]

/** Columns that are recognised only to be left out: the law calls them sensitive, or membership does not need them. */
export const SENSITIVE_FIELDS = ['ethnicity', 'religion', 'party', 'identity-number'] as const

/** A kind of column whose values are never read. */
export type SensitiveField = (typeof SENSITIVE_FIELDS)[number]
