import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What a Chromium needs to run in a container, as root, and without calling anybody. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const HOW_TO_GET_ONE =
  'No Chromium was found for the browser tests: install one (on Debian and Ubuntu `sudo apt-get install chromium`), ' +
  'or set CHROMIUM_PATH to the program.'

let found: Promise<string> | undefined

/**
 * The path of a Chromium that runs: CHROMIUM_PATH, one on the PATH, the one that playwright downloaded, the one from npm, and as
 * root on Debian the one that the system installs. Throws with a sentence that says what to do.
 */
export function findChromium(): Promise<string> {
  found ??= search()
  return found
}

async function search(): Promise<string> {
  const named = process.env['CHROMIUM_PATH']
  if (named) {
    if (runs(named)) return named
    throw new Error(`CHROMIUM_PATH=${named} does not run: set it to a Chromium, or unset it to have one looked for.`)
  }
  return (
    onPath() ??
    (await firstThatRuns([
      async () => (await import('playwright')).chromium.executablePath(),
      async () => (await import('@sparticuz/chromium')).default.executablePath(),
    ])) ??
    installed() ??
    fail()
  )
}

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(runs)
}

async function firstThatRuns(candidates: readonly (() => Promise<string>)[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    // A package that is not there, or not for this system, is one candidate less.
    const path = await candidate().catch(() => undefined)
    if (path !== undefined && runs(path)) return path
  }
  return undefined
}

function installed(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  process.stderr.write('No Chromium found: installing the one of the system for the browser tests.\n')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]) => spawnSync('apt-get', ['-qq', ...args], { env, stdio: 'ignore' }).status === 0
  apt('update')
  apt('install', '-y', '--no-install-recommends', 'chromium')
  return onPath()
}

function fail(): never {
  throw new Error(HOW_TO_GET_ONE)
}

function runs(path: string): boolean {
  return existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0
}

if (import.meta.main) process.stdout.write(`${await findChromium()}\n`)
