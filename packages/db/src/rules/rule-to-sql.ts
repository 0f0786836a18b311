import { ADULT_AGE, type Day, type Model, type PersonId, type Rule, type UnitScope } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'

/** What a rule is compiled for. */
export interface RuleContext {
  readonly model: Model
  readonly asOf: Day
  /** The groups that the rule is applied to: a relation with `id` and `unit_id`. */
  readonly groups: RawBuilder<unknown>
  /** The tree of the day: a relation like `unit_ancestor`, which is the one that is kept. */
  readonly tree?: RawBuilder<unknown>
  /** Who is wanted in the groups of a kind: a relation with `unit_id` and `person_id`; those that are kept where it is absent. */
  readonly membersOf?: (groupKind: string) => RawBuilder<unknown>
  /** Only these people; everybody where it is absent. */
  readonly personIds?: readonly PersonId[]
}

type Fragment = RawBuilder<unknown>
type Leaf = Exclude<Rule, { readonly kind: 'all' | 'any' | 'not' }>

/** Whoever the rule is asked about, and the unit of the group it is asked for. */
interface Subject {
  readonly person: Fragment
  readonly unit: Fragment
}

const SUBJECT: Subject = { person: sql`f.person_id`, unit: sql`g.unit_id` }
const FOUND: Subject = { person: sql`found.person_id`, unit: sql`found.unit_id` }
const TRUE = sql`true`
const FALSE = sql`false`
const NOBODY = sql`select null::text as group_id, null::text as unit_id, null::text as person_id where false`

/**
 * Compiles a rule to a query of `(group_id, unit_id, person_id)`: whoever it matches, for each of the groups; a pair may come
 * more than once.
 *
 * Goes from facts to groups: the part of the rule that names the fewest people by a fact at a unit (`all` has a choice) is
 * joined to the groups, and the rest is asked of what it finds. Person × group happens only for a rule that nothing bounds.
 * Every condition is two-valued, so `not` means the same as in memory.
 */
export function ruleToSql(rule: Rule, context: RuleContext): Fragment {
  return matching(simplify(rule), context)
}

/** Parts of an `all` or `any` that are of the same kind are one list; lists of one are their part. */
function simplify(rule: Rule): Rule {
  if (rule.kind === 'not') return { kind: 'not', rule: simplify(rule.rule) }
  if (rule.kind !== 'all' && rule.kind !== 'any') return rule
  const of = rule.of.map(simplify).flatMap((part) => (part.kind === rule.kind ? part.of : [part]))
  const [only] = of
  return of.length === 1 && only !== undefined ? only : { kind: rule.kind, of }
}

function matching(rule: Rule, context: RuleContext): Fragment {
  if (rule.kind === 'any') {
    if (rule.of.length === 0) return NOBODY
    return sql.join(
      rule.of.map((part) => sql`(${matching(part, context)})`),
      sql` union all `,
    )
  }
  const parts = rule.kind === 'all' ? rule.of : [rule]
  const driver = parts.reduce<Rule | null>(
    (best, part) => (cost(part) < (best === null ? UNBOUNDED : cost(best)) ? part : best),
    null,
  )
  const rest = parts.filter((part) => part !== driver)
  const conditions = (subject: Subject): Fragment =>
    sql.join([TRUE, ...rest.map((part) => holds(part, subject, context))], sql` and `)
  if (driver === null) {
    return sql`
      select g.id as group_id, g.unit_id, f.person_id
      from ${context.groups} as g
      cross join (select id as person_id from person) as f
      where ${conditions(SUBJECT)}${onlyPeople(context)}`
  }
  if (driver.kind === 'all' || driver.kind === 'any' || driver.kind === 'not') {
    return sql`select found.group_id, found.unit_id, found.person_id from (${matching(driver, context)}) as found where ${conditions(FOUND)}`
  }
  const { source, condition } = reach(driver, OUTER, SUBJECT.unit, context)
  return sql`
    select g.id as group_id, g.unit_id, f.person_id
    from ${context.groups} as g, ${source}
    where ${condition} and ${conditions(SUBJECT)}${onlyPeople(context)}`
}

const UNBOUNDED = 100

/** How many people a part of a rule is likely to name, as an order of choice; `UNBOUNDED`: anybody. */
function cost(rule: Rule): number {
  switch (rule.kind) {
    case 'holds-position':
      return 0
    case 'holds-seat':
      return 1
    case 'represents-household':
      return 2
    case 'member-of':
      return 3
    case 'resides':
      return 4
    case 'adult':
    case 'consents':
    case 'not':
      return UNBOUNDED
    case 'all':
      return Math.min(UNBOUNDED, ...rule.of.map(cost)) + 0.5
    case 'any':
      return Math.max(0, ...rule.of.map(cost)) + 0.5
  }
}

/** Names of a fact and of the tree in one query: those of a condition differ from those of the query it stands in. */
interface Names {
  readonly fact: 'f' | 'e'
  readonly tree: 's' | 't'
}

const OUTER: Names = { fact: 'f', tree: 's' }
const INNER: Names = { fact: 'e', tree: 't' }

