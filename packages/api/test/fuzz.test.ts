import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { TRPCError } from '@trpc/server'
import { createRandom } from '@ketnoi/hierarchy/testing'
import { insertAccountRole } from '@ketnoi/db'
import { beforeAll, expect, test } from 'vitest'
import { describePostgres } from '../../db/test/engines.ts'
import { createCaller, errorCodeOf, errorDataOf, loadActor, type Actor, type Context } from '../src/index.ts'
import { attackInput, PROCEDURES, type Procedure } from './attack-input.ts'
import { knownIds, stateOf } from '../../db/test/table-state.ts'
import { SECRETS, setUpAttacked } from './attacked-district.ts'
import { createTestServer } from './browser.ts'
import { contextOf, finished, roleOf } from './small-district.ts'

// Two for each procedure by each of two people; thousands with `KETNOI_FUZZ=5000 pnpm exec vitest run packages/api/test/fuzz.test.ts`.
const INPUTS = Number(process.env['KETNOI_FUZZ'] ?? PROCEDURES.length * 2)
const SEED = Number(process.env['KETNOI_FUZZ_SEED'] ?? 1)

// What a refusal may write: that it happened, and what it counts against.
const TRACES = ['audit_event', 'account_lock', 'attempt', 'account_session']

describePostgres('inputs that nobody types', (engine) => {
  let ctx: Context
  let ids: readonly string[]
  const actors: Record<string, Actor> = {}

  beforeAll(async () => {
    ctx = { ...contextOf(engine.db, engine.kind), now: () => '2024-02-01T03:00:00.000Z' }
    await setUpAttacked(ctx)
    ids = await knownIds(engine.db)
    for (const [accountId, role] of Object.entries({
      administrator: { role: 'administrator', unitId: null },
      officer: { role: 'officer', unitId: 'c1' },
    } as const)) {
      await insertAccountRole(engine.db, roleOf({ id: `r-${accountId}`, accountId, ...role }))
      actors[accountId] = await loadActor(ctx, { id: accountId, name: accountId })
    }
  })

  test.each(['administrator', 'officer'])(
    '%s: each is refused with a code of its own or carried out, and a refusal leaves nothing behind',
    async (who) => {
      const random = createRandom(SEED, who.length)
      const server = createTestServer(engine.db, engine.kind)
      const found: string[] = []
      let before = await stateOf(engine.db, TRACES)
      for (let at = 0; at < INPUTS; at++) {
        const procedure = PROCEDURES[at % PROCEDURES.length]!
        const input = attackInput(random, procedure, { ids }, [0, 0.05, 0.3][at % 3]!)
        const visited = procedure.path.startsWith('session.')
        const base = visited ? await server.open().context() : { ...ctx, actor: actors[who]! }
        const { code, answer, status, message } = await ask(base, procedure, input)
        const line = `${who} ${procedure.path}(${show(input)}) → ${code}`
        if (code !== 'done' && (status < 400 || status >= 500)) found.push(`${line} ${String(status)}: ${message}`)
        if (who === 'officer')
          for (const secret of SECRETS) if (show(answer, 1e6).includes(secret)) found.push(`${line} tells ${secret}`)
        if (code === 'done' && procedure.writes) await settle(ctx, answer)
        const after = await stateOf(engine.db, TRACES)
        const changed = Object.keys(after).filter((table) => after[table] !== before[table])
        if (code !== 'done' && changed.length > 0) found.push(`${line} wrote to ${changed.join(', ')}`)
        before = after
      }
      expect(found).toEqual([])
    },
    600_000,
  )
})

async function ask(ctx: Context, { path }: Procedure, input: unknown) {
  try {
    // The caller is a tree by the parts of the path; its type knows no path that is only known now.
    const procedure = path.split('.').reduce<unknown>((at, name) => Reflect.get(Object(at), name), createCaller(ctx))
    const answer: unknown = await (procedure as (input: unknown) => Promise<unknown>)(input)
    return { code: 'done', status: 200, answer, message: '' }
  } catch (error) {
    const status = error instanceof TRPCError ? getHTTPStatusCodeFromError(error) : 500
    const message = error instanceof Error ? `${error.message} ${error.stack ?? ''}`.slice(0, 900) : ''
    return { code: errorCodeOf(error), status, answer: errorDataOf(error), message }
  }
}

/** Long work goes on after its call: it must not be taken for what the next one did. */
async function settle(ctx: Context, answer: unknown): Promise<void> {
  if (typeof answer !== 'object' || answer === null || !('jobId' in answer) || typeof answer.jobId !== 'string') return
  await finished(createCaller(ctx), answer.jobId)
}

function show(value: unknown, most = 300): string {
  const text = JSON.stringify([value], (_, inner: unknown) =>
    typeof inner === 'bigint' ? String(inner) : inner instanceof Map ? [...inner] : inner,
  )
  return text.slice(1, -1).slice(0, most)
}
