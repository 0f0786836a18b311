import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Figure } from '../figure.ts'
import { startPortal } from '../portal-server.ts'
import { median } from '../workload.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const BUILD = join(ROOT, 'apps/portal/build')
const PAGES = { '/groups': 'group list', '/groups/[id]': 'group page' }

/** The part of SvelteKit's manifest that says which scripts a page loads. */
interface Manifest {
  readonly client: { readonly imports: readonly string[] }
  readonly nodes: readonly (() => Promise<{ readonly imports?: readonly string[] }>)[]
  readonly routes: readonly {
    readonly id: string
    readonly page: { readonly layouts: readonly (number | undefined)[]; readonly leaf: number } | null
  }[]
}

/** What the portal makes a browser load, and how soon it can serve. */
export async function measurePortal(): Promise<Figure[]> {
  if (!existsSync(join(BUILD, 'handler.js'))) throw new Error('build the portal first: pnpm build')
  return [...(await measureScripts()), await measureStart()]
}

async function measureScripts(): Promise<Figure[]> {
  const { manifest } = (await import(pathToFileURL(join(BUILD, 'server/manifest.js')).href)) as { manifest: Manifest }
  return await Promise.all(
    Object.entries(PAGES).map(async ([id, name]): Promise<Figure> => {
      const page = manifest.routes.find((route) => route.id === id)?.page
      if (page === null || page === undefined) throw new Error(`there is no page ${id}`)
      const files = new Set(manifest.client.imports)
      for (const node of [...page.layouts, page.leaf]) {
        if (node === undefined) continue
        for (const file of (await manifest.nodes[node]?.())?.imports ?? []) files.add(file)
      }
      let bytes = 0
      for (const file of files) bytes += gzipSync(await readFile(join(BUILD, 'client', file)), { level: 9 }).length
      return {
        name: `JavaScript of the ${name}`,
        size: '',
        measured: `${files.size} files`,
        baseline: 'gzipped, without what is loaded on demand',
        value: bytes / 1_000,
        unit: 'KB',
        target: { kind: 'at-most', value: 90 },
      }
    }),
  )
}

/** From `start` on an installed and built clone, with an empty data folder, to an answer of 200. */
async function measureStart(): Promise<Figure> {
  // The first one builds what is stale.
  await secondsToStart()
  const seconds = median([await secondsToStart(), await secondsToStart(), await secondsToStart()])
  return {
    name: 'start to /healthz',
    size: '',
    measured: `${seconds.toFixed(1)} s`,
    baseline: 'built, new data folder, embedded database',
    value: seconds,
    unit: 's',
    target: { kind: 'at-most', value: 6 },
  }
}

async function secondsToStart(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'ketnoi-bench-'))
  const start = performance.now()
  try {
    const portal = await startPortal({ KETNOI_DATA: join(folder, 'data') })
    const seconds = (performance.now() - start) / 1_000
    await portal.stop()
    return seconds
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
