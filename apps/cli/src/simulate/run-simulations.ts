import { Command, CommanderError, InvalidArgumentError } from 'commander'
import type { Output } from '../output.ts'
import { simulate, type Simulation } from './simulate.ts'

/** Runs simulations from the command line; answers the exit code: 1 when a seed fails. */
export async function runSimulations(args: readonly string[], output: Output): Promise<number> {
  const pending: Promise<void>[] = []
  let failed = 0
  const program = new Command('ketnoi-sim')
    .description(
      'Carries plans out on a service where everything goes wrong, and watches that nothing happens that never may. The same seed does the same.',
    )
    .option('--seeds <n>', 'how many seeds', count, 1_000)
    .option('--from <seed>', 'the first of them', count, 1)
    .option('--events', 'print what happens in each, also where nothing fails')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => pending.push(output.out(text)),
      writeErr: (text) => pending.push(output.err(text)),
    })
    .action(async ({ seeds, from, events }: { seeds: number; from: number; events?: true }) => {
      const began = performance.now()
      const totals = { steps: 0, crashes: 0, runsToSettle: 0 }
      for (let seed = from; seed < from + seeds; seed++) {
        const simulation = await simulate(seed)
        totals.steps += simulation.steps
        totals.crashes += simulation.crashes
        totals.runsToSettle = Math.max(totals.runsToSettle, simulation.runsToSettle)
        if (simulation.violation !== null) failed++
        if (simulation.violation !== null || events === true) await output.out(describe(simulation))
      }
      const seconds = ((performance.now() - began) / 1_000).toFixed(1)
      await output.out(
        `${String(seeds)} seeds, ${String(totals.steps)} steps, ${String(totals.crashes)} crashes in ${seconds} s; ` +
          `at most ${String(totals.runsToSettle)} runs until everything was right; ${String(failed)} failed\n`,
      )
    })
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    failed = error.exitCode
  }
  await Promise.all(pending)
  return failed === 0 ? 0 : 1
}

function describe({ seed, service, violation, events }: Simulation): string {
  return [
    ...events,
    `seed ${String(seed)} (${service}): ${violation ?? 'nothing failed'}`,
    ...(violation === null ? [] : [`again: ketnoi-sim --seeds 1 --from ${String(seed)}`]),
    '',
  ].join('\n')
}

function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number')
  return Number(text)
}
