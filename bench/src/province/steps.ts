import type pg from 'pg'

/** A part of the province that is loaded whole or not at all. */
export interface Step {
  readonly name: string
  /** Within a transaction. `say` tells how far it is. */
  readonly run: (client: pg.Client, say: (text: string) => void) => Promise<void>
}

export interface StepTime {
  readonly name: string
  readonly ms: number
}

const SAY_EVERY_MS = 2_000

/**
 * Does the steps that are not done yet, each in a transaction with the note that it is done: whoever ends the load in the middle
 * begins again with the step that was under way.
 */
export async function runSteps(
  client: pg.Client,
  steps: readonly Step[],
  tell: (text: string) => void,
): Promise<readonly StepTime[]> {
  await client.query(
    'create table if not exists bench_step (name text primary key, ms double precision not null, done_at timestamptz not null default now())',
  )
  for (const [at, { name, run }] of steps.entries()) {
    const { rows } = await client.query('select from bench_step where name = $1', [name])
    if (rows.length > 0) continue
    const start = performance.now()
    const seconds = (): string => `${((performance.now() - start) / 1_000).toFixed(1)} s`
    let said = start
    const line = (text: string): void => {
      tell(`[${String(at + 1)}/${String(steps.length)}] ${name}: ${text}`)
    }
    line('…')
    await client.query('begin')
    // As on a replica: what triggers derive and keys check is given, and right.
    await client.query(`set local session_replication_role = replica`)
    await run(client, (text) => {
      if (performance.now() - said < SAY_EVERY_MS) return
      said = performance.now()
      line(`${text}, ${seconds()}`)
    })
    await client.query('insert into bench_step (name, ms) values ($1, $2)', [name, performance.now() - start])
    await client.query('commit')
    line(`done in ${seconds()}`)
  }
  const { rows } = await client.query<StepTime>('select name, ms from bench_step order by done_at')
  return rows
}
