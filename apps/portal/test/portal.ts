import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '..')

/** The built portal, started for a test. */
export interface Portal {
  readonly url: string
  readonly end: () => Promise<void>
  /** As a machine that fails does: without a word. */
  readonly kill: () => Promise<void>
}

/** Builds the portal where it is not built yet, starts it and waits until it can serve. */
export async function startPortal(env: Readonly<Record<string, string>>): Promise<Portal> {
  if (!existsSync(join(FOLDER, 'build', 'handler.js'))) {
    const built = spawnSync('pnpm', ['build'], { cwd: FOLDER, encoding: 'utf8', shell: process.platform === 'win32' })
    if (built.status !== 0) throw new Error(built.stdout + built.stderr)
  }
  const PORT = String(20_000 + Math.floor(Math.random() * 20_000))
  const child = spawn(process.execPath, ['server.ts'], {
    cwd: FOLDER,
    env: { ...process.env, HOST: '', ORIGIN: '', PORT, npm_lifecycle_event: undefined, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-10_000)))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = `http://127.0.0.1:${PORT}`
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The portal ended: ${errors}`)
    const answer = await fetch(`${url}/healthz`).catch(() => null)
    if (answer?.status === 200) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    url,
    end: async () => {
      child.kill('SIGTERM')
      await ended
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
