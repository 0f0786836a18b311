import { createUnitTree, foldName, type Day, type Unit, type UnitId, type UnitTree } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { ReferenceUnknown } from '../errors.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import { inTransaction } from '../transaction.ts'
import { intervalOf, validFrom, validTo } from '../validity.ts'

/** All units with everything that changes about them, by id. */
export async function listUnits(db: Db, ids?: readonly UnitId[]): Promise<Unit[]> {
  const some = ids === undefined ? sql<boolean>`true` : sql<boolean>`unit_id = any(${[...ids]}::text[])`
  const units = await db
    .selectFrom('unit')
    .selectAll()
    .$if(ids !== undefined, (query) => query.where(sql<boolean>`id = any(${[...(ids ?? [])]}::text[])`))
    .orderBy('id')
    .execute()
  const names = byUnit(await db.selectFrom('unit_name').selectAll().where(some).orderBy('valid_from').execute())
  const aliases = byUnit(await db.selectFrom('unit_alias').selectAll().where(some).orderBy('ordinal').execute())
  const codes = byUnit(
    await db
      .selectFrom('unit_code')
      .selectAll()
      .where(some)
      .orderBy('valid_from')
      .orderBy('system')
      .orderBy('code')
      .execute(),
  )
  const parents = byUnit(await db.selectFrom('unit_parent').selectAll().where(some).orderBy('valid_from').execute())
  const successors = byUnit(
    await db.selectFrom('unit_successor').selectAll().where(some).orderBy('successor_id').execute(),
  )
  return units.map((unit) => ({
    id: unit.id,
    tier: unit.tier,
    kind: unit.kind,
    names: (names.get(unit.id) ?? []).map((name) => ({
      short: name.short,
      full: name.full,
      ...(name.kind === null ? {} : { kind: name.kind }),
      ...intervalOf(name),
    })),
    aliases: (aliases.get(unit.id) ?? []).map(({ alias }) => alias),
    codes: (codes.get(unit.id) ?? []).map((code) => ({ system: code.system, code: code.code, ...intervalOf(code) })),
    parents: (parents.get(unit.id) ?? []).map((parent) => ({ unitId: parent.parent_id, ...intervalOf(parent) })),
    successors: (successors.get(unit.id) ?? []).map((row) => ({ unitId: row.successor_id, share: row.share })),
    ...intervalOf(unit),
  }))
}

/** The tree of all units, for the functions of `hierarchy`. */
export async function getUnitTree(db: Db): Promise<UnitTree> {
  const tree = createUnitTree(await listUnits(db))
  if (!tree.ok) throw new Error(`the stored units are no tree: ${tree.issues.map((issue) => issue.message).join('; ')}`)
  return tree.value
}

/** Counts the units that there are on a day. */
export async function countUnits(db: Db, asOf: Day): Promise<number> {
  const row = await db
    .selectFrom('unit')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('valid_from', '<=', asOf)
    .where('valid_to', '>', asOf)
    .executeTakeFirstOrThrow()
  return row.count
}

export interface UnitChanges {
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
}

/**
 * Stores units, replacing what was known of those with the same id. Whether they make a tree together with the others is for
 * the caller to prove with `createUnitTree` first. Throws `ReferenceUnknown` for a parent or successor that does not exist.
 */
export async function updateUnits(db: Db, units: readonly Unit[]): Promise<UnitChanges> {
  return inTransaction(db, async (trx) => {
    const byId = new Map(units.map((unit) => [unit.id, unit]))
    const stored = new Map((await listUnits(trx, [...byId.keys()])).map((unit) => [unit.id, unit]))
    const changed = [...byId.values()].filter((unit) => canonical(unit) !== canonical(stored.get(unit.id)))
    const inserted = changed.filter((unit) => !stored.has(unit.id)).length
    if (changed.length > 0) await writeUnits(trx, changed)
    return { inserted, updated: changed.length - inserted, unchanged: byId.size - changed.length }
  })
}

