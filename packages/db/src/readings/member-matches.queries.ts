import type { PersonId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { lockMembership, lockPerson } from '../locks.ts'
import type { Db } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { updateDerived } from './readings.queries.ts'

/** What somebody decided about a row of a member list, once and for all readings: a person, or a stranger (`null`). */
export interface MemberMatch {
  readonly key: string
  readonly personId: PersonId | null
}

export async function listMemberMatches(db: Db, actualGroupId: string): Promise<MemberMatch[]> {
  const { rows } = await sql<MemberMatch>`
    select key, person_id as "personId" from member_match where actual_group_id = ${actualGroupId} order by key
  `.execute(db)
  return rows
}

/** What somebody decided about a name of a group, as people read it. */
export interface DecidedName extends MemberMatch {
  /** As the current list has it; `null`: the name is not on it any more. */
  readonly displayName: string | null
  readonly personName: string | null
  readonly author: string
  readonly decidedAt: string
}

/** Newest first. */
export async function listDecidedNames(db: Db, actualGroupId: string): Promise<DecidedName[]> {
  const { rows } = await sql<DecidedName>`
    select said.key, said.person_id as "personId", row.display_name as "displayName", person.name as "personName",
      coalesce(account.name, said.author) as author, said.decided_at as "decidedAt"
    from member_match as said
    join actual_group as real on real.id = said.actual_group_id
    left join reading_member as row on row.reading_id = real.reading_id and row.key = said.key
    left join person on person.id = said.person_id
    left join account on account.id = said.author
    where said.actual_group_id = ${actualGroupId}
    order by said.decided_at desc, said.key
  `.execute(db)
  return rows
}

/** Forgets a decision: the name on the current list waits for one again, and group counts follow. `null`: there is none. */
export async function deleteMemberMatch(db: Db, actualGroupId: string, key: string): Promise<MemberMatch | null> {
  return inTransaction(db, async (trx) => {
    const found = await trx
      .selectFrom('member_match')
      .select('person_id')
      .where('actual_group_id', '=', actualGroupId)
      .where('key', '=', key)
      .executeTakeFirst()
    if (found === undefined) return null
    if (found.person_id !== null) await lockPerson(trx, found.person_id)
    await lockMembership(trx)
    const { numDeletedRows } = await trx
      .deleteFrom('member_match')
      .where('actual_group_id', '=', actualGroupId)
      .where('key', '=', key)
      .executeTakeFirst()
    if (numDeletedRows === 0n) return null
    await settleRow(trx, actualGroupId, key, null, null)
    return { key, personId: found.person_id }
  })
}

/**
 * Remembers the decision and applies it to the current reading; group counts follow. Another decision that is there already stays, and
 * `false` says so.
 */
export async function updateMemberMatch(
  db: Db,
  actualGroupId: string,
  match: MemberMatch,
  author: string,
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    if (match.personId !== null) await lockPerson(trx, match.personId)
    await lockMembership(trx)
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('member_match')
      .values({ actual_group_id: actualGroupId, key: match.key, person_id: match.personId, author })
      .onConflict((conflict) =>
        conflict
          .columns(['actual_group_id', 'key'])
          .doUpdateSet({
            person_id: (eb) => eb.ref('excluded.person_id'),
            author: (eb) => eb.ref('excluded.author'),
            decided_at: sql`now()`,
          })
          .where(sql<boolean>`member_match.person_id is not distinct from excluded.person_id`),
      )
      .executeTakeFirstOrThrow()
    if (numInsertedOrUpdatedRows === 0n) return false
    await settleRow(trx, actualGroupId, match.key, match.personId, 'decision')
    return true
  })
}

async function settleRow(
  trx: Db,
  actualGroupId: string,
  key: string,
  personId: PersonId | null,
  matchedBy: string | null,
): Promise<void> {
  await sql`
    update reading_member set person_id = ${personId}, matched_by = ${matchedBy}
    from actual_group as real
    where real.id = ${actualGroupId} and reading_member.reading_id = real.reading_id and reading_member.key = ${key}
  `.execute(trx)
  await updateDerived(trx, actualGroupId)
}
