import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { leavesOf, NO_SEAL, sealHash, type Seal, type SealedEvent } from './seal-hash.ts'

/** Large enough that a roster import is a few seals, small enough to be held in memory. */
const MOST_EVENTS = 10_000
/** How long writers may have to wait because of a seal. The next minute tries again. */
const LONGEST_WAIT = '500ms'
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Seals every event that is committed and not sealed yet, and gives how many. `null`: a long transaction is writing events right now,
 * and they stay for the next time.
 */
export async function sealAuditEvents(db: Db, now: string): Promise<number | null> {
  const last = await findLastCommitted(db)
  if (last === null) return null
  let sealed = 0
  for (;;) {
    const events = await inTransaction(db, (trx) => sealSome(trx, last, now))
    sealed += events
    if (events < MOST_EVENTS) return sealed
  }
}

/**
 * The number of an event below which no other can appear any more: whoever has written one holds the table until the end of the
 * transaction, so that with the lock every number given out is either there or lost.
 */
async function findLastCommitted(db: Db): Promise<number | null> {
  try {
    return await inTransaction(db, async (trx) => {
      await sql`select set_config('lock_timeout', ${LONGEST_WAIT}, true)`.execute(trx)
      await sql`lock table audit_event in share mode`.execute(trx)
      const { rows } = await sql<{ last: number }>`select coalesce(max(id), 0) as last from audit_event`.execute(trx)
      return rows[0]?.last ?? 0
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE) return null
    throw error
  }
}

async function sealSome(trx: Db, last: number, now: string): Promise<number> {
  // Two programs that seal at once do it one after the other.
  await sql`lock table audit_seal in exclusive mode`.execute(trx)
  const before = await findLastSeal(trx)
  const events = await listSealedEvents(trx, (before?.lastEvent ?? 0) + 1, last, MOST_EVENTS)
  const [first] = events
  const end = events.at(-1)
  if (first === undefined || end === undefined) return 0
  const seal = {
    id: (before?.id ?? 0) + 1,
    firstEvent: first.id,
    lastEvent: end.id,
    events: events.length,
    leaves: leavesOf(events),
    previousSha256: before?.sha256 ?? NO_SEAL,
    sealedAt: now,
  }
  await sql`
    insert into audit_seal (id, first_event, last_event, events, leaves, sha256, previous_sha256, sealed_at)
    values (${seal.id}, ${seal.firstEvent}, ${seal.lastEvent}, ${seal.events}, ${Buffer.from(seal.leaves)}, ${sealHash(seal)},
      ${seal.previousSha256}, ${seal.sealedAt}::timestamptz)
  `.execute(trx)
  return events.length
}

/** The newest seal; `null` before the first. */
export async function findLastSeal(db: Db): Promise<Seal | null> {
  const { rows } = await sql<Seal>`select ${COLUMNS} from audit_seal order by id desc limit 1`.execute(db)
  return rows[0] ?? null
}

/** Seals in their order, after one. */
export async function listSeals(db: Db, after: number, limit: number): Promise<Seal[]> {
  const { rows } = await sql<Seal>`
    select ${COLUMNS} from audit_seal where id > ${after} order by id limit ${limit}
  `.execute(db)
  return rows
}

/** Events as they are hashed, by number, both ends included. */
export async function listSealedEvents(db: Db, from: number, to: number, limit: number): Promise<SealedEvent[]> {
  const { rows } = await sql<SealedEvent>`
    select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') as at, actor, action, subject_kind as "subjectKind",
      subject_id as "subjectId", data::text as data
    from audit_event where id between ${from} and ${to} order by id limit ${limit}
  `.execute(db)
  return rows
}

/** How many events no seal covers yet. */
export async function countUnsealed(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from audit_event where id > (select coalesce(max(last_event), 0) from audit_seal)
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** How many events the seals after one cover. */
export async function countSealedAfter(db: Db, seal: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(events), 0)::int as count from audit_seal where id > ${seal}
  `.execute(db)
  return rows[0]?.count ?? 0
}

const COLUMNS = sql`id, first_event as "firstEvent", last_event as "lastEvent", events, leaves, sha256,
  previous_sha256 as "previousSha256", sealed_at as "sealedAt"`
