import type { PersonId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { lockPerson } from '../locks.ts'
import type { Db } from '../schema.ts'

/** A person's own link: who has its token sees and changes what concerns that person. Only the hash of the token is kept. */
export interface PrivateLink {
  readonly personId: PersonId
  /** ISO instant. */
  readonly createdAt: string
  readonly author: string
}

/** Whom the link belongs to, unless it was revoked. */
export async function findPrivateLink(db: Db, tokenSha256: string): Promise<PrivateLink | null> {
  const row = await db
    .selectFrom('private_link')
    .select(['person_id as personId', 'created_at as createdAt', 'author'])
    .where('token_sha256', '=', tokenSha256)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row ?? null
}

/** The link that a person has now: the latest, where records with links were merged. */
export async function findPrivateLinkOf(db: Db, personId: PersonId): Promise<PrivateLink | null> {
  const row = await db
    .selectFrom('private_link')
    .select(['person_id as personId', 'created_at as createdAt', 'author'])
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** Gives a person a link; the one before opens nothing any more. */
export async function insertPrivateLink(
  db: Db,
  link: { readonly tokenSha256: string; readonly personId: PersonId; readonly author: string },
): Promise<void> {
  await lockPerson(db, link.personId)
  await revokePrivateLink(db, link.personId)
  await db
    .insertInto('private_link')
    .values({ token_sha256: link.tokenSha256, person_id: link.personId, author: link.author })
    .execute()
}

/** Tells whether there was one. */
export async function revokePrivateLink(db: Db, personId: PersonId): Promise<boolean> {
  const result = await db
    .updateTable('private_link')
    .set({ revoked_at: sql`now()` })
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
