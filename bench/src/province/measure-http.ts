import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { openDatabase, type OpenDatabase } from '@ketnoi/db'
import pg from 'pg'
import { startPortal } from '../portal-server.ts'
import { callerOf } from './ask.ts'
import { JOURNEYS, type Action } from './journeys.ts'
import { logUsersIn } from './portal-users.ts'
import { takeSamples, type Sample } from './sample.ts'
import { watchStatements, type WatchedStatement } from './watch-statements.ts'

const CONNECTIONS = 16
const SECONDS = 15
/** One after the other, in turns, so that what else the machine does falls on both alike. */
const TURNS = 3

/**
 * Requests per second of the procedure that people call most, a search in a commune, through the whole portal with its sessions and
 * its wall; against a bare server that sends the statement of it that takes longest, and answers its rows as JSON.
 */
export async function measureHttp(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const database = await openDatabase({ url, poolSize: 2 })
  const samples = await takeSamples(client, 20)
  const portal = await startPortal({ DATABASE_URL: url, KETNOI_SECRET: randomUUID() + randomUUID() })
  try {
    const [user] = await logUsersIn([portal.url], database, client, samples, JOURNEYS.slice(0, 1), 4)
    if (user === undefined) throw new Error('nobody is in')
    const { sample } = user
    const input = { text: sample.name, unitId: sample.communeId }
    const search: Action = { procedure: 'people.search', input, kind: 'mutation' }
    const bare = await startBare(url, await longestOf(database, sample, input))
    try {
      const rates = { portal: [] as number[], bare: [] as number[] }
      for (let turn = 0; turn < TURNS; turn++) {
        rates.portal.push(await rateOf(() => user.act(search)))
        rates.bare.push(await rateOf(() => fetch(bare.url).then((response) => response.text())))
      }
      const [own, least] = [Math.max(...rates.portal), Math.max(...rates.bare)]
      console.log(
        `people.search in a commune: ${own.toFixed(0)} requests a second, bare ${least.toFixed(0)}, ${(own / least).toFixed(2)} of it`,
      )
    } finally {
      bare.stop()
    }
  } finally {
    await portal.stop()
    await database.close()
    await client.end()
  }
}

async function longestOf(
  database: OpenDatabase,
  sample: Sample,
  input: { readonly text: string; readonly unitId: string },
): Promise<WatchedStatement> {
  const api = await callerOf(database, 'officer', sample)
  const end = watchStatements('analyze, timing off')
  await api.people.search(input)
  const [longest] = [...(await end())].sort((a, b) => b.ms - a.ms)
  if (longest === undefined) throw new Error('a search sent nothing')
  return longest
}

async function startBare(
  url: string,
  { text, values }: WatchedStatement,
): Promise<{ readonly url: string; readonly stop: () => void }> {
  const file = fileURLToPath(new URL('./bare-server.ts', import.meta.url))
  const server = spawn(process.execPath, [file, JSON.stringify({ url, text, values })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(server.stdout.setEncoding('utf8'), 'data')) as [string]
  return { url: line.trim(), stop: () => server.kill() }
}

async function rateOf(ask: () => Promise<unknown>): Promise<number> {
  let answered = 0
  const end = performance.now() + SECONDS * 1_000
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < end) {
        await ask()
        answered += 1
      }
    }),
  )
  return answered / SECONDS
}
