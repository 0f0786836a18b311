import { AsyncLocalStorage } from 'node:async_hooks'
import type { UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type pg from 'pg'
import type { Db } from './schema.ts'

/** Whose people a piece of work may see and change, on PostgreSQL also when a query forgets to ask. */
export interface Area {
  /** What the work records is its own, wherever it belongs. */
  readonly actorId: string
  readonly see: readonly UnitId[]
  readonly change: readonly UnitId[]
}

/** The role whose queries the wall stands before; the owner of the tables, who is the program itself, is behind it. */
const REQUEST = 'ketnoi_request'

/** Does not matter: see `besideWall`. */
const BESIDE = 'beside'

const present = new AsyncLocalStorage<Area | 'everything' | typeof BESIDE>()

/** Does the work within an area, or (`everything`: a job, the command line) behind the wall. Whatever it starts is within it too. */
export function withinArea<T>(area: Area | 'everything', work: () => Promise<T>): Promise<T> {
  return present.run(area, work)
}

/**
 * Sends a statement that asks for nothing that the wall hides (accounts and settings; never people), over a connection as whoever had
 * it last has left it: every request asks such a thing first, as nobody, and to say that costs as much as the question.
 */
export function besideWall<T>(statement: () => Promise<T>): Promise<T> {
  return present.run(BESIDE, statement)
}

/**
 * Does a part of a transaction behind the wall: what is derived from everybody would be wrong if it were derived from those alone
 * whom somebody may see.
 */
export async function beyondWall<T>(trx: Db, work: () => Promise<T>): Promise<T> {
  const comeBack = await stepBeyond(trx)
  let done: T
  try {
    done = await work()
  } catch (error) {
    // After a failed statement nothing but the end of the transaction is possible, which brings the role back by itself.
    await comeBack(trx).catch(() => {})
    throw error
  }
  await comeBack(trx)
  return done
}

/**
 * The same for what is asked together with it: what follows in the transaction is done behind the wall, until what this gives is done.
 * After a failure only the end of the transaction is possible, which brings everything back by itself.
 */
export async function stepBeyond(trx: Db): Promise<(trx: Db) => Promise<void>> {
  const { rows } = await sql<{ role: string }>`
    with before as materialized (select current_setting('role') as role)
    select role, set_config('role', 'none', true) from before
  `.execute(trx)
  const role = rows[0]?.role ?? REQUEST
  return async (after) => {
    if (role !== 'none') await sql`select set_config('role', ${role}, true)`.execute(after)
  }
}

/** What holds on a connection: the area that was said on it last, as it was sent. */
const said = new WeakMap<pg.PoolClient, string>()
const EVERYTHING = ''

/**
 * Says on a connection within which area it is used from now on. `outside`: what holds for work that names no area: a server lets it
 * see nobody.
 */
export async function sayArea(client: pg.PoolClient, outside: Area | 'everything'): Promise<void> {
  const area = present.getStore() ?? outside
  if (area === BESIDE) return
  const values =
    area === 'everything' ? ['none', '', '', ''] : [REQUEST, arrayText(area.see), arrayText(area.change), area.actorId]
  const text = area === 'everything' ? EVERYTHING : JSON.stringify(values)
  if ((said.get(client) ?? EVERYTHING) === text) return
  said.delete(client)
  await client.query(
    `select set_config('role', $1, false), set_config('ketnoi.see', $2, false), set_config('ketnoi.change', $3, false),
      set_config('ketnoi.actor', $4, false)`,
    values,
  )
  said.set(client, text)
}

/** Whether the wall can be stood before: the role is there, and the program may take it. */
export async function findWall(db: Db): Promise<boolean> {
  const { rows } = await sql<{ stands: boolean }>`
    select exists (
      select from pg_roles where rolname = ${REQUEST} and pg_has_role(current_user, oid, 'member')
    ) and has_table_privilege(${REQUEST}, 'person', 'select') as stands
  `
    .execute(db)
    .catch(() => ({ rows: [] }))
  return rows[0]?.stands === true
}

/** An array as PostgreSQL reads it. An empty one is not the same as nothing said. */
function arrayText(ids: readonly UnitId[]): string {
  return `{${ids.map((id) => `"${id.replace(/["\\]/gu, '\\$&')}"`).join(',')}}`
}
