import { isIP } from 'node:net'
import { resolve } from 'node:path'
import type { Environment } from './environment.ts'
import { parseLanguage } from './language.ts'
import { parseSecret } from './secret.ts'
import { StartProblem, type Sentence } from './start-problem.ts'

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
  if (!(port <= 65_535))
    throw new StartProblem({
      vi: `PORT=${text} không phải là cổng mạng: hãy đặt một số từ 0 đến 65535.`,
      en: `PORT=${text} is no port: set it to a number from 0 to 65535.`,
    })
  const origins = parseOrigins(env['ORIGIN'] ?? '')
  if (!isLoopback(host) && origins.length === 0)
    throw new StartProblem({
      vi:
        `HOST=${host} cho máy khác vào: hãy đặt ORIGIN là địa chỉ mà mọi người mở ở đó, ` +
        'ví dụ ORIGIN=https://ketnoi.example.vn, để không tên nào khác được trả lời.',
      en:
        `HOST=${host} lets other machines in: set ORIGIN to the address that people open there, ` +
        'for example ORIGIN=https://ketnoi.example.vn, so that no other name is answered.',
    })
  const trusted = env['TRUST_PROXY'] || '0'
  if (!['1', 'true', '0', 'false'].includes(trusted))
    throw new StartProblem({
      vi: `TRUST_PROXY=${trusted} không rõ là có hay không: hãy đặt là 1 khi ở sau proxy, nếu không thì bỏ đi.`,
      en: `TRUST_PROXY=${trusted} is neither yes nor no: set it to 1 behind a proxy, or leave it unset.`,
    })
  return { host, port, origins, trustProxy: ['1', 'true'].includes(trusted) }
}

function parseOrigins(text: string): readonly URL[] {
  return text
    .split(/[\s,]+/)
    .filter((one) => one !== '')
    .map((one) => {
      const url = URL.parse(one)
      if (url === null || !['http:', 'https:'].includes(url.protocol) || url.origin !== one.replace(/\/$/, ''))
        throw new StartProblem({
          vi: `ORIGIN=${one} không phải là địa chỉ trang: hãy viết như https://ketnoi.example.vn, nhiều địa chỉ thì cách nhau bằng dấu phẩy.`,
          en: `ORIGIN=${one} is no address of a site: write it as https://ketnoi.example.vn, several with commas between.`,
        })
      return url
    })
}

/** Which database: `DATABASE_URL` when it is set, else the embedded one in `KETNOI_DATA` or `.data` below `root`. */
export function parseDatabase(env: Environment, root: string): DatabaseSettings {
  const url = env['DATABASE_URL']
  const folder = resolve(root, env['KETNOI_DATA'] || '.data')
  if (!url) return { kind: 'pglite', folder }
  if (!isPostgresUrl(url))
    throw new StartProblem({
      vi:
        'DATABASE_URL không phải là địa chỉ của một PostgreSQL: hãy viết như postgres://user:password@host:5432/database, ' +
        'hoặc bỏ đi để dùng cơ sở dữ liệu nhúng.',
      en:
        'DATABASE_URL is no address of a PostgreSQL: write it as postgres://user:password@host:5432/database, ' +
        'or unset it to use the embedded database.',
    })
  return { kind: 'postgres', folder, url }
}

/** Whether nobody but this machine can reach the address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true
  if (isIP(bare) === 4) return bare.startsWith('127.')
  return bare === '::1'
}

export type LogSetting = 'requests' | 'errors' | 'off'

export interface ServeSettings {
  /** In the words of the server that reads it, such as `60M`. */
  readonly bodySizeLimit: string
  /** Who shows it may read `/metrics` from another machine; `null`: nobody may. */
  readonly metricsToken: string | null
  /** `null`: requests, but in a terminal only errors. */
  readonly log: LogSetting | null
}

// A roster of 100,000 rows is about 7 MB as a spreadsheet and about 15 MB as text.
const BODY_SIZE_LIMIT = '60M'
const SHORTEST_TOKEN = 16

/** How the portal serves: `BODY_SIZE_LIMIT`, `KETNOI_METRICS_TOKEN`, `KETNOI_LOG`. */
export function parseServe(env: Environment): ServeSettings {
  const bodySizeLimit = env['BODY_SIZE_LIMIT'] || BODY_SIZE_LIMIT
  if (!/^\d+[KMG]?$/i.test(bodySizeLimit))
    throw new StartProblem({
      vi: `BODY_SIZE_LIMIT=${bodySizeLimit} không phải là dung lượng: hãy viết một số kèm K, M hoặc G, ví dụ 60M.`,
      en: `BODY_SIZE_LIMIT=${bodySizeLimit} is no size: write it as a number with K, M or G, such as 60M.`,
    })
  const metricsToken = env['KETNOI_METRICS_TOKEN'] || null
  if (metricsToken !== null && metricsToken.length < SHORTEST_TOKEN)
    throw new StartProblem({
      vi: `KETNOI_METRICS_TOKEN quá ngắn: hãy đặt ít nhất ${String(SHORTEST_TOKEN)} ký tự ngẫu nhiên.`,
      en: `KETNOI_METRICS_TOKEN is too short: set it to ${String(SHORTEST_TOKEN)} random characters or more.`,
    })
  const log = env['KETNOI_LOG'] || null
  if (log !== null && log !== 'requests' && log !== 'errors' && log !== 'off')
    throw new StartProblem({
      vi: `KETNOI_LOG=${log} không phải là giá trị cho phép: hãy đặt là requests, errors hoặc off.`,
      en: `KETNOI_LOG=${log} is not known: set it to requests, errors or off.`,
    })
  return { bodySizeLimit, metricsToken, log }
}

/** The sentence of every setting that is wrong; none when the portal can start with them. */
export function listSettingProblems(env: Environment, root: string): Sentence[] {
  const parsers = [
    () => parseListen({ ...env, PORT: undefined, TRUST_PROXY: undefined }),
    () => parseListen({ PORT: env['PORT'] }),
    () => parseListen({ TRUST_PROXY: env['TRUST_PROXY'] }),
    () => parseDatabase(env, root),
    () => parseServe({ BODY_SIZE_LIMIT: env['BODY_SIZE_LIMIT'] }),
    () => parseServe({ KETNOI_METRICS_TOKEN: env['KETNOI_METRICS_TOKEN'] }),
    () => parseServe({ KETNOI_LOG: env['KETNOI_LOG'] }),
    () => parseLanguage(env),
    () => parseSecret(env),
  ]
  return parsers.flatMap((parse) => {
    try {
      parse()
      return []
    } catch (error) {
      if (error instanceof StartProblem) return [error.sentence]
      throw error
    }
  })
}

function isPostgresUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && ['postgres:', 'postgresql:'].includes(url.protocol) && url.hostname !== ''
}