async function writeUnits(trx: Db, units: readonly Unit[]): Promise<void> {
  const ids = units.map((unit) => unit.id)
  await sql`
    insert into unit (id, tier, kind, valid_from, valid_to)
    select * from unnest(
      ${ids}::text[], ${units.map((unit) => unit.tier)}::text[], ${units.map((unit) => unit.kind)}::text[],
      ${units.map(validFrom)}::date[], ${units.map(validTo)}::date[]
    )
    on conflict (id) do update set
      tier = excluded.tier, kind = excluded.kind, valid_from = excluded.valid_from, valid_to = excluded.valid_to
  `.execute(trx)
  await refuseUnknown(trx, units)
  for (const table of ['unit_name', 'unit_alias', 'unit_code', 'unit_parent', 'unit_successor'] as const) {
    await sql`delete from ${sql.table(table)} where unit_id = any(${ids}::text[])`.execute(trx)
  }
  const names = units.flatMap((unit) => unit.names.map((name) => ({ id: unit.id, ...name })))
  await sql`
    insert into unit_name (unit_id, short, "full", folded, kind, valid_from, valid_to)
    select * from unnest(
      ${names.map((name) => name.id)}::text[], ${names.map((name) => name.short)}::text[],
      ${names.map((name) => name.full)}::text[], ${names.map((name) => foldName(name.full))}::text[],
      ${textArray(names.map((name) => name.kind ?? null))}::text[],
      ${names.map(validFrom)}::date[], ${names.map(validTo)}::date[]
    )
  `.execute(trx)
  const aliases = units.flatMap((unit) => unit.aliases.map((alias, ordinal) => ({ id: unit.id, alias, ordinal })))
  await sql`
    insert into unit_alias (unit_id, ordinal, alias, folded)
    select * from unnest(
      ${aliases.map((alias) => alias.id)}::text[], ${aliases.map((alias) => alias.ordinal)}::smallint[],
      ${aliases.map(({ alias }) => alias)}::text[], ${aliases.map(({ alias }) => foldName(alias))}::text[]
    )
  `.execute(trx)
  const codes = units.flatMap((unit) => unit.codes.map((code) => ({ id: unit.id, ...code })))
  await sql`
    insert into unit_code (unit_id, system, code, valid_from, valid_to)
    select * from unnest(
      ${codes.map((code) => code.id)}::text[], ${codes.map((code) => code.system)}::text[],
      ${codes.map(({ code }) => code)}::text[], ${codes.map(validFrom)}::date[], ${codes.map(validTo)}::date[]
    )
  `.execute(trx)
  const parents = units.flatMap((unit) => unit.parents.map((parent) => ({ id: unit.id, ...parent })))
  await sql`
    insert into unit_parent (unit_id, parent_id, valid_from, valid_to)
    select * from unnest(
      ${parents.map((parent) => parent.id)}::text[], ${parents.map((parent) => parent.unitId)}::text[],
      ${parents.map(validFrom)}::date[], ${parents.map(validTo)}::date[]
    )
  `.execute(trx)
  const successors = units.flatMap((unit) => unit.successors.map((successor) => ({ id: unit.id, ...successor })))
  await sql`
    insert into unit_successor (unit_id, successor_id, share)
    select * from unnest(
      ${successors.map((successor) => successor.id)}::text[],
      ${successors.map((successor) => successor.unitId)}::text[], ${successors.map(({ share }) => share)}::text[]
    )
  `.execute(trx)
}

async function refuseUnknown(trx: Db, units: readonly Unit[]): Promise<void> {
  const named = new Set(units.flatMap((unit) => [...unit.parents, ...unit.successors].map(({ unitId }) => unitId)))
  await refuseUnknownUnits(trx, [...named])
}

