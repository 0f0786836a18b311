import { expect, test } from 'vitest'
import { runSimulations } from '../src/simulate/run-simulations.ts'
import { simulate } from '../src/simulate/simulate.ts'

const SEEDS = 1_000
/** Ten seconds of one core, and far more on a machine that does other things as well. */
const PATIENCE = 300_000

test(
  'whatever goes wrong, nothing happens that never may, and everything comes right in the end',
  async () => {
    const failed: string[] = []
    const totals = { zalo: 0, crashes: 0 }
    for (let seed = 1; seed <= SEEDS && failed.length < 3; seed++) {
      const { service, violation, crashes } = await simulate(seed)
      totals.crashes += crashes
      if (service === 'zalo') totals.zalo++
      if (violation !== null) failed.push(`${violation} (pnpm ketnoi-sim --seeds 1 --from ${String(seed)})`)
    }
    expect(failed).toEqual([])
    expect(totals.crashes).toBeGreaterThan(SEEDS)
    expect(totals.zalo).toBe(SEEDS / 8)
  },
  PATIENCE,
)

test.each([8, 11])('seed %i does the same again', async (seed) => {
  const first = await simulate(seed)
  expect(first.events.length).toBeGreaterThan(100)
  expect(await simulate(seed)).toEqual(first)
})

async function run(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = ''
  let err = ''
  const code = await runSimulations(args, {
    out: async (text) => {
      out += text
    },
    err: async (text) => {
      err += text
    },
  })
  return { code, out, err }
}

test('the command says what it did', async () => {
  const { code, out } = await run('--seeds', '2', '--from', '11')
  expect(code).toBe(0)
  expect(out).toMatch(/^2 seeds, \d+ steps, \d+ crashes in .* 0 failed\n$/)
})

test('the command prints what happened, where it is asked to', async () => {
  const { out } = await run('--seeds', '1', '--from', '11', '--events')
  expect(out).toContain('takes village:v1')
  expect(out).toContain('seed 11 (memory): nothing failed')
})

test('the command explains itself, and refuses what is no number', async () => {
  expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('--from <seed>') })
  expect(await run('--seeds', 'many')).toMatchObject({ code: 1, err: expect.stringContaining('a whole number') })
})
