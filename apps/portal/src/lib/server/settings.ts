import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { StartProblem } from './start-problem.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface ListenSettings {
  readonly host: string
  readonly port: number
  /** The addresses that people type to get here, e.g. `https://ketnoi.example.vn`; this machine's own names always work. */
  readonly origins: readonly URL[]
  /** The last proxy says whose request it passes on. */
  readonly trustProxy: boolean
}

export type DatabaseSettings =
  /** `folder`: where what does not belong into a database is kept as well. */
  | { readonly kind: 'pglite'; readonly folder: string }
  | { readonly kind: 'postgres'; readonly folder: string; readonly url: string }

const DEFAULT_PORT = 5173

/** Where to listen and under which names: `HOST`, `PORT`, `ORIGIN`, `TRUST_PROXY`. Only on loopback unless told. */
export function parseListen(env: Environment): ListenSettings {
  const host = env['HOST'] || '127.0.0.1'
  const text = env['PORT'] || String(DEFAULT_PORT)
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535)) throw new StartProblem(`PORT=${text} is no port: set it to a number from 0 to 65535.`)
  const origins = parseOrigins(env['ORIGIN'] ?? '')
  if (!isLoopback(host) && origins.length === 0)
    throw new StartProblem(
      `HOST=${host} lets other machines in: set ORIGIN to the address that people open there, ` +
        'for example ORIGIN=https://ketnoi.example.vn, so that no other name is answered.',
    )
  return { host, port, origins, trustProxy: ['1', 'true'].includes(env['TRUST_PROXY'] ?? '') }
}

function parseOrigins(text: string): readonly URL[] {
  return text
    .split(/[\s,]+/)
    .filter((one) => one !== '')
    .map((one) => {
      const url = URL.parse(one)
      if (url === null || !['http:', 'https:'].includes(url.protocol) || url.origin !== one.replace(/\/$/, ''))
        throw new StartProblem(
          `ORIGIN=${one} is no address of a site: write it as https://ketnoi.example.vn, several with commas between.`,
        )
      return url
    })
}

/** Which database: `DATABASE_URL` when it is set, else the embedded one in `KETNOI_DATA` or `.data` below `root`. */
export function parseDatabase(env: Environment, root: string): DatabaseSettings {
  const url = env['DATABASE_URL']
  const folder = resolve(root, env['KETNOI_DATA'] || '.data')
  if (!url) return { kind: 'pglite', folder }
  if (!isPostgresUrl(url))
    throw new StartProblem(
      'DATABASE_URL is no address of a PostgreSQL: write it as postgres://user:password@host:5432/database, ' +
        'or unset it to use the embedded database.',
    )
  return { kind: 'postgres', folder, url }
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
