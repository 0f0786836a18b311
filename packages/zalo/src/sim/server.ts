import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readControl } from './control.ts'
import { createSimService, type SimAnswer, type SimService, type SimServiceOptions } from './service.ts'

export interface ZaloSimOptions extends SimServiceOptions {
  readonly host?: string
  /** 0 for any that is free. */
  readonly port?: number
  /** Where events are sent. */
  readonly webhookUrl?: string
  /** Waited for after what may have changed something, before it is answered: whoever keeps the state keeps it here. */
  readonly beforeAnswer?: () => Promise<void>
}

/** The service on an address of its own. */
export interface ZaloSim {
  readonly url: string
  readonly service: SimService
  /** Moves its clock: tokens grow old, assets run out. */
  readonly advance: (milliseconds: number) => void
  readonly sendEventsTo: (webhookUrl: string | null) => void
  /** Sends every event that is due, and waits until all were answered. */
  readonly deliver: () => Promise<void>
  readonly close: () => Promise<void>
}

const BODY_MAXIMUM = 1_000_000
const WEBHOOK_TIMEOUT = 2_000
const DELIVERY_INTERVAL = 500

export async function startZaloSim(options: ZaloSimOptions = {}): Promise<ZaloSim> {
  const { host = '127.0.0.1', port = 0, now = Date.now } = options
  let ahead = 0
  let webhookUrl = options.webhookUrl ?? null
  const service = createSimService({ ...options, now: () => now() + ahead })

  // One after the other, so that nothing is sent twice; who waits has seen everything that was due when asking.
  let delivering = Promise.resolve()
  const deliver = async (): Promise<void> => {
    delivering = delivering.then(async () => await deliverDue(service, webhookUrl))
    await delivering
  }

  const sim: Omit<ZaloSim, 'url' | 'close'> = {
    service,
    advance: (milliseconds) => {
      ahead += milliseconds
    },
    sendEventsTo: (url) => {
      webhookUrl = url
      service.events.subscribe()
    },
    deliver,
  }

  const server = createServer((request, response) => {
    // Whoever hung up in the middle of a request is no reason to stop.
    respond(sim, request, response, options.beforeAnswer).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const timer = setInterval(() => void deliver(), DELIVERY_INTERVAL)
  // A server that listens on a port has one.
  const address = server.address() as AddressInfo

  return {
    ...sim,
    url: `http://${host}:${String(address.port)}`,
    close: async () => {
      clearInterval(timer)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await delivering
    },
  }
}

async function respond(
  sim: Omit<ZaloSim, 'url' | 'close'>,
  request: IncomingMessage,
  response: ServerResponse,
  beforeAnswer?: () => Promise<void>,
): Promise<void> {
  const body = await readBody(request)
  if (body === null) {
    response.writeHead(413).end()
    return
  }
  const asked = { method: request.method ?? 'GET', url: request.url ?? '/', body }
  const answer: SimAnswer = readControl(sim, asked) ?? sim.service.handle({ ...asked, headers: singleHeaders(request) })
  if (asked.method !== 'GET') await beforeAnswer?.()
  // What does not answer holds the line until whoever asked gives up.
  if (answer.kind === 'answer') response.writeHead(answer.status, answer.headers).end(answer.body)
}

async function deliverDue(service: SimService, webhookUrl: string | null): Promise<void> {
  if (webhookUrl === null) return
  for (const { id, body, headers } of service.events.due()) {
    const response = await fetch(webhookUrl, {
      method: 'POST',
      body,
      headers,
      signal: AbortSignal.timeout(WEBHOOK_TIMEOUT),
    }).catch(() => null)
    await response?.body?.cancel()
    service.events.delivered(id, response?.status === 200)
  }
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > BODY_MAXIMUM) return null
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function singleHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}
