import pg from 'pg'
import type { PlanNode } from './judge-plan.ts'

export interface WatchedStatement {
  readonly text: string
  readonly values: readonly unknown[]
  readonly ms: number
  readonly plan: PlanNode
}

/** What changes something, or the state of the connection, is not carried out a second time. */
const READS_ONLY = /^\s*(?:select|with)\b/iu
const CHANGES =
  /\b(?:insert into|update \w+|delete from|set_config|for (?:no key )?update|for share|pg_advisory|nextval|gin_clean)/iu

/**
 * Explains every statement that is only read, as it is sent: on the same connection, in the same transaction, as the same role before
 * the same wall, with the same values. `options` are those of `explain`. Gives what ends it, and answers with what was seen.
 */
export function watchStatements(options: string): () => Promise<readonly WatchedStatement[]> {
  const seen: Promise<WatchedStatement | null>[] = []
  const prototype = pg.Client.prototype as unknown as {
    query: (this: pg.Client, ...given: readonly unknown[]) => unknown
  }
  const send = prototype.query
  function watched(this: pg.Client, ...given: readonly unknown[]): unknown {
    const { text, values } = statementOf(given)
    if (READS_ONLY.test(text) && !CHANGES.test(text)) {
      const explained = send.call(this, `explain (${options}, format json) ${text}`, values) as Promise<
        pg.QueryResult<{ 'QUERY PLAN': unknown }>
      >
      seen.push(
        explained.then(
          ({ rows }) => {
            const plan = rows[0]?.['QUERY PLAN']
            const [top] = (typeof plan === 'string' ? JSON.parse(plan) : plan) as [
              { readonly Plan: PlanNode; readonly 'Execution Time'?: number },
            ]
            return { text, values, ms: top['Execution Time'] ?? 0, plan: top.Plan }
          },
          () => null,
        ),
      )
    }
    return send.apply(this, [...given])
  }
  prototype.query = watched
  return async () => {
    prototype.query = send
    return (await Promise.all(seen)).filter((one) => one !== null)
  }
}

/** Asked with its values beside it, or with both in one. */
function statementOf([asked, values]: readonly unknown[]): {
  readonly text: string
  readonly values: readonly unknown[]
} {
  const inOne = typeof asked === 'object' && asked !== null && 'text' in asked ? asked : null
  const text = inOne === null ? asked : inOne.text
  const given = inOne !== null && 'values' in inOne ? inOne.values : values
  return { text: typeof text === 'string' ? text : '', values: Array.isArray(given) ? given : [] }
}
