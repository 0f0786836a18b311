import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The built portal in a process of its own. */
export interface PortalServer {
  readonly url: string
  readonly pid: number
  readonly stop: () => Promise<void>
}

/** Starts the portal as a person does, and waits until it can serve. */
export async function startPortal(settings: Readonly<Record<string, string>>): Promise<PortalServer> {
  const port = await freePort()
  const environment: NodeJS.ProcessEnv = { ...process.env, PORT: String(port) }
  delete environment['DATABASE_URL']
  const server = spawn(process.execPath, ['scripts/start.ts'], {
    cwd: ROOT,
    env: { ...environment, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  const start = performance.now()
  const url = `http://127.0.0.1:${String(port)}`
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM')
    await ended
  }
  while (!(await isHealthy(url))) {
    if (server.exitCode !== null || performance.now() - start > 300_000) {
      await stop()
      throw new Error('the portal did not start')
    }
    await setTimeout(20)
  }
  return { url, pid: server.pid ?? 0, stop }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`)).status === 200
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port was given')
  return address.port
}
