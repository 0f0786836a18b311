import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { StartProblem } from './start-problem.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface ListenSettings {
  readonly host: string
  readonly port: number
}

export type DatabaseSettings =
  { readonly kind: 'pglite'; readonly folder: string } | { readonly kind: 'postgres'; readonly url: string }

const DEFAULT_PORT = 5173

/** Where to listen: `HOST` and `PORT`. Only loopback, as long as there are no accounts. */
export function parseListen(env: Environment): ListenSettings {
  const host = env['HOST'] || '127.0.0.1'
  if (!isLoopback(host))
    throw new StartProblem(
      `HOST=${host} would let other machines in, and there are no accounts yet to keep strangers out: ` +
        'leave HOST unset, or set it to 127.0.0.1, ::1 or localhost.',
    )
  const text = env['PORT'] || String(DEFAULT_PORT)
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535)) throw new StartProblem(`PORT=${text} is no port: set it to a number from 0 to 65535.`)
  return { host, port }
}

/** Which database: `DATABASE_URL` when it is set, else the embedded one in `KETNOI_DATA` or `.data` below `root`. */
export function parseDatabase(env: Environment, root: string): DatabaseSettings {
  const url = env['DATABASE_URL']
  if (!url) return { kind: 'pglite', folder: resolve(root, env['KETNOI_DATA'] || '.data') }
  if (!isPostgresUrl(url))
    throw new StartProblem(
      'DATABASE_URL is no address of a PostgreSQL: write it as postgres://user:password@host:5432/database, ' +
        'or unset it to use the embedded database.',
    )
  return { kind: 'postgres', url }
}

/** Whether nobody but this machine can reach the address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true
  if (isIP(bare) === 4) return bare.startsWith('127.')
  return bare === '::1'
}

/** The folder that the repository lies in, seen from any folder inside it; `from` itself when it lies in none. */
export function repositoryRoot(from: string): string {
  let folder = resolve(from)
  while (!existsSync(join(folder, 'pnpm-workspace.yaml'))) {
    const parent = dirname(folder)
    if (parent === folder) return resolve(from)
    folder = parent
  }
  return folder
}

function isPostgresUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && ['postgres:', 'postgresql:'].includes(url.protocol) && url.hostname !== ''
}
