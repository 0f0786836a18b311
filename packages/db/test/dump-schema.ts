import { sql } from 'kysely'
import type { Db } from '../src/schema.ts'

/** The schema as text, the same from both engines: what a reviewer reads when a migration changes it. */
export async function dumpSchema(db: Db): Promise<string> {
  const { rows: columns } = await sql<{ table: string; line: string }>`
    select c.relname as table,
      '  ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
        || case when a.attcollation <> t.typcollation then ' collate ' || quote_ident(l.collname) else '' end
        || case when a.attnotnull then ' not null' else '' end
        || case a.attidentity when 'a' then ' generated always as identity' else '' end
        || case
             when a.attgenerated = 's' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
             when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid)
             else ''
           end as line
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace and n.nspname = 'public'
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type as t on t.oid = a.atttypid
    left join pg_collation as l on l.oid = a.attcollation
    left join pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relkind = 'r' and c.relname not like 'kysely%'
    order by c.relname collate "C", a.attnum
  `.execute(db)
  const { rows: constraints } = await sql<{ table: string; line: string }>`
    select c.relname as table, '  constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid) as line
    from pg_constraint as k
    join pg_class as c on c.oid = k.conrelid
    join pg_namespace as n on n.oid = c.relnamespace and n.nspname = 'public'
    where k.contype <> 'n' and c.relname not like 'kysely%'
    order by c.relname collate "C", position(k.contype::text in 'pufc'), k.conname collate "C"
  `.execute(db)
  const { rows: indexes } = await sql<{ table: string; line: string }>`
    select i.tablename as table, replace(i.indexdef, 'public.', '') || ';' as line
    from pg_indexes as i
    where i.schemaname = 'public' and i.tablename not like 'kysely%'
      and not exists (select from pg_constraint as k where k.conname = i.indexname)
    order by i.tablename collate "C", i.indexname collate "C"
  `.execute(db)
  const { rows: functions } = await sql<{ line: string }>`
    select pg_get_functiondef(f.oid) as line
    from pg_proc as f
    join pg_namespace as n on n.oid = f.pronamespace and n.nspname = 'public'
    where not exists (select from pg_depend as d where d.objid = f.oid and d.deptype = 'e')
    order by f.proname collate "C"
  `.execute(db)
  const { rows: triggers } = await sql<{ table: string; line: string }>`
    select c.relname as table, replace(pg_get_triggerdef(t.oid), 'public.', '') || ';' as line
    from pg_trigger as t
    join pg_class as c on c.oid = t.tgrelid
    where not t.tgisinternal
    order by c.relname collate "C", t.tgname collate "C"
  `.execute(db)
  const { rows: walls } = await sql<{ table: string; line: string }>`
    select relname as table, 'alter table ' || relname || ' enable row level security;' as line
    from pg_class where relrowsecurity
    union all
    select tablename, format('create policy %s on %s for %s', policyname, tablename, lower(cmd))
      || coalesce(format(E'\n  using (%s)', qual), '') || coalesce(format(E'\n  with check (%s)', with_check), '') || ';'
    from pg_policies where schemaname = 'public'
    order by 1, 2
  `.execute(db)
  const { rows: extensions } = await sql<{ name: string }>`
    select extname as name from pg_extension where extname <> 'plpgsql' order by extname
  `.execute(db)
  const columnsOf = Map.groupBy(columns, (row) => row.table)
  const constraintsOf = Map.groupBy(constraints, (row) => row.table)
  const indexesOf = Map.groupBy(indexes, (row) => row.table)
  const triggersOf = Map.groupBy(triggers, (row) => row.table)
  const wallsOf = Map.groupBy(walls, (row) => row.table)
  const tables = [...columnsOf.keys()].map((table) => {
    const lines = [...(columnsOf.get(table) ?? []), ...(constraintsOf.get(table) ?? [])].map((row) => row.line)
    const below = [indexesOf, triggersOf, wallsOf].flatMap((of) => of.get(table) ?? []).map((row) => row.line)
    return [`create table ${table} (\n${lines.join(',\n')}\n);`, ...below].join('\n')
  })
  const first = [
    ...extensions.map(({ name }) => `create extension ${name};`),
    ...functions.map(({ line }) => `${line.replace('public.', '').trim()};`),
  ]
  return [...first, ...tables].join('\n\n') + '\n'
}
