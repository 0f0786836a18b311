import type { ColumnType, Generated } from 'kysely'

/** ISO text both ways. */
export type Instant = string

/** Read parsed, written as JSON text: the drivers differ in how they write an array. */
export type Json<T> = ColumnType<T, string, string>
export type JsonDefault<T> = ColumnType<T, string | undefined, string>

/** `[valid_from, valid_to)`; without an end it is `infinity`, so that one comparison serves. */
export interface Validity {
  valid_from: Generated<string>
  valid_to: Generated<string>
}
