/** Identity of a unit: minted once, never a code or a name, because both are reused by other units after a reform. */
export type UnitId = string
/** Identity of a person: minted once; a phone, an account or a name is an attribute. */
export type PersonId = string
/** Identity of a household. */
export type HouseholdId = string
/** Identity of a tier of the model, e.g. `commune`. */
export type TierId = string
/** Identity of a position of the model, e.g. `commune-police-head`. */
export type PositionId = string
/** Identity of a body of the model, e.g. `commune-steering-committee`. */
export type BodyId = string
/** Identity of a purpose that people consent to, e.g. `village-group`. */
export type PurposeId = string
/** Identity of a group kind of the model, e.g. `village`. */
export type GroupKindId = string
/** Identity of a group that ought to exist: `<group kind>:<unit>`, see `groupIdOf`. */
export type GroupId = string
