import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

// What a request may see, as a set: an array would be gone through for each row, or sorted for each person, and the area of a
// province has thousands of units. "is true" keeps it a set of its own, made once for a statement.
const isSeen = (unit: string): string =>
  `((${unit} in (select unnest(nullif(current_setting('ketnoi.see', true), '')::text[]))) is true)`

/** Whether somebody lives, or ever lived, or holds, or ever held a position in one of the units. Looked up person by person. */
const belongs = (person: string): string => `(
  exists (
    select from (select unit_id from residence where residence.person_id = ${person} offset 0) as home
    where ${isSeen('home.unit_id')}
  )
  or exists (
    select from (select unit_id from appointment where appointment.person_id = ${person} offset 0) as office
    where ${isSeen('office.unit_id')}
  )
)`

const SEEN: Readonly<Record<string, string>> = {
  person: belongs('person.id'),
  ...Object.fromEntries(
    ['phone', 'consent', 'messaging_account', 'consent_event', 'person_version', 'private_link'].map((table) => [
      table,
      belongs(`${table}.person_id`),
    ]),
  ),
  person_merge: belongs('kept_id'),
  residence: `${isSeen('unit_id')} or sees_person(person_id)`,
  appointment: `${isSeen('unit_id')} or sees_person(person_id)`,
  household: `unit_id is null or ${isSeen('unit_id')}`,
}

const statements: readonly string[] = [
  // Given name, the rest, the name with its marks: a mark between them that no name holds tells where each begins, so that the whole
  // of a search is answered from this key.
  `update person set sort_key =
      substring(name_folded from '[^ ]*$') || e'\\t'
      || coalesce(substring(name_folded from '^(.*) [^ ]*$'), '') || e'\\t'
      || substr(sort_key, length(name_folded) + case when position(' ' in name_folded) = 0 then 3 else 2 end)`,
  // A list of a unit, and a search in it, read the names where they read who lives there, and look nobody up one by one.
  `alter table residence add column sort_key text collate "C"`,
  `update residence set sort_key = person.sort_key from person where person.id = residence.person_id`,
  `update residence set sort_key = '' where sort_key is null`,
  `alter table residence alter column sort_key set not null`,
  `drop index residence_unit_ix`,
  `create index residence_unit_ix on residence (unit_id, sort_key, person_id)`,
  ...Object.entries(SEEN).map(([table, seen]) => `alter policy ${table}_see on ${table} using (${seen})`),
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
