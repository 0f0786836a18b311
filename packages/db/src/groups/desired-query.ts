import type { Day, GroupKind, Model, PersonId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { rankOf } from '../role.ts'
import { ruleToSql, type RuleContext } from '../rules/rule-to-sql.ts'
import type { Db } from '../schema.ts'

/** What a query of desired members is made for. */
export interface DesiredQuery extends Pick<RuleContext, 'tree' | 'membersOf'> {
  readonly model: Model
  readonly kinds: readonly GroupKind[]
  readonly asOf: Day
  /** The groups of some kinds: a relation with `id` and `unit_id`. */
  readonly groupsOf: (kinds: readonly string[]) => RawBuilder<unknown>
  /** Only these people; everybody where it is absent. */
  readonly personIds?: readonly PersonId[]
}

/** A query of `(group_id, person_id, role, clauses, required)`: every clause, then who is included, without who is excluded. */
export async function desiredQuery(db: Db, query: DesiredQuery): Promise<RawBuilder<unknown>> {
  const { model, kinds, asOf, groupsOf, personIds } = query
  const somePeople = personIds === undefined ? sql`` : sql` and o.person_id = any(${[...personIds]}::text[])`
  const clauses = kinds.flatMap((kind) =>
    kind.clauses.map((clause, bit) => {
      const matched = ruleToSql(clause.rule, {
        model,
        asOf,
        groups: groupsOf([kind.id]),
        ...(query.tree === undefined ? {} : { tree: query.tree }),
        ...(query.membersOf === undefined ? {} : { membersOf: query.membersOf }),
        ...(personIds === undefined ? {} : { personIds }),
      })
      const [role, mask, required] = [rankOf(clause.role), 1 << bit, clause.required].map((value) => sql.lit(value))
      return sql`select group_id, person_id, ${role} as role, ${mask} as clauses, ${required} as required from (${matched}) as m`
    }),
  )
  const held = sql`o.valid_from <= ${asOf}::date and o.valid_to > ${asOf}::date`
  const hasOverrides = await exists(db, sql`membership_override as o where ${held}`)
  const included = sql`
    select o.group_id, o.person_id, o.role, 0, false
    from membership_override as o
    join ${groupsOf(kinds.map((kind) => kind.id))} as g on g.id = o.group_id
    where o.kind = 'include' and ${held}${somePeople}`
  const parts = hasOverrides ? [...clauses, included] : clauses
  const nobody = sql`select null::text, null::text, 0, 0, false where false`
  // Most statements of the installation have no override to heed, and pay nothing for it.
  const excluded = hasOverrides
    ? sql`
      where not exists (
        select from membership_override as o
        where o.kind = 'exclude' and o.group_id = c.group_id and o.person_id = c.person_id and ${held}
      )`
    : sql``
  return sql`
    select c.group_id, c.person_id, max(c.role)::smallint as role, bit_or(c.clauses) as clauses, bool_or(c.required) as required
    from (${parts.length === 0 ? nobody : sql.join(parts, sql` union all `)}) as c (group_id, person_id, role, clauses, required)
    ${excluded}
    group by c.group_id, c.person_id`
}

export async function exists(db: Db, from: RawBuilder<unknown>): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (select from ${from}) as found`.execute(db)
  return rows[0]?.found === true
}
