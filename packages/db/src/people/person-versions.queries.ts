import type { Person, PersonId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'

/** What one change made of a person. */
export interface PersonVersion {
  /** The revision that the change led to. */
  readonly revision: number
  readonly before: Person
  readonly after: Person
}

/** Who did it, when and why. */
export interface PersonEvent {
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly data: unknown
}

export type StoredVersion = PersonVersion & PersonEvent

/** Keeps what changed, for good. */
export async function insertPersonVersions(
  trx: Db,
  versions: readonly (PersonVersion & { readonly eventId: number })[],
): Promise<void> {
  await sql`
    insert into person_version (person_id, revision, event_id, before, after)
    select person_id, revision, event_id, before::jsonb, after::jsonb
    from unnest(${versions.map(({ after }) => after.id)}::text[], ${versions.map(({ revision }) => revision)}::int[],
      ${versions.map(({ eventId }) => eventId)}::bigint[],
      ${versions.map(({ before }) => JSON.stringify(before))}::text[],
      ${versions.map(({ after }) => JSON.stringify(after))}::text[]) as given (person_id, revision, event_id, before, after)
  `.execute(trx)
}

/** The changes of a person, the last one first; `after`: only those that came after the revision. */
export async function listPersonVersions(db: Db, personId: PersonId, after = 0): Promise<StoredVersion[]> {
  const { rows } = await sql<StoredVersion>`
    select revision, before, after, at, actor, action, data
    from person_version join audit_event on audit_event.id = event_id
    where person_id = ${personId} and revision > ${after}
    order by revision desc
  `.execute(db)
  return rows
}

/** What made the person known; `null` for somebody who was there before events were kept. */
export async function findPersonOrigin(db: Db, personId: PersonId): Promise<PersonEvent | null> {
  const { rows } = await sql<PersonEvent>`
    select at, actor, action, data from person join audit_event on audit_event.id = person.added_event
    where person.id = ${personId}
  `.execute(db)
  return rows[0] ?? null
}
