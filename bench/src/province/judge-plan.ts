import type pg from 'pg'

/** A node of a plan as `explain (analyze, buffers, format json)` gives it. */
export interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly 'Temp Written Blocks'?: number
  readonly 'Sort Space Type'?: string
  readonly 'Hash Batches'?: number
  readonly Plans?: readonly PlanNode[]
}

/** Tables with a row for each person, each membership, or each thing that somebody did: they grow with the province and the years. */
export const GROWING: ReadonlySet<string> = new Set([
  ...['person', 'residence', 'appointment', 'phone', 'consent', 'consent_event', 'messaging_account', 'household'],
  ...['person_version', 'person_distinct', 'person_merge', 'private_link', 'departure'],
  ...['desired_member', 'actual_member', 'desired_history', 'actual_history', 'reading', 'reading_member'],
  ...['task', 'run_group', 'run_change', 'audit_event', 'field_record', 'self_registration', 'coverage_day', 'review'],
  'announcement_group',
])

/** What is wrong with a plan. */
export type PlanFault =
  | { readonly kind: 'reads-whole-table'; readonly table: string; readonly rows: number }
  /** One step of the plan looked at more rows than any page shows. */
  | { readonly kind: 'reads-many'; readonly what: string; readonly rows: number }
  | { readonly kind: 'spills'; readonly what: string; readonly blocks: number }

/** More than anything that is shown of one unit, and less than the smallest table that grows with people. */
const MOST_ROWS = 50_000

/** What a plan did that costs more in a larger province. */
export function judgePlan(root: PlanNode): readonly PlanFault[] {
  const faults: PlanFault[] = []
  const visit = (node: PlanNode): void => {
    for (const below of node.Plans ?? []) visit(below)
    const table = node['Relation Name']
    const loops = node['Actual Loops'] ?? 1
    const rows =
      ((node['Actual Rows'] ?? 0) +
        (node['Rows Removed by Filter'] ?? 0) +
        (node['Rows Removed by Index Recheck'] ?? 0)) *
      loops
    if (table !== undefined && node['Node Type'] === 'Seq Scan' && GROWING.has(table) && loops > 0)
      faults.push({ kind: 'reads-whole-table', table, rows })
    else if (table !== undefined && rows > MOST_ROWS)
      faults.push({ kind: 'reads-many', what: `${table} by ${node['Index Name'] ?? node['Node Type']}`, rows })
    // What a step wrote is counted in everything above it as well.
    const blocks = node['Temp Written Blocks'] ?? 0
    const below = (node.Plans ?? []).reduce((sum, child) => sum + (child['Temp Written Blocks'] ?? 0), 0)
    if (blocks > below) faults.push({ kind: 'spills', what: node['Node Type'], blocks: blocks - below })
  }
  visit(root)
  return faults
}

/** The first column of every index, but for those over an expression and those that hold only what is looked for. */
export type LeadingColumns = ReadonlyMap<string, string>

export async function listLeadingColumns(client: pg.ClientBase): Promise<LeadingColumns> {
  const { rows } = await client.query<{ index: string; column: string }>(`
    select class.relname as index, attname as column
    from pg_index join pg_class as class on class.oid = indexrelid join pg_attribute on attrelid = indrelid and attnum = indkey[0]
    where indpred is null and class.relnamespace = 'public'::regnamespace`)
  return new Map(rows.map(({ index, column }) => [index, column]))
}

/** Steps that need all of what is below them before they give anything. */
const GATHERING = new Set(['Sort', 'Aggregate', 'Hash', 'Materialize', 'WindowAgg', 'Unique', 'SetOp', 'Gather'])
const BY_INDEX = new Set(['Index Scan', 'Index Only Scan', 'Bitmap Index Scan'])

/**
 * Tables that grow and are read without an index that fits: whole, or along an index from one end to the other, unless it is left as
 * soon as a page is full. A condition on a later column of an index alone is no better. For plans that were made where reading a whole
 * table was not allowed (`enable_seqscan`): it is then done only where there is no other way, however small the table.
 */
export function tablesWithoutIndex(root: PlanNode, leading: LeadingColumns): readonly string[] {
  const found = new Set<string>()
  const visit = (node: PlanNode, above: string | undefined, isCutShort: boolean): void => {
    const table = node['Relation Name'] ?? above
    const type = node['Node Type']
    if (table !== undefined && GROWING.has(table)) {
      const first = leading.get(node['Index Name'] ?? '')
      const fits = first === undefined || new RegExp(`\\b${first}\\b`, 'u').test(node['Index Cond'] ?? '')
      if (type === 'Seq Scan' || (BY_INDEX.has(type) && !fits && !isCutShort)) found.add(table)
    }
    const bitmapOf = type.startsWith('Bitmap') ? table : undefined
    for (const below of node.Plans ?? [])
      visit(below, bitmapOf, type === 'Limit' || (isCutShort && !GATHERING.has(type)))
  }
  visit(root, undefined, false)
  return [...found]
}