/** The facts that a leaf reads, with the tree where its scope needs it, and when one counts for a unit. */
function reach(
  leaf: Leaf,
  names: Names,
  unit: Fragment,
  context: RuleContext,
): { readonly source: Fragment; readonly condition: Fragment } {
  const fact = sql.table(names.fact)
  const tree = sql.table(names.tree)
  const units = context.tree ?? sql`unit_ancestor`
  const { table, condition } = factOf(leaf, names.fact, context)
  const scope = scopeOf(leaf)
  switch (scope.kind) {
    case 'here':
      return { source: sql`${table} as ${fact}`, condition: sql`${fact}.unit_id = ${unit} and ${condition}` }
    case 'within':
      return {
        source: sql`(${units} as ${tree} join ${table} as ${fact} on ${fact}.unit_id = ${tree}.unit_id)`,
        condition: sql`${tree}.ancestor_id = ${unit} and ${condition}`,
      }
    case 'ancestor':
      return {
        source: sql`(${units} as ${tree} join ${table} as ${fact} on ${fact}.unit_id = ${tree}.ancestor_id)`,
        condition: sql`${tree}.unit_id = ${unit} and ${tree}.nearest and ${tree}.ancestor_tier = ${scope.tier} and ${condition}`,
      }
    case 'descendants':
      return {
        source: sql`(${units} as ${tree} join ${table} as ${fact} on ${fact}.unit_id = ${tree}.unit_id)`,
        condition: sql`${tree}.ancestor_id = ${unit} and ${tree}.depth > 0 and ${tree}.unit_tier = ${scope.tier} and ${condition}`,
      }
  }
}

/** A condition on one subject: true or false, never null. */
function holds(rule: Rule, subject: Subject, context: RuleContext): Fragment {
  switch (rule.kind) {
    case 'all':
      return sql`(${sql.join([TRUE, ...rule.of.map((part) => holds(part, subject, context))], sql` and `)})`
    case 'any':
      return sql`(${sql.join([FALSE, ...rule.of.map((part) => holds(part, subject, context))], sql` or `)})`
    case 'not':
      return sql`not ${holds(rule.rule, subject, context)}`
    case 'adult':
      return sql`exists (select from person as p where p.id = ${subject.person} and ${isAdult(rule.age ?? ADULT_AGE, context.asOf)})`
    case 'consents':
      if (!context.model.purposes.some((purpose) => purpose.id === rule.purpose)) return FALSE
      return sql`exists (
        select from consent as c
        where c.person_id = ${subject.person} and c.purpose_id = ${rule.purpose} and ${isValid('c', context.asOf)}
      )`
    case 'holds-position':
    case 'holds-seat':
    case 'resides':
    case 'represents-household':
    case 'member-of': {
      // The unit stands in the condition alone: only so is it planned as a join of sets.
      const { source, condition } = reach(rule, INNER, subject.unit, context)
      return sql`exists (select from ${source} where ${sql.table(INNER.fact)}.person_id = ${subject.person} and ${condition})`
    }
  }
}

/** The table that a leaf reads, with `unit_id` and `person_id`, and which of its rows count. */
function factOf(
  leaf: Leaf,
  name: Names['fact'],
  context: RuleContext,
): { readonly table: Fragment; readonly condition: Fragment } {
  const { asOf, model } = context
  switch (leaf.kind) {
    case 'holds-position':
    case 'holds-seat': {
      const positions = model.positions
        .filter((position) =>
          leaf.kind === 'holds-seat' ? position.body === leaf.body : leaf.positions.includes(position.id),
        )
        .map((position) => position.id)
      return {
        table: sql`appointment`,
        condition: sql`${sql.ref(`${name}.position_id`)} = any(${positions}::text[]) and ${isValid(name, asOf)}`,
      }
    }
    case 'resides':
      return { table: sql`residence`, condition: isValid(name, asOf) }
    case 'represents-household':
      return {
        table: sql`residence`,
        condition: sql`${sql.ref(`${name}.represents_household`)} and ${isValid(name, asOf)}`,
      }
    case 'member-of': {
      const members = context.membersOf?.(leaf.groupKind)
      if (members !== undefined) return { table: members, condition: TRUE }
      return {
        table: sql`(
          select other.unit_id, other.kind, m.person_id
          from expected_group as other join desired_member as m on m.group_id = other.id
        )`,
        condition: sql`${sql.ref(`${name}.kind`)} = ${leaf.groupKind}`,
      }
    }
    case 'adult':
    case 'consents':
      throw new Error(`${leaf.kind} is no fact at a unit`)
  }
}

function scopeOf(leaf: Leaf): UnitScope {
  switch (leaf.kind) {
    case 'holds-position':
    case 'holds-seat':
      return leaf.at
    case 'resides':
    case 'represents-household':
      return leaf.in
    case 'member-of':
      return leaf.of
    case 'adult':
    case 'consents':
      throw new Error(`${leaf.kind} is no fact at a unit`)
  }
}

/** Certainly that old on the day, or declared an adult where no date of birth is kept. */
function isAdult(age: number, asOf: Day): Fragment {
  const born = sql`p.birth_last <= ${latestBirthday(age, asOf)}::date`
  const known = sql`(p.birth_last is not null and ${born})`
  return age <= ADULT_AGE ? sql`(${known} or (p.birth_last is null and p.adult is true))` : known
}

/** The last day on which somebody of that age on the day can have been born: nobody is born on 29 February of a common year. */
function latestBirthday(age: number, asOf: Day): Day {
  const year = Number(asOf.slice(0, 4)) - age
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const rest = asOf.slice(4) === '-02-29' && !isLeap ? '-02-28' : asOf.slice(4)
  return `${String(year).padStart(4, '0')}${rest}`
}

function isValid(table: Names['fact'] | 'c', asOf: Day): Fragment {
  const from = sql.ref(`${table}.valid_from`)
  const to = sql.ref(`${table}.valid_to`)
  return sql`${from} <= ${asOf}::date and ${to} > ${asOf}::date`
}

function onlyPeople(context: RuleContext): Fragment {
  return context.personIds === undefined ? sql`` : sql` and f.person_id = any(${[...context.personIds]}::text[])`
}
