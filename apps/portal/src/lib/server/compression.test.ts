import { createServer, get, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, expect, it } from 'vitest'
import { compressResponse } from './compression.ts'

const TEXT = 'Thôn Chư Mố, xã Chư Mố, huyện Ia Pa. '.repeat(500)
let server: Server | undefined

afterEach(() => {
  server?.close()
})

it('compresses a page in the encoding that the browser likes most', async () => {
  const answer = html(TEXT)
  const brotli = await fetchRaw(answer, 'gzip, deflate, br')
  expect(brotli.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' })
  expect(brotliDecompressSync(brotli.body).toString()).toBe(TEXT)
  const gzip = await fetchRaw(answer, 'gzip, br;q=0')
  expect(gzip.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(gzip.body).toString()).toBe(TEXT)
  expect(gzip.body.length).toBeLessThan(TEXT.length / 5)
})

it('leaves alone what is small, compressed, no text, or not wanted compressed', async () => {
  expect((await fetchRaw(html('short'), 'br')).headers['content-encoding']).toBeUndefined()
  expect((await fetchRaw(html(TEXT), undefined)).body.toString()).toBe(TEXT)
  const png = await fetchRaw((_, response) => response.setHeader('content-type', 'image/png').end(TEXT), 'br')
  expect(png.headers['content-encoding']).toBeUndefined()
  const done = await fetchRaw((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
    response.end(TEXT)
  }, 'br')
  expect(done.headers['content-encoding']).toBe('gzip')
  expect(done.body.toString()).toBe(TEXT)
})

it('lets a writer that waits for the drain write more than the compressor holds at once', async () => {
  const parts = Array.from({ length: 40 }, () => TEXT)
  const { body } = await fetchRaw((_, response) => {
    response.setHeader('content-type', 'text/html')
    const next = () => {
      const part = parts.shift()
      if (part === undefined) response.end()
      else if (response.write(part)) next()
      else response.once('drain', next)
    }
    next()
  }, 'gzip')
  expect(gunzipSync(body).toString()).toBe(TEXT.repeat(40))
})

it('lets a page that streams stream', async () => {
  const chunks: string[] = []
  const { body } = await fetchRaw(
    (_, response) => {
      response.setHeader('content-type', 'text/html')
      response.write('first')
      setTimeout(() => response.end('second'), 200)
    },
    'br',
    (chunk) => chunks.push(chunk.toString('hex')),
  )
  expect(chunks.length).toBeGreaterThan(1)
  expect(brotliDecompressSync(body).toString()).toBe('firstsecond')
})

function html(text: string): RequestListener {
  return (_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.setHeader('content-length', Buffer.byteLength(text))
    response.writeHead(200)
    response.end(text)
  }
}

async function fetchRaw(answer: RequestListener, accept: string | undefined, onChunk?: (chunk: Buffer) => void) {
  server?.close()
  const listening = createServer((request, response) => {
    compressResponse(request, response)
    answer(request, response)
  })
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = accept === undefined ? {} : { 'accept-encoding': accept }
    get({ host: '127.0.0.1', port: address.port, headers, agent: false }, resolve).once('error', reject)
  })
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) {
    onChunk?.(chunk)
    chunks.push(chunk)
  }
  return { headers: response.headers, body: Buffer.concat(chunks) }
}
