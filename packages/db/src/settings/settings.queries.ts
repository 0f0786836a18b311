import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'

let written = 0

/** How often this process has said or forgotten something: whoever remembers what was said sees whether that may be something else now. */
export function settingsWritten(): number {
  return written
}

/** What the program remembers about itself, e.g. how far the set-up has come; `null` where nothing was said yet. */
export async function findSetting(db: Db, name: string): Promise<unknown> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value ?? null
}

/** Several at once; those of which nothing was said yet are left out. */
export async function listSettings(db: Db, names: readonly string[]): Promise<Map<string, unknown>> {
  // One text for any number of them, so that it is planned once.
  const { rows } = await sql<{ name: string; value: unknown }>`
    select name, value from setting where name = any(${textArray(names)}::text[])
  `.execute(db)
  return new Map(rows.map(({ name, value }) => [name, value]))
}

/** Says it anew. */
export async function updateSetting(db: Db, name: string, value: unknown): Promise<void> {
  written += 1
  await db
    .insertInto('setting')
    .values({ name, value: JSON.stringify(value) })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ value: (eb) => eb.ref('excluded.value'), updated_at: sql`now()` }),
    )
    .execute()
}

/** Counts a number one further, from 1; two at once count two. */
export async function incrementSetting(db: Db, name: string): Promise<void> {
  written += 1
  await sql`
    insert into setting (name, value) values (${name}, '1')
    on conflict (name) do update set value = to_jsonb((setting.value #>> '{}')::int + 1), updated_at = now()
  `.execute(db)
}

/** Forgets it. */
export async function deleteSetting(db: Db, name: string): Promise<void> {
  written += 1
  await db.deleteFrom('setting').where('name', '=', name).execute()
}
