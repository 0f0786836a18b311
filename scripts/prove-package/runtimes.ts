import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A runtime that the package promises to work on, and how npm delivers it without running a script. */
export interface Runtime {
  readonly name: string
  readonly package: string
  readonly program: string
  readonly args: readonly string[]
}

const CACHE = join(import.meta.dirname, '..', '..', '.cache', 'runtimes')
const PLATFORM = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
const EXE = process.platform === 'win32' ? '.exe' : ''
const DENO_PLATFORM = `${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}`
const BUN_PLATFORM = `${process.platform}-${process.arch === 'arm64' ? 'aarch64' : process.arch}`

export const RUNTIMES: readonly Runtime[] = [
  ...['22', '24', '26'].map((version) => ({
    name: `Node ${version}`,
    package: `node-${PLATFORM}@${version}`,
    program: join(`node-${PLATFORM}`, 'bin', `node${EXE}`),
    args: [],
  })),
  {
    name: 'Bun',
    package: `@oven/bun-${BUN_PLATFORM}`,
    program: join(`@oven/bun-${BUN_PLATFORM}`, 'bin', `bun${EXE}`),
    args: [],
  },
  // Nothing is allowed to it: the package needs no file, no network and no environment.
  {
    name: 'Deno',
    package: `@deno/${DENO_PLATFORM}`,
    program: join(`@deno/${DENO_PLATFORM}`, `deno${EXE}`),
    args: ['run', '--no-remote'],
  },
]

/** The path of the runtime's program, fetched from npm the first time and kept in `.cache`. */
export async function fetchRuntime(runtime: Runtime): Promise<string> {
  const folder = join(CACHE, runtime.package.replaceAll(/[^\w.-]+/g, '_'))
  const program = join(folder, 'node_modules', runtime.program)
  if (!existsSync(program)) {
    await mkdir(folder, { recursive: true })
    await promisify(execFile)(
      'npm',
      ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', runtime.package],
      { shell: process.platform === 'win32', timeout: 120_000 },
    )
  }
  return program
}
