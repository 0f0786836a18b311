import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Transform } from 'node:stream'
import { constants, createBrotliCompress, createGzip } from 'node:zlib'

const COMPRESSIBLE = /^(?:text\/(?!event-stream)|application\/(?:[\w.+-]*json|javascript|xml)|image\/svg)/
// Below this, the compressed answer and its headers are no smaller than what fits into one packet anyway.
const SMALLEST = 1_000

// `write` and `end` have several signatures each; what a caller hands over is passed on as it came.
type Put = (...parts: unknown[]) => unknown
interface Sink {
  readonly write: Put
  readonly end: Put
}

/**
 * Compresses the answers that are made on the fly; files of the build are compressed already and pass untouched. Everything that
 * is written is flushed, so that a page that streams still streams.
 */
export function compressResponse(request: IncomingMessage, response: ServerResponse): void {
  const encoding = preferredEncoding(request.headers['accept-encoding'])
  if (encoding === null || request.method === 'HEAD') return

  const writeHead = response.writeHead.bind(response)
  const write = response.write.bind(response)
  const end = response.end.bind(response)
  let body: Sink = { write: write as Put, end: end as Put }
  let decided = false

  const decide = (status: number) => {
    decided = true
    if (!isWorthIt(response, status)) return
    response.removeHeader('content-length')
    response.setHeader('content-encoding', encoding)
    response.appendHeader('vary', 'accept-encoding')
    const stream = createCompressor(encoding)
    stream.on('data', (chunk: Buffer) => {
      if (!write(chunk)) stream.pause()
    })
    stream.on('end', () => {
      end()
    })
    response.on('drain', () => stream.resume())
    // Whoever writes waits for the drain of the response, but it is the compressor that was full.
    stream.on('drain', () => response.emit('drain'))
    response.on('close', () => stream.destroy())
    body = { write: stream.write.bind(stream) as Put, end: stream.end.bind(stream) as Put }
  }

  response.writeHead = (status: number, ...rest: unknown[]) => {
    // Headers handed to writeHead itself would be missed: put them where `isWorthIt` looks.
    for (const [name, value] of Object.entries(rest.find(isHeaders) ?? {})) response.setHeader(name, value)
    if (!decided) decide(status)
    return writeHead(status)
  }
  response.write = (...parts: unknown[]) => {
    if (!decided) decide(response.statusCode)
    return body.write(...parts) === true
  }
  response.end = (...parts: unknown[]) => {
    if (!decided) decide(response.statusCode)
    body.end(...parts)
    return response
  }
}

function isWorthIt(response: ServerResponse, status: number): boolean {
  if (status < 200 || status === 204 || status === 206 || status === 304) return false
  if (response.hasHeader('content-encoding')) return false
  const length = response.getHeader('content-length')
  if (length !== undefined && Number(length) < SMALLEST) return false
  return COMPRESSIBLE.test(String(response.getHeader('content-type') ?? ''))
}

function preferredEncoding(accepted: string | string[] | undefined): 'br' | 'gzip' | null {
  const names = String(accepted ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => !/;\s*q=0(?:\.0*)?$/.test(one))
    .map((one) => one.split(';')[0])
  if (names.includes('br')) return 'br'
  return names.includes('gzip') ? 'gzip' : null
}

function createCompressor(encoding: 'br' | 'gzip'): Transform {
  if (encoding === 'gzip') return createGzip({ flush: constants.Z_SYNC_FLUSH })
  return createBrotliCompress({
    flush: constants.BROTLI_OPERATION_FLUSH,
    // 4 costs as much time as gzip's default and is smaller; the library's own default of 11 takes a hundred times as long.
    params: { [constants.BROTLI_PARAM_QUALITY]: 4 },
  })
}

function isHeaders(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null
}