/** Throws `ReferenceUnknown` naming those of the units that do not exist. */
export async function refuseUnknownUnits(trx: Db, ids: readonly UnitId[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from unnest(${[...ids]}::text[]) as named (id)
    where not exists (select from unit where unit.id = named.id)
    order by id
  `.execute(trx)
  if (rows.length > 0)
    throw new ReferenceUnknown(
      'unit',
      rows.map((row) => row.id),
    )
}

/**
 * Takes units away that only a reform had made. Those that something else refers to (a poster, an account, a handover) stay as units
 * that ended on the day given; gives which.
 */
export async function deleteUnits(trx: Db, ids: readonly UnitId[], until: Day): Promise<UnitId[]> {
  const gone = sql`any(${textArray(ids)}::text[])`
  const { rows } = await sql<{ id: UnitId }>`
    select id from unit where id = ${gone} and (
      exists (select from account_role as r where unit.id in (r.unit_id, r.see_unit_id, r.search_unit_id))
      or exists (select from appointment where unit_id = unit.id)
      or exists (select from residence where unit_id = unit.id)
      or exists (select from handover_side where unit_id = unit.id)
      or exists (select from registration_link where unit_id = unit.id)
      or exists (select from self_registration where unit_id = unit.id)
      or exists (select from unit_parent where parent_id = unit.id and not unit_id = ${gone})
      or exists (select from unit_successor where successor_id = unit.id and not unit_id = ${gone})
    )
    order by id
  `.execute(trx)
  const kept = rows.map(({ id }) => id)
  await sql`delete from unit_parent where unit_id = ${gone} or parent_id = ${gone}`.execute(trx)
  await sql`delete from unit_successor where unit_id = ${gone} or successor_id = ${gone}`.execute(trx)
  await sql`delete from unit_code where unit_id = any(${textArray(kept)}::text[])`.execute(trx)
  for (const table of ['unit', 'unit_name'] as const)
    await sql`
      update ${sql.table(table)} set valid_to = greatest(valid_from + 1, ${until}::date)
      where ${sql.ref(table === 'unit' ? 'id' : 'unit_id')} = any(${textArray(kept)}::text[])
    `.execute(trx)
  await sql`delete from unit where id = ${gone} and not id = any(${textArray(kept)}::text[])`.execute(trx)
  return kept
}

/** Units in an order of their parts that does not depend on who wrote them. */
function canonical(unit: Unit | undefined): string {
  if (unit === undefined) return ''
  const sorted = (parts: readonly object[]): string[] =>
    parts.map((part) => JSON.stringify(part, Object.keys(part).sort())).sort()
  return JSON.stringify([
    [unit.tier, unit.kind, unit.from, unit.to, unit.aliases],
    [sorted(unit.names), sorted(unit.codes), sorted(unit.parents), sorted(unit.successors)],
  ])
}

/** Derives the tree of the day that rules and counts read. */
export async function updateUnitAncestors(db: Db, asOf: Day): Promise<void> {
  await inTransaction(db, async (trx) => {
    await sql`delete from unit_ancestor`.execute(trx)
    await sql`
      with recursive
        present as (select id, tier from unit where valid_from <= ${asOf}::date and valid_to > ${asOf}::date),
        up (unit_id, unit_tier, ancestor_id, ancestor_tier, depth) as (
          select id, tier, id, tier, 0 from present
          union all
          select up.unit_id, up.unit_tier, above.id, above.tier, up.depth + 1
          from up
          join unit_parent as link
            on link.unit_id = up.ancestor_id and link.valid_from <= ${asOf}::date and link.valid_to > ${asOf}::date
          join present as above on above.id = link.parent_id
          where up.depth < 32
        )
      insert into unit_ancestor (unit_id, ancestor_id, unit_tier, ancestor_tier, depth, nearest)
      select unit_id, ancestor_id, unit_tier, ancestor_tier, depth,
        depth > 0 and depth = min(depth) filter (where depth > 0) over (partition by unit_id, ancestor_tier)
      from up
    `.execute(trx)
  })
}

function byUnit<T extends { readonly unit_id: string }>(rows: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const row of rows) {
    const list = found.get(row.unit_id)
    if (list === undefined) found.set(row.unit_id, [row])
    else list.push(row)
  }
  return found
}
