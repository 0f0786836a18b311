import type { HouseholdId, PersonId, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { AlreadyRunning, NotFound } from './errors.ts'
import type { Db } from './schema.ts'
import { textArray } from './text-array.ts'

/*
 * The order in which a transaction takes what it changes, so that two of them never wait for each other. Whoever needs several of
 * one kind takes them in one go, by id; whoever needs a later kind first takes it first all the same.
 *
 * 1. the question that is decided: a row of `field_record` or `self_registration`
 * 2. the village (`lockUnitWaiting`)
 * 3. households (`lockHousehold`)
 * 4. people (`lockPeople`); a row that refers to a person, such as an exception or a private link, waits for that person too
 * 5. who is, and who should be, in which group (`lockMembership`), and only then everything about groups: exceptions, real groups,
 *    readings, counts, coverage, the revision of people in `setting`
 *
 * The last one is taken by everybody who writes about people: it comes at the end, when everything else of the transaction is done.
 *
 * `lockWork` waits for nobody and may be taken at any time. What the order misses all the same, `inTransaction` tries again.
 */

/** Work that may be done by one transaction at a time. */
export type LockedWork = 'import' | 'first-account' | 'day'

/** Takes the work until the transaction ends, or steps aside with `AlreadyRunning` when another one has it. */
export async function lockWork(trx: Db, work: LockedWork): Promise<void> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`ketnoi ${work}`}, 0)) as locked
  `.execute(trx)
  if (rows[0]?.locked !== true) throw new AlreadyRunning(work)
}

/** Takes who is and who should be in which group until the transaction ends, after whoever has it. */
export async function lockMembership(trx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('ketnoi materialise', 0))`.execute(trx)
}

/** Takes the village until the transaction ends, after whoever has it: who lives there is looked at and changed in one go. */
export async function lockUnitWaiting(trx: Db, unitId: UnitId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`ketnoi unit ${unitId}`}, 0))`.execute(trx)
}

/** Takes a household until the transaction ends, after whoever has it; nothing where it is not known yet. */
export async function lockHousehold(trx: Db, id: HouseholdId): Promise<void> {
  await sql`select from household where id = ${id} for update`.execute(trx)
}

/** Takes an account until the transaction ends, after whoever has it; nothing else is waited for with it. */
export async function lockAccount(trx: Db, id: string): Promise<void> {
  await sql`select from account where id = ${id} for update`.execute(trx)
}

/** Takes people until the transaction ends, always in the same order, and gives the revision of each who exists. */
export async function lockPeople(trx: Db, ids: readonly PersonId[]): Promise<Map<PersonId, number>> {
  const { rows } = await sql<{ id: string; revision: number }>`
    select id, revision from person where id = any(${textArray(ids)}::text[]) order by id for update
  `.execute(trx)
  return new Map(rows.map((row) => [row.id, row.revision]))
}

/** The same for one; throws `NotFound`. */
export async function lockPerson(trx: Db, id: PersonId): Promise<void> {
  if (!(await lockPeople(trx, [id])).has(id)) throw new NotFound('person', id)
}
