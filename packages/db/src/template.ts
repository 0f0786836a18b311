import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Making an empty database takes the embedded engine about 5 s of one core, unpacking one that was made before 1 s. The file is
// made by `build` and named after the engine's version, because another version may not read it.
async function templatePath(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const manifest: unknown = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8'))
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : ''
  return fileURLToPath(new URL(`../dist/pglite-${version}.tar.gz`, import.meta.url))
}

/** An empty database of the embedded engine, where one was made by `build`; otherwise the engine makes its own. */
export async function findTemplate(): Promise<Blob | undefined> {
  try {
    return new Blob([await readFile(await templatePath())])
  } catch {
    return undefined
  }
}

/** Makes the empty database unless it is there. */
export async function buildTemplate(): Promise<void> {
  if ((await findTemplate()) !== undefined) return
  const { PGlite } = await import('@electric-sql/pglite')
  const pglite = await PGlite.create()
  const dump = await pglite.dumpDataDir('gzip')
  await pglite.close()
  const path = await templatePath()
  await mkdir(dirname(path), { recursive: true })
  // Whole or not at all: two runs may make it at once, and one may be ended.
  const own = `${path}.${String(process.pid)}`
  await writeFile(own, new Uint8Array(await dump.arrayBuffer()))
  await rename(own, path)
}
