import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createCaller } from '@ketnoi/api'
import { openDatabase } from '@ketnoi/db'
import { startPortal } from '../portal-server.ts'
import { median } from '../workload.ts'
import { contextOf } from './ask.ts'

const STARTS = 5
/** What V8 takes to compile the database it gives back within seconds, and what loading the program took once nothing happens. */
const LOOKED_AT = [5, 15] as const
const EXAMPLE = fileURLToPath(new URL('../../../examples/ia-pa', import.meta.url))

/** How long `pnpm start` takes on the embedded database with the Ia Pa example in it, and the memory that it holds then. */
export async function measureStart(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ketnoi-start-'))
  try {
    await loadExample(folder)
    const times: number[] = []
    const memory = LOOKED_AT.map((): number[] => [])
    for (let start = 0; start < STARTS; start++) {
      const begun = performance.now()
      const portal = await startPortal({ KETNOI_DATA: folder })
      times.push(performance.now() - begun)
      await (await fetch(`${portal.url}/log-in`)).text()
      const shown = performance.now()
      for (const [at, seconds] of LOOKED_AT.entries()) {
        await setTimeout(Math.max(0, seconds * 1_000 - (performance.now() - shown)))
        memory[at]?.push(await residentMegabytes(portal.pid))
      }
      await portal.stop()
    }
    const held = LOOKED_AT.map((seconds, at) => `${median(memory[at] ?? []).toFixed(0)} MB after ${String(seconds)} s`)
    console.log(
      `start with the example: ${(median(times) / 1_000).toFixed(2)} s (${times.map((ms) => (ms / 1_000).toFixed(2)).join(', ')}); ` +
        `after the first page ${held.join(', ')}`,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function loadExample(folder: string): Promise<void> {
  const database = await openDatabase({ dataDir: folder })
  try {
    const api = createCaller({ ...contextOf(database), exampleFolder: EXAMPLE })
    const { jobId } = await api.setup.loadExample()
    for (;;) {
      const { state, error } = await api.jobs.byId({ id: jobId })
      if (state === 'done') return
      if (state !== 'running') throw new Error(JSON.stringify(error))
      await setTimeout(50)
    }
  } finally {
    await database.close()
  }
}

/** As Linux counts it. */
export async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1]) / 1024
}

/** Processor time that a process has used so far, of all its threads, as Linux counts it in hundredths of a second. */
export async function processorMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
