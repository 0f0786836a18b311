import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { ASKS_ALL, DISTRIBUTION } from '../test/distribution.ts'

const FILES = ['units/units', 'people/people', 'groups/groups', 'readings/readings', 'reviews/reviews']
const distributed = Object.entries(DISTRIBUTION).flatMap(([table, column]) =>
  column === null ? [] : [{ table, column }],
)

describe('tables that could lie on several machines', () => {
  it('have the column by which they are divided in every key', async () => {
    const schema = await read('../schema.sql')
    const keys = distributed.flatMap(({ table, column }) =>
      keysOf(schema, table).map((key) => ({ table, key, divided: key.includes(column) })),
    )
    expect(keys.length).toBeGreaterThan(distributed.length - 1)
    expect(keys.filter(({ divided }) => !divided)).toEqual([])
  })

  it('are asked by that column, but for what is about everybody', async () => {
    const asked = new Set<string>()
    for (const file of FILES)
      for (const { name, statements } of sections(await read(`./${file}.queries.sql`)))
        if (statements.some((statement) => asksAll(statement))) asked.add(`${file.split('/')[0] ?? ''}: ${name}`)
    expect([...asked].sort()).toEqual(Object.keys(ASKS_ALL).sort())
  })

  it('tells a statement that asks by the column from one that does not', () => {
    expect(asksAll('select * from desired_member where group_id = any($1::text[])')).toBe(false)
    expect(asksAll('select * from desired_member where person_id = $1')).toBe(true)
    expect(asksAll('select * from unit where id = $1')).toBe(false)
    expect(asksAll('select * from given join person on person.id = given.id')).toBe(false)
  })
})

/** Whether a statement reads a table that is divided, and does not name its column in a comparison. */
function asksAll(statement: string): boolean {
  const read = distributed.filter(({ table }) =>
    new RegExp(`\\b(?:from|join|into|update) ${table}\\b`, 'u').test(statement),
  )
  return !read.every(({ table, column }) => {
    const names = [table, ...aliasesOf(statement, table)].map((name) => `${name}\\.`).join('|')
    return new RegExp(
      `(?:(?:${names})|(?<![.\\w]))${column} (?:=|in|<|>)|= (?:${names})${column}\\b|\\(${column}, `,
      'u',
    ).test(statement)
  })
}

function aliasesOf(statement: string, table: string): string[] {
  return [...statement.matchAll(new RegExp(`\\b(?:from|join) ${table} as (\\w+)`, 'gu'))].map(([, alias = '']) => alias)
}

function sections(text: string): { readonly name: string; readonly statements: readonly string[] }[] {
  return text
    .split(/^-- /mu)
    .slice(1)
    .map((part) => {
      const [name = '', ...rest] = part.split('\n')
      return { name, statements: rest.join('\n').split(';\n') }
    })
}

/** The columns of the primary key, the unique constraints and the unique indexes of a table. */
function keysOf(schema: string, table: string): string[][] {
  const body = new RegExp(`^create table ${table} \\(\\n(.*?)\\n\\);`, 'msu').exec(schema)?.[1] ?? ''
  const constraints = [...body.matchAll(/(?:PRIMARY KEY|UNIQUE) \(([^)]*)\)/gu)]
  const indexes = [
    ...schema.matchAll(new RegExp(`^CREATE UNIQUE INDEX \\w+ ON ${table} USING btree \\(([^)]*)\\)`, 'gmu')),
  ]
  return [...constraints, ...indexes].map(([, columns = '']) => columns.split(', '))
}

function read(path: string): Promise<string> {
  return readFile(new URL(path, import.meta.url), 'utf8')
}
