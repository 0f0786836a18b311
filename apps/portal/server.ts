import { existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { DatabaseError } from '@ketnoi/db'
import {
  parseDatabase,
  parseLanguage,
  parseListen,
  parseServe,
  repositoryRoot,
  StartProblem,
  type ListenSettings,
  type Sentence,
} from '@ketnoi/settings'
import { compressResponse } from './src/lib/server/compression.ts'
import { DIRECT_HEADER, isDirect, isPage, isReadable, originOf } from './src/lib/server/request-guard.ts'
import { startServices, stopServices } from './src/lib/server/services.ts'

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

const BUILT = new URL('./build/handler.js', import.meta.url)
// Requests under way get this long to end before their connections are cut.
const LAST_REQUESTS_MS = 5_000
// Longer than the proxies keep a connection for the next request (Caddy: two minutes): whoever closes it first must not be the one that
// has not read yet what is on its way. With the five seconds of Node, what came while the embedded database waited for its disk was cut.
const KEEP_ALIVE_MS = 130_000
// By then the first page was most likely shown, and nothing more is loaded.
const LOADED_AFTER_MS = 3_000
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'geolocation=(), microphone=(), payment=(), usb=()',
}

/** Runs the built portal until it is told to end; a circumstance that a person has to mend ends it with a sentence and code 1. */
export async function runServer(): Promise<void> {
  let language: keyof Sentence = 'vi'
  try {
    language = parseLanguage(process.env)
    await serve(language)
  } catch (error) {
    await stopServices()
    if (!(error instanceof StartProblem || error instanceof DatabaseError)) throw error
    process.stderr.write(`${error.sentence[language]}\n`)
    process.exit(1)
  }
}

async function serve(language: keyof Sentence): Promise<void> {
  const settings = parseListen(process.env)
  process.env['BODY_SIZE_LIMIT'] = parseServe(process.env).bodySizeLimit
  const root = repositoryRoot(fileURLToPath(new URL('.', import.meta.url)))
  const database = parseDatabase(process.env, root)
  if (database.kind === 'pglite') process.env['KETNOI_DATA'] = database.folder
  if (!existsSync(BUILT))
    throw new StartProblem({
      vi: 'Cổng chưa được dựng: hãy chạy `npx pnpm@12 start`, lệnh này dựng cổng.',
      en: 'The portal is not built yet: run `npx pnpm@12 start`, which builds it.',
    })

  // Until the application is loaded and its database open, everybody is told to come back.
  let handler: Handler = answerStarting
  const server = createServer((request, response) => {
    const origin = originOf(request.headers.host, settings.origins)
    // A person sees the page that every wrong address leads to, a program a line.
    if (!isReadable(request.url) && request.method === 'GET' && isPage(request.url)) request.url = NO_PAGE
    if (!isReadable(request.url)) {
      response.writeHead(400, { 'content-type': 'text/plain' })
      response.end('This address cannot be read.\n')
    } else if (origin !== null) {
      prepare(request, response, origin, settings)
      handler(request, response, () => response.writeHead(404).end())
    } else {
      response.writeHead(421, { 'content-type': 'text/plain' })
      response.end('This server does not answer to that name: ORIGIN sets those that it has.\n')
    }
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  const address = await listen(server, settings)
  endOnSignal(server)
  handler = await loadHandler()
  const addresses = [address, ...settings.origins.map(({ origin }) => origin)].join(', ')
  process.stdout.write(`${runsAt(addresses)[language]}\n`)
  const { firstCode } = await startServices(process.env)
  if (firstCode !== null) process.stdout.write(`${firstCodeIs(firstCode.text)[language]}\n`)
  setTimeout(giveBackLoading, LOADED_AFTER_MS).unref()
}

/** Of V8: everything that nothing refers to, compiled code that is not in use included. */
type Collect = (how: { readonly type: 'major'; readonly flavor: 'last-resort' }) => void

/**
 * Collects once what loading the program has left behind, a quarter of the memory that it holds by then. V8 would do so when the heap
 * has grown by as much again, which a server that waits for people may never see.
 */
function giveBackLoading(): void {
  setFlagsFromString('--expose-gc')
  // A context has the function when it begins after the flag was set; that of the program began before.
  const collect = runInNewContext('gc') as Collect
  collect({ type: 'major', flavor: 'last-resort' })
}

function runsAt(addresses: string): Sentence {
  return {
    vi: `Ketnoi đang chạy tại ${addresses}. Ctrl-C để dừng.`,
    en: `Ketnoi runs at ${addresses}. Ctrl-C ends it.`,
  }
}

function firstCodeIs(code: string): Sentence {
  return {
    vi: `Chưa có tài khoản nào. Mã cho quản trị viên đầu tiên: ${code}`,
    en: `There is no account yet. The code for the first administrator: ${code}`,
  }
}

/** An address that no page has. */
const NO_PAGE = '/-'

/** Imports the built application, which opens the database on its way. */
async function loadHandler(): Promise<Handler> {
  // The adapter takes these from the environment. `prepare` sets both headers, so that no visitor can.
  process.env['PROTOCOL_HEADER'] = 'x-forwarded-proto'
  process.env['ADDRESS_HEADER'] = 'x-forwarded-for'
  // The build makes this module; its own declaration is not part of it.
  const built = (await import(BUILT.href)) as { handler: Handler }
  return built.handler
}

function prepare(
  request: IncomingMessage,
  response: ServerResponse,
  origin: URL,
  { trustProxy }: Pick<ListenSettings, 'trustProxy'>,
): void {
  const direct = isDirect(request.headers, request.socket.remoteAddress, origin)
  Reflect.deleteProperty(request.headers, DIRECT_HEADER)
  if (direct) request.headers[DIRECT_HEADER] = '1'
  request.headers['x-forwarded-proto'] = origin.protocol.slice(0, -1)
  // The adapter takes the last of them: the one that our own proxy has added.
  if (!trustProxy || !request.headers['x-forwarded-for'])
    request.headers['x-forwarded-for'] = request.socket.remoteAddress ?? ''
  if (origin.protocol === 'https:') response.setHeader('strict-transport-security', 'max-age=31536000')
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
  compressResponse(request, response)
}

function answerStarting(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('retry-after', '1')
  if (request.url === '/healthz' || request.url === '/readyz') {
    response.writeHead(503, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ status: 'starting' }))
  } else {
    response.writeHead(503, { 'content-type': 'text/html; charset=utf-8', refresh: '1' })
    response.end('<!doctype html><title>Ketnoi</title><p>Đang khởi động… / Starting…</p>\n')
  }
}

