import { openDatabase } from '@ketnoi/db'
import pg from 'pg'
import { percentile } from '../workload.ts'
import { callerOf, PROVINCE_DAY } from './ask.ts'
import { READINGS } from './readings-of-procedures.ts'
import { takeSamples } from './sample.ts'

/** Communes that are asked about, one after the other. */
const COMMUNES = 20
/** Each reading is called so often, unless it takes so long. */
const CALLS = 40
const MOST_MS = 2_500

/** What the slowest of a hundred calls may take, beyond which it is told. */
const SLOW_MS = 100

/** Every procedure that reads, called by one person after the other, with nobody else there: a table in Markdown. */
export async function measureLatency(url: string, only: string | undefined): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const samples = await takeSamples(client, COMMUNES)
  await client.end()
  const database = await openDatabase({ url }, { unnamed: 'nobody' })
  const slow: string[] = []
  console.log('| procedure | as | calls | p50 | p99 | answer |\n| --- | --- | --- | --- | --- | --- |')
  try {
    for (const { path, askers, call } of READINGS.filter((one) => only === undefined || one.path.startsWith(only)))
      for (const asker of askers) {
        const times: number[] = []
        let kilobytes = 0
        const begun = performance.now()
        for (let at = 0; at < CALLS && performance.now() - begun < MOST_MS; at++) {
          const sample = samples[at % samples.length]
          if (sample === undefined) break
          const api = await callerOf(database, asker, sample)
          const start = performance.now()
          const answer = await call(api, sample, PROVINCE_DAY)
          times.push(performance.now() - start)
          kilobytes = Math.max(kilobytes, JSON.stringify(answer ?? null).length / 1_000)
        }
        // The first of them reads what nobody has asked for since the start.
        const warm = times.length > 3 ? times.slice(1) : times
        const p99 = percentile(warm, 0.99)
        if (p99 > SLOW_MS) slow.push(`${path} as ${asker}: ${p99.toFixed(0)} ms`)
        console.log(
          `| ${path} | ${asker} | ${String(warm.length)} | ${ms(percentile(warm, 0.5))} | ${ms(p99)} | ${kilobytes.toFixed(0)} kB |`,
        )
      }
  } finally {
    await database.close()
  }
  if (slow.length > 0) console.log(`\nSlower than ${String(SLOW_MS)} ms:\n${slow.join('\n')}`)
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`
}