function listen(server: Server, { host, port }: ListenSettings): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(listenProblem(error, host, port))
    })
    server.listen(port, host, () => {
      const address = server.address()
      const name = host.includes(':') ? `[${host}]` : host
      const actualPort = typeof address === 'object' && address !== null ? address.port : port
      resolve(`http://${name}:${String(actualPort)}`)
    })
  })
}

function listenProblem(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = { vi: `Cổng mạng ${String(port)} trên ${host}`, en: `Port ${String(port)} on ${host}` }
  if (error.code === 'EADDRINUSE')
    return new StartProblem({
      vi: `${where.vi} đang được chương trình khác dùng: hãy dừng chương trình đó, hoặc chọn cổng mạng khác, ví dụ PORT=${String(port + 1)}.`,
      en: `${where.en} is taken by another program: end that one, or choose another port, for example PORT=${String(port + 1)}.`,
    })
  if (error.code === 'EACCES')
    return new StartProblem({
      vi: `${where.vi} dành riêng cho hệ thống: hãy chọn cổng mạng khác, ví dụ PORT=5173.`,
      en: `${where.en} is reserved for the system: choose another port, for example PORT=5173.`,
    })
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new StartProblem({
      vi: `${where.vi} không có trên máy này: hãy bỏ HOST, hoặc đặt là 127.0.0.1 hay 0.0.0.0.`,
      en: `${where.en} does not exist on this machine: leave HOST unset, or set it to 127.0.0.1 or 0.0.0.0.`,
    })
  return error
}

function endOnSignal(server: Server): void {
  let ending = false
  const end = () => {
    // A terminal sends Ctrl-C to every process of a command, and a package runner passes it on once more.
    if (ending) return
    ending = true
    void close(server).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Closing failed: ${error instanceof Error ? error.message : String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
  process.on('SIGHUP', end)
  endWithRunner(end)
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const cut = setTimeout(() => {
    server.closeAllConnections()
  }, LAST_REQUESTS_MS)
  await closed
  clearTimeout(cut)
  await stopServices()
}

/** A package runner that is killed does not always pass it on: without its parent, the server would hold port and data for ever. */
function endWithRunner(end: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) end()
  }, 500).unref()
}

if (import.meta.main) await runServer()
